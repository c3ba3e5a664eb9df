import { ManualClock } from '@reprise/devkit';
import type { Player, PlayerState } from '@reprise/protocol';
import { describe, expect, it } from 'vitest';
import { speedOf } from '../../src/filters/speed.ts';
import { Playback } from '../../src/player/playback.ts';
import { playable } from '../support/tracks.ts';

const NO_VOICE = { token: '', endpoint: '', sessionId: '' };

/** A playback that plays, and the answers of its node, which wait to be given. */
class Desk {
  readonly clock: ManualClock = new ManualClock();
  readonly playback: Playback;
  hasTimescale = true;
  readonly #answers: PromiseWithResolvers<Player>[] = [];

  constructor() {
    this.playback = new Playback(
      {
        clock: this.clock,
        newPlayingId: () => 'one',
        speed: (filters) => (this.hasTimescale ? speedOf(filters) : 1),
        apply: () => {
          const answer = Promise.withResolvers<Player>();
          this.#answers.push(answer);
          return answer.promise;
        },
      },
      100,
    );
  }

  static async playing(): Promise<Desk> {
    const desk = new Desk();
    const started = desk.playback.start(playable('song', { length: 600_000 }));
    desk.answer(0);
    (await started).hasStarted = true;
    return desk;
  }

  /** What the node says of where it is, as of now or before. */
  state(position: number, agoMs = 0): PlayerState {
    return { time: this.clock.now() - agoMs, position, connected: true, ping: 20 };
  }

  remote(position: number): Player {
    const state = this.state(position);
    return { guildId: '1', track: null, volume: 100, paused: false, state, voice: NO_VOICE, filters: {} };
  }

  answer(position: number): void {
    this.#answers.shift()?.resolve(this.remote(position));
  }
}

describe('the place in the track', () => {
  it('is where it was sought to, whatever the node said before it did so', async () => {
    const desk = await Desk.playing();
    const { playback, clock } = desk;
    clock.advance(5_000);
    const sought = playback.seek(300_000);
    clock.advance(20);
    playback.report(desk.state(5_010, 10));
    expect(playback.position).toBe(300_020);
    desk.answer(300_000);
    await sought;
    playback.report(desk.state(5_015, 5));
    expect(playback.position).toBe(300_020);
    clock.advance(5_000);
    playback.report(desk.state(305_000));
    expect(playback.position).toBe(305_000);
  });

  it('passes as fast as its node lets it, which need not have the filter', async () => {
    const desk = await Desk.playing();
    const { playback, clock } = desk;
    const faster = playback.setFilters({ timescale: { speed: 2, pitch: 1, rate: 1 } });
    desk.answer(0);
    await faster;
    clock.advance(10_000);
    playback.report(desk.state(10_000));
    expect(playback.position).toBe(20_000);
    desk.hasTimescale = false;
    playback.settle(desk.remote(20_000), 20_000);
    clock.advance(5_000);
    playback.report(desk.state(25_000));
    expect(playback.position).toBe(25_000);
    desk.hasTimescale = true;
    playback.settle(desk.remote(25_000), 25_000);
    clock.advance(5_000);
    expect(playback.position).toBe(35_000);
  });

  it('ends on a node without the filter where it was to end', () => {
    const desk = new Desk();
    const filters = { timescale: { speed: 2, pitch: 1, rate: 1 } };
    void desk.playback.start(playable('song', { length: 600_000 }), { endMs: 60_000, filters });
    expect(desk.playback.whole((all) => all).endTime).toBe(30_000);
    expect(desk.playback.whole(() => ({})).endTime).toBe(60_000);
  });

  it('follows a node whose clock was set back', async () => {
    const desk = await Desk.playing();
    const { playback, clock } = desk;
    clock.advance(5_000);
    expect(playback.report(desk.state(4_900, 3_600_000))).toBe(true);
    clock.advance(5_000);
    expect(playback.report(desk.state(9_850, 3_600_000))).toBe(true);
    expect(playback.position).toBe(9_850);
  });
});
