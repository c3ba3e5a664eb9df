import { ManualClock } from '@reprise/devkit';
import type { Player, PlayerState } from '@reprise/protocol';
import { describe, expect, it } from 'vitest';
import { Playback } from '../../src/player/playback.ts';
import { playable } from '../support/tracks.ts';

const NO_VOICE = { token: '', endpoint: '', sessionId: '' };

/** A playback that plays, and the answers of its node, which wait to be given. */
class Desk {
  readonly clock: ManualClock = new ManualClock();
  readonly playback: Playback;
  readonly #answers: PromiseWithResolvers<Player>[] = [];

  constructor() {
    this.playback = new Playback(
      {
        clock: this.clock,
        newPlayingId: () => 'one',
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

  answer(position: number): void {
    const state = this.state(position);
    this.#answers
      .shift()
      ?.resolve({ guildId: '1', track: null, volume: 100, paused: false, state, voice: NO_VOICE, filters: {} });
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
