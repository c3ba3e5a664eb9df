import type { Source } from '@reprise/node';
import { describe, expect, it } from 'vitest';
import { bytesInput, mediaInput, parts } from '../sound/support/inputs.ts';
import { framesOf, frequencyOf, listen, rms } from '../sound/support/listening.ts';
import { stairHertz, stairs, wavTone } from '../sound/support/tones.ts';
import { type Stage, stage, testSource, VOICE } from '../support/stage.ts';

const TRACK = { identifier: 'test:12000' };
const MUSIC = stairs(12);
/** Frames that are listened to: a little less than a second. */
const LISTENED = 45;
/** A busy machine may take seconds to start a thread. */
const PATIENTLY = { timeout: 20_000 };

interface Hearing extends Stage {
  /** What left for the voice channel. */
  readonly frames: readonly Uint8Array[];
  /** Moves the clock until so many frames have left. */
  hear(count: number): Promise<void>;
  /** The tone that is heard. */
  hertz(): number;
  /** How loud it is. */
  level(): number;
}

/** A node that is heard, whose tracks sound as `audio` says. */
async function hearing(audio: NonNullable<Source['audio']>): Promise<Hearing> {
  const frames: Uint8Array[] = [];
  const sink = { send: (frame: Uint8Array): void => void frames.push(frame), setSpeaking: () => undefined };
  const connection = { pingMs: 0, takesMusic: true, sink, close: () => undefined };
  const voice = { isAudible: true, connect: () => connection };
  const scene = await stage({ sources: [testSource({ audio })], voice, trackStuckThresholdMs: 1_000_000 });
  const lately = (): Float32Array => framesOf(listen(frames.slice(-LISTENED)), 5, LISTENED);
  return {
    ...scene,
    frames,
    hear: async (count) => {
      const later = async (): Promise<number> => {
        if (frames.length < count) await scene.advance(20);
        return frames.length;
      };
      await expect.poll(later, { ...PATIENTLY, interval: 1 }).toBe(count);
    },
    hertz: () => frequencyOf(lately()),
    level: () => rms(lately()),
  };
}

describe('a track whose sound is still being opened', () => {
  it('is heard from where it was sought to meanwhile, which is the position it tells', async () => {
    const found = Promise.withResolvers<void>();
    await using scene = await hearing(async () => {
      await found.promise;
      return bytesInput(MUSIC);
    });
    await scene.update({ voice: VOICE, track: TRACK });
    await scene.update({ position: 3_000 });
    expect((await scene.update({ position: 6_000 })).state.position).toBe(6_000);
    found.resolve();
    await scene.hear(LISTENED);

    expect(scene.hertz()).toBeCloseTo(stairHertz(6), 0);
    expect((await scene.player()).state.position).toBe(6_000 + (LISTENED - 1) * 20);
  });

  it.each([
    { what: 'the volume', change: { volume: 0 }, level: 0, hertz: 0 },
    { what: 'the filters', change: { filters: { timescale: { pitch: 2 } } }, level: 0.2, hertz: 800 },
  ])('is heard with $what of meanwhile', async ({ change, level, hertz }) => {
    const found = Promise.withResolvers<void>();
    await using scene = await hearing(async () => {
      await found.promise;
      return bytesInput(wavTone({ seconds: 12, hertz: 400 }));
    });
    await scene.update({ voice: VOICE, track: TRACK });
    await scene.update(change);
    found.resolve();
    // A change may take half a second.
    await scene.hear(25 + LISTENED);

    expect(scene.level()).toBeCloseTo(level, 1);
    expect(scene.hertz()).toBeCloseTo(hertz, -1);
  });

  it('stays silent when it was paused meanwhile, and goes on from where it was sought to', async () => {
    const found = Promise.withResolvers<void>();
    const starts: number[] = [];
    await using scene = await hearing(async () => {
      await found.promise;
      return mediaInput(MUSIC.length, (start) => {
        starts.push(start);
        return parts(MUSIC, start, 16_384);
      });
    });
    await scene.update({ voice: VOICE, track: TRACK });
    await scene.update({ paused: true, position: 6_000 });
    found.resolve();
    // Read there, it is as good as open.
    await expect.poll(() => starts.at(-1), PATIENTLY).toBeGreaterThan(MUSIC.length / 3);
    for (let turn = 0; turn < 50; turn += 1) await scene.advance(20);
    expect(scene.frames).toEqual([]);
    expect((await scene.player()).state.position).toBe(6_000);

    await scene.update({ paused: false });
    await scene.hear(LISTENED);
    expect(scene.hertz()).toBeCloseTo(stairHertz(6), 0);
  });

  it('is never heard when it was stopped meanwhile', async () => {
    const found = Promise.withResolvers<void>();
    const signals: AbortSignal[] = [];
    await using scene = await hearing(async (_info, signal) => {
      signals.push(signal);
      if (signals.length === 1) await found.promise;
      return bytesInput(MUSIC);
    });
    await scene.update({ voice: VOICE, track: TRACK });
    await scene.update({ position: 6_000 });
    await scene.update({ track: { encoded: null } });
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    found.resolve();
    for (let turn = 0; turn < 50; turn += 1) await scene.advance(20);
    expect(scene.frames).toEqual([]);

    await scene.update({ track: TRACK });
    await scene.hear(LISTENED);
    expect(scene.hertz()).toBeCloseTo(stairHertz(0), 0);
    expect(await scene.events()).toEqual(['TrackStartEvent', 'TrackEndEvent stopped', 'TrackStartEvent']);
  });

  it('gives way to the next one while the place it was sought to does not come', async () => {
    const found = Promise.withResolvers<void>();
    const asked: AbortSignal[] = [];
    await using scene = await hearing(async () => {
      await found.promise;
      return mediaInput(MUSIC.length, async function* (start, signal) {
        if (start < MUSIC.length / 3) {
          yield* parts(MUSIC, start, 16_384);
          return;
        }
        asked.push(signal);
        await new Promise(() => undefined);
      });
    });
    await scene.update({ voice: VOICE, track: TRACK });
    await scene.update({ position: 6_000 });
    found.resolve();
    await expect.poll(() => asked.length, PATIENTLY).toBe(1);
    for (let turn = 0; turn < 50; turn += 1) await scene.advance(20);
    expect(scene.frames).toEqual([]);

    await scene.update({ track: TRACK });
    await scene.hear(LISTENED);
    expect(scene.hertz()).toBeCloseTo(stairHertz(0), 0);
    expect(asked.map(({ aborted }) => aborted)).toEqual([true]);
    expect(await scene.events()).toEqual(['TrackStartEvent', 'TrackEndEvent replaced', 'TrackStartEvent']);
  });
});
