import type { PlayerState } from 'reprise';
import { describe, expect, it } from 'vitest';
import { SoundSigns } from '../../../src/player/watchdog/sound-signs.ts';

const INTERVAL_MS = 5_000;
const OPTIONS = { intervalMs: INTERVAL_MS, isSuspect: false };

/** Signs, and a node that reports in its interval. */
class Reports {
  readonly signs: SoundSigns = new SoundSigns();
  now = 1_000_000;
  position = 0;

  /** One update after its interval, or another time. Answers what is wrong. */
  next(state: Partial<PlayerState> = {}, passedMs = INTERVAL_MS): string | undefined {
    this.now += passedMs;
    this.position = state.position ?? this.position + passedMs;
    this.signs.report(
      { time: this.now, connected: true, ping: 20, ...state, position: this.position },
      this.now,
      INTERVAL_MS,
    );
    return this.signs.trouble(this.now, OPTIONS);
  }

  still(passedMs = INTERVAL_MS): string | undefined {
    return this.next({ position: this.position }, passedMs);
  }
}

describe('the signs of sound', () => {
  it('are good while the position moves, also backwards', () => {
    const reports = new Reports();
    for (let n = 0; n < 100; n++) expect(reports.next()).toBeUndefined();
    expect(reports.next({ position: 5 })).toBeUndefined();
    expect(reports.signs.areGood).toBe(true);
  });

  it('are bad when the position stands still for two intervals, however many updates come in them', () => {
    const reports = new Reports();
    reports.next();
    reports.next();
    for (let n = 0; n < 8; n++) expect(reports.still(1_000)).toBeUndefined();
    expect(reports.signs.areGood).toBe(false);
    // Timers and sockets are not exact.
    expect(reports.still(1_990)).toMatch(/position stands still/);
    expect(reports.next()).toBeUndefined();
  });

  it('leave a track time to start, which is not over sooner than the node tells of a stuck one', () => {
    const reports = new Reports();
    for (let n = 0; n < 4; n++) expect(reports.next({ position: 0 })).toBeUndefined();
    expect(reports.next({ position: 0 })).toMatch(/stands still/);
    reports.signs.begin();
    expect(reports.next({ position: 0 })).toBeUndefined();
    expect(reports.next({ position: 0 })).toBeUndefined();
    reports.next({ position: 0 });
    expect(reports.signs.trouble(reports.now, { ...OPTIONS, isSuspect: true })).toMatch(/stands still/);
  });

  it('are bad when the node has no voice connection for two intervals, though the position moves', () => {
    const reports = new Reports();
    expect(reports.next({ connected: false })).toBeUndefined();
    expect(reports.next({ connected: false })).toBeUndefined();
    expect(reports.signs.areGood).toBe(false);
    expect(reports.next({ connected: false })).toMatch(/no voice connection/);
    expect(reports.next()).toBeUndefined();
    expect(reports.next({ connected: false })).toBeUndefined();
  });

  it('are bad when the ping is stale, but not for time in which no updates came', () => {
    const reports = new Reports();
    for (let n = 0; n < 40; n++) expect(reports.next({ ping: 20 + (Math.floor(n / 3) % 7) })).toBeUndefined();
    expect(reports.next({ ping: 20 }, 3_600_000)).toBeUndefined();
    const said = Array.from({ length: 20 }, () => reports.next({ ping: 20 }));
    expect(said.find((why) => why !== undefined)).toMatch(/ping/);
    reports.signs.reconnect();
    expect(reports.next({ ping: 20 })).toBeUndefined();
  });

  it('count anew after something disturbed the player', () => {
    const reports = new Reports();
    reports.next();
    reports.next();
    reports.still();
    reports.signs.rest();
    expect(reports.signs.heardAt).toBeUndefined();
    expect(reports.still()).toBeUndefined();
    expect(reports.still()).toBeUndefined();
    expect(reports.still()).toMatch(/stands still/);
  });
});
