import { StoreError } from '@reprise/cache';
import { ManualClock } from '@reprise/devkit';
import { describe, expect, it } from 'vitest';
import { calmAboutStores } from '../../src/log/calm-about-stores.ts';
import { type Log, silentLog } from '../../src/log/log.ts';

/** A log that keeps what it is told, as `level message`. */
function keeping(lines: string[]): Log {
  return {
    ...silentLog,
    debug: (message) => void lines.push(`debug ${message}`),
    warn: (message) => void lines.push(`warn ${message}`),
    child: () => keeping(lines),
  };
}

function away(): Error {
  const store = new StoreError('STORE_UNAVAILABLE', 'The server is gone.');
  return new Error('Settings are the defaults.', { cause: store });
}

describe('a log that is calm about stores', () => {
  it('warns of a store that is away once a minute, whoever finds out, and leaves the rest for who looks for more', () => {
    const lines: string[] = [];
    const clock = new ManualClock();
    const log = calmAboutStores(keeping(lines), clock);
    log.warn('first', { error: away() });
    log.child({ shard: 1 }).warn('second', { error: away() });
    clock.advance(60_000);
    log.warn('third', { error: away() });
    expect(lines).toEqual(['warn first', 'debug second', 'warn third']);
  });

  it('warns of everything else each time', () => {
    const lines: string[] = [];
    const log = calmAboutStores(keeping(lines), new ManualClock());
    log.warn('away', { error: away() });
    log.warn('full', { error: new StoreError('STORE_FULL', 'There is no room.') });
    log.warn('full', { error: new StoreError('STORE_FULL', 'There is no room.') });
    log.warn('plain');
    expect(lines).toEqual(['warn away', 'warn full', 'warn full', 'warn plain']);
  });
});
