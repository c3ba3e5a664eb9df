import { existsSync } from 'node:fs';
import type { Log } from '../../src/log/log.ts';
import { OwnNode, type OwnNodeOptions } from '../../src/own-node/own-node.ts';

/** Lets the child run the sources, as the tests do. */
export const SOURCES: readonly string[] = [
  '--import',
  new URL('../../../../packages/node/test/support/sources-loader.mjs', import.meta.url).href,
];

/** Keeps what is told, as `level message`. */
export class ToldLines implements Log {
  readonly all: string[] = [];
  readonly fields: object[] = [];

  debug(message: string): void {
    this.all.push(`debug ${message}`);
  }

  info(message: string): void {
    this.all.push(`info ${message}`);
  }

  warn(message: string, fields: object = {}): void {
    this.all.push(`warn ${message}`);
    this.fields.push(fields);
  }

  error(message: string): void {
    this.all.push(`error ${message}`);
  }

  child(): Log {
    return this;
  }

  flush(): void {}
}

/** A node of the sources, without yt-dlp. */
export function startNode(log: Log, options: Partial<OwnNodeOptions> = {}): Promise<OwnNode> {
  return OwnNode.start({ ytdlp: false, voice: 'silent', log, execArgv: SOURCES, ...options });
}

/** Whether there is a process of that id. */
export function isThere(pid: number | undefined): boolean {
  return pid !== undefined && existsSync(`/proc/${pid}`);
}
