import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WorkerSoundEngine } from '../../src/sound/worker-sound-engine.ts';
import { bytesInput } from './support/inputs.ts';
import { decibels, framesOf, frequencyOf, listen, pull, rms, roughness } from './support/listening.ts';
import { stairHertz, stairs, wavTone } from './support/tones.ts';

const PLAIN = { positionMs: 0, filters: {}, volume: 100 } as const;
const never = new AbortController().signal;
/** 500 ms. */
const HEARD_WITHIN_FRAMES = 25;

let engine: WorkerSoundEngine;

beforeAll(() => {
  engine = new WorkerSoundEngine({ workers: 1, ffmpegPath: '/nowhere/ffmpeg' });
});
afterAll(() => engine.close());

describe('volume', () => {
  // Levels as Lavalink 4.2.2 was heard with: 2057 at 100.
  it.each([
    [50, 849],
    [200, 6_678],
    [0, 0],
  ])('of %i is as loud as on Lavalink', async (volume, level) => {
    const input = bytesInput(wavTone({ seconds: 1, level: 0.1 }));
    const plain = rms(framesOf(listen(await pull(await engine.open(input, PLAIN, never))), 2, 48));
    const heard = rms(framesOf(listen(await pull(await engine.open(input, { ...PLAIN, volume }, never))), 2, 48));
    if (level === 0) expect(heard).toBeLessThan(0.0001);
    else expect(Math.abs(decibels(heard / plain, level / 2_057))).toBeLessThan(1);
  });

  it('of 1000 is cut at full scale, and does not turn over', async () => {
    const input = bytesInput(wavTone({ seconds: 1 }));
    const heard = listen(await pull(await engine.open(input, { ...PLAIN, volume: 1_000 }, never)));
    expect(frequencyOf(framesOf(heard, 2, 48))).toBeCloseTo(440, 0);
    expect(rms(framesOf(heard, 2, 48))).toBeGreaterThan(0.8);
  });

  it('changes while it plays: within 500 ms, without a gap, and nothing is lost of the track', async () => {
    const stream = await engine.open(bytesInput(wavTone({ seconds: 2 })), PLAIN, never);
    await stream.ready();
    const frames = await pull(stream, 20);
    const levels = [50, 120, 30, 100];
    for (const volume of levels) {
      stream.setVolume(volume);
      await stream.settled;
      frames.push(...(await pull(stream, 16)));
    }
    frames.push(...(await pull(stream)));
    const heard = listen(frames);

    expect(frames).toHaveLength(100);
    expect(roughness(framesOf(heard, 2, 98), 440)).toBeLessThan(0.01);
    const quiet = rms(framesOf(heard, 26, 36));
    expect(decibels(quiet, rms(framesOf(heard, 10, 20)))).toBeCloseTo(20 * Math.log10(849 / 2_057), 0);
    stream.close();
  });

  it('changed many times at once ends at the last one', async () => {
    const stream = await engine.open(bytesInput(wavTone({ seconds: 2 })), PLAIN, never);
    await stream.ready();
    for (let volume = 1; volume <= 100; volume += 1) stream.setVolume(101 - volume);
    stream.setVolume(50);
    await stream.settled;
    const heard = listen(await pull(stream));
    expect(heard).toHaveLength(100 * 960);
    expect(decibels(rms(framesOf(heard, HEARD_WITHIN_FRAMES, 98)), 0.3 / Math.SQRT2)).toBeCloseTo(-7.7, 0);
  });
});

describe('filters', () => {
  it('come in and go while it plays, within 500 ms and without a gap', async () => {
    const stream = await engine.open(bytesInput(wavTone({ seconds: 3 })), PLAIN, never);
    await stream.ready();
    const frames = await pull(stream, 20);
    stream.setFilters({ lowPass: { smoothing: 20 } });
    await stream.settled;
    frames.push(...(await pull(stream, 50)));
    stream.setFilters({});
    await stream.settled;
    frames.push(...(await pull(stream)));
    const heard = listen(frames);

    expect(frames).toHaveLength(150);
    expect(rms(framesOf(heard, 20 + HEARD_WITHIN_FRAMES, 70))).toBeLessThan(0.9 * rms(framesOf(heard, 5, 20)));
    expect(decibels(rms(framesOf(heard, 70 + HEARD_WITHIN_FRAMES, 148)), rms(framesOf(heard, 5, 20)))).toBeCloseTo(
      0,
      0,
    );
    expect(roughness(framesOf(heard, 2, 148), 440)).toBeLessThan(0.01);
    stream.close();
  });

  it('that change the speed go on from the place where the track is', async () => {
    const stream = await engine.open(bytesInput(stairs(8)), PLAIN, never);
    await stream.ready();
    await pull(stream, 50);
    stream.setFilters({ timescale: { speed: 2, pitch: 1, rate: 1 } });
    await stream.settled;
    // Four frames at the old speed, then two seconds in each one.
    const heard = listen(await pull(stream));

    expect(Math.abs(heard.length / 960 - (4 + (350 - 4) / 2))).toBeLessThanOrEqual(2);
    for (let second = 2; second < 8; second += 1) {
      const from = 4 + Math.round((second * 50 - 54) / 2);
      expect(frequencyOf(framesOf(heard, from + 6, from + 19))).toBeGreaterThan(stairHertz(second) - 8);
      expect(frequencyOf(framesOf(heard, from + 6, from + 19))).toBeLessThan(stairHertz(second) + 8);
    }
  });

  it('of a track that was made to its end are heard in what is left of it', async () => {
    const stream = await engine.open(bytesInput(wavTone({ seconds: 1 })), { ...PLAIN, positionMs: 700 }, never);
    await stream.ready();
    await pull(stream, 2);
    stream.setFilters({ volume: 0.5 });
    await stream.settled;
    const heard = listen(await pull(stream));
    expect(heard).toHaveLength(13 * 960);
    expect(decibels(rms(framesOf(heard, 6, 12)), 0.3 / Math.SQRT2)).toBeCloseTo(-7.6, 0);
  });
});
