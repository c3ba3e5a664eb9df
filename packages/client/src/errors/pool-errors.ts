import { RepriseError } from './reprise-error.ts';

/** The pool was not connected yet, or is closed. `await Pool.connect(…)` mends it. */
export class PoolNotConnectedError extends RepriseError {
  readonly code = 'POOL_NOT_CONNECTED';

  constructor() {
    super('The pool is not connected: call connect() first, and again after close().');
  }
}

/** `connect` was called on a pool that is connected. Nothing was changed. */
export class PoolConnectedError extends RepriseError {
  readonly code = 'POOL_CONNECTED';

  constructor() {
    super('The pool is connected already: close() it before you connect it anew.');
  }
}
