import type { ErrorResponse } from '@reprise/protocol';
import { RepriseError } from './reprise-error.ts';

/**
 * There is no such node, or none that is connected. The pool goes on trying: a later call may succeed.
 *
 * @example
 * ```ts
 * import { InvalidNodeException, Pool } from 'reprise';
 *
 * try {
 *   await Pool.fetchTracks('ode to joy');
 * } catch (error) {
 *   if (!(error instanceof InvalidNodeException)) throw error;
 *   console.log('No music server is up. It goes on by itself when one is back.');
 * }
 * ```
 */
export class InvalidNodeException extends RepriseError {
  readonly code = 'NODE_INVALID';
}

/**
 * No connection to a node, or it was lost before the answer came. `cause` is the socket's own error.
 *
 * @example
 * ```ts
 * import { NodeUnreachableError, Pool } from 'reprise';
 *
 * try {
 *   await Pool.getNode('Main').fetchVersion();
 * } catch (error) {
 *   if (!(error instanceof NodeUnreachableError)) throw error;
 *   console.log(`${error.node} is away: ${error.message}`, error.cause);
 * }
 * ```
 */
export class NodeUnreachableError extends RepriseError {
  readonly code = 'NODE_UNREACHABLE';
  readonly node: string;

  constructor(node: string, why: string, options?: ErrorOptions) {
    super(`Node ${node} cannot be reached: ${why}`, options);
    this.node = node;
  }
}

/**
 * A node did not answer within the deadline.
 *
 * @example
 * ```ts
 * import { NodeTimeoutError, Pool } from 'reprise';
 *
 * try {
 *   await Pool.getNode('Main').request('GET', '/v4/info', { timeoutMs: 500 });
 * } catch (error) {
 *   if (!(error instanceof NodeTimeoutError)) throw error;
 *   console.log(`${error.node} took more than ${error.timeoutMs} ms.`);
 * }
 * ```
 */
export class NodeTimeoutError extends RepriseError {
  readonly code = 'NODE_TIMEOUT';
  readonly node: string;
  readonly timeoutMs: number;

  constructor(node: string, call: string, timeoutMs: number) {
    super(`Node ${node} did not answer ${call} within ${timeoutMs} ms.`);
    this.node = node;
    this.timeoutMs = timeoutMs;
  }
}

/** Characters of a body that an error carries: enough to recognise a proxy's page, too few to fill a log. */
export const BODY_HEAD_LENGTH = 200;

/**
 * A node answered with an error status.
 *
 * @example
 * ```ts
 * import { NodeHttpError, Pool } from 'reprise';
 *
 * try {
 *   await Pool.getNode('Main').request('GET', '/v4/my-plugin/songs');
 * } catch (error) {
 *   if (!(error instanceof NodeHttpError)) throw error;
 *   console.log(error.status === 404 ? 'The plugin is not there.' : error.bodyHead);
 * }
 * ```
 */
export class NodeHttpError extends RepriseError {
  readonly code = 'NODE_HTTP';
  readonly node: string;
  /** HTTP status. */
  readonly status: number;
  /** What the node says of it; absent when the body was empty or not Lavalink's. */
  readonly response: ErrorResponse | undefined;
  /** The first 200 characters of the body. */
  readonly bodyHead: string;
  /** How long the node asks to wait (429, 503), in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(node: string, call: string, answer: HttpAnswer) {
    const said = answer.response?.message ?? answer.bodyHead;
    super(`Node ${node} answered ${call} with ${answer.status}${said === '' ? '.' : `: ${said}`}`);
    this.node = node;
    this.status = answer.status;
    this.response = answer.response;
    this.bodyHead = answer.bodyHead;
    this.retryAfterMs = answer.retryAfterMs;
  }
}

/** What a failed answer holds. */
export interface HttpAnswer {
  readonly status: number;
  readonly bodyHead: string;
  readonly response?: ErrorResponse | undefined;
  readonly retryAfterMs?: number | undefined;
}

/**
 * A node answered with something this client cannot read: a web page, half a JSON, too many bytes.
 *
 * @example
 * ```ts
 * import { NodeResponseError, Pool } from 'reprise';
 *
 * try {
 *   await Pool.getNode('Main').fetchStats();
 * } catch (error) {
 *   if (!(error instanceof NodeResponseError)) throw error;
 *   console.log(`Is ${error.node} behind a proxy? ${error.message}`);
 * }
 * ```
 */
export class NodeResponseError extends RepriseError {
  readonly code = 'NODE_RESPONSE';
  readonly node: string;

  constructor(node: string, call: string, why: string, options?: ErrorOptions) {
    super(`Node ${node} answered ${call} with ${why}`, options);
    this.node = node;
  }
}

/**
 * A route belongs to a plugin that the node does not have. Nothing was asked of it.
 *
 * @example
 * ```ts
 * import { PluginMissingError, Pool } from 'reprise';
 *
 * try {
 *   await Pool.getNode('Main').plugins.fetchPlayerLyrics('817327181659111454');
 * } catch (error) {
 *   if (!(error instanceof PluginMissingError)) throw error;
 *   console.log(`Install ${error.plugin} on ${error.node}.`);
 * }
 * ```
 */
export class PluginMissingError extends RepriseError {
  readonly code = 'PLUGIN_MISSING';
  readonly node: string;
  readonly plugin: string;

  constructor(node: string, plugin: string) {
    super(`Node ${node} has no ${plugin}: install it there, or ask a node whose info.plugins names it.`);
    this.node = node;
    this.plugin = plugin;
  }
}
