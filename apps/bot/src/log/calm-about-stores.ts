import { StoreError, type StoreErrorCode } from '@reprise/cache';
import type { Clock } from '@reprise/clock';
import type { Log, LogFields } from './log.ts';

/** Time between two warnings of a store that is away, in milliseconds. */
const AGAIN_AFTER_MS = 60_000;
/** Causes of causes that are looked at. */
const DEPTH = 5;

const AWAY = new Set<StoreErrorCode>([
  'STORE_UNAVAILABLE',
  'STORE_TIMEOUT',
  'STORE_FAILED',
  'STORE_PACKAGE_MISSING',
  'STORE_CLOSED',
]);

/**
 * A log that warns of a store that is away once a minute at most. All that work with a store find out by themselves; what
 * the others say of it is left for who looks for more.
 */
export function calmAboutStores(log: Log, clock: Pick<Clock, 'now'>): Log {
  const told = { at: Number.NEGATIVE_INFINITY };
  const calm = (inner: Log): Log => ({
    debug: (...line) => inner.debug(...line),
    info: (...line) => inner.info(...line),
    warn(message, fields) {
      const isKnown = isStoreAway(fields) && clock.now() - told.at < AGAIN_AFTER_MS;
      if (isKnown) {
        inner.debug(message, fields);
        return;
      }
      if (isStoreAway(fields)) told.at = clock.now();
      inner.warn(message, fields);
    },
    error: (...line) => inner.error(...line),
    child: (fields) => calm(inner.child(fields)),
    flush: () => inner.flush(),
  });
  return calm(log);
}

function isStoreAway(fields: LogFields | undefined): boolean {
  let error = fields?.error;
  for (let depth = 0; depth < DEPTH && error instanceof Error; depth += 1) {
    if (error instanceof StoreError && AWAY.has(error.code)) return true;
    error = error.cause;
  }
  return false;
}
