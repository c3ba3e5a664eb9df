import { RepriseError } from './reprise-error.ts';

/**
 * The pool was not connected yet, or is closed. `await Pool.connect(…)` mends it.
 *
 * @example
 * ```ts
 * import { Pool, PoolNotConnectedError } from 'reprise';
 *
 * try {
 *   console.log(Pool.nodes().size);
 * } catch (error) {
 *   if (!(error instanceof PoolNotConnectedError)) throw error;
 *   console.log('Not yet: the bot is still logging in.');
 * }
 * ```
 */
export class PoolNotConnectedError extends RepriseError {
  readonly code = 'POOL_NOT_CONNECTED';

  constructor() {
    super('The pool is not connected: call connect() first, and again after close().');
  }
}

/**
 * `connect` was called on a pool that is connected. Nothing was changed.
 *
 * @example
 * ```ts
 * import { Pool, PoolConnectedError } from 'reprise';
 *
 * const nodes = [{ identifier: 'Main', uri: 'http://127.0.0.1:2333', password: 'secret' }];
 * try {
 *   await Pool.connect({ client: { userId: '170939974227591168' }, nodes });
 * } catch (error) {
 *   if (!(error instanceof PoolConnectedError)) throw error;
 *   console.log('Another module has connected it: it can be used.');
 * }
 * ```
 */
export class PoolConnectedError extends RepriseError {
  readonly code = 'POOL_CONNECTED';

  constructor() {
    super('The pool is connected already: close() it before you connect it anew.');
  }
}
