import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SoundOptions } from '../../src/sound/sound-engine.ts';
import { WorkerSoundEngine } from '../../src/sound/worker-sound-engine.ts';
import { type Folder, makeFolder } from '../support/folder.ts';
import { decibels, framesOf, frequencyOf, listen, pull, rms, roughness } from './support/listening.ts';
import { stairHertz, stairs, wavTone } from './support/tones.ts';

const PLAIN: SoundOptions = { positionMs: 0, filters: {}, volume: 100 };
const never = new AbortController().signal;

let engine: WorkerSoundEngine;
let folder: Folder;

beforeAll(async () => {
  engine = new WorkerSoundEngine({ workers: 2 });
  folder = await makeFolder({ 'tone.wav': wavTone({ seconds: 3 }), 'stairs.wav': stairs(8) });
});
afterAll(async () => {
  await engine.close();
  await folder[Symbol.asyncDispose]();
});

const file = (name: string) => ({ kind: 'file', path: join(folder.path, name) }) as const;

describe('the sound of a WAV file', () => {
  it('is the tone, at its level and of its length', async () => {
    const stream = await engine.open(file('tone.wav'), PLAIN, never);
    const frames = await pull(stream);
    const heard = listen(frames);

    expect(stream.lengthMs).toBe(3_000);
    expect(frames).toHaveLength(150);
    expect(frequencyOf(framesOf(heard, 2, 148))).toBeCloseTo(440, 0);
    expect(decibels(rms(framesOf(heard, 2, 148)), 0.3 / Math.SQRT2)).toBeCloseTo(0, 0);
    expect(roughness(framesOf(heard, 2, 148), 440)).toBeLessThan(0.01);
    expect(stream.take()).toBe('ended');
    stream.close();
  });

  it('goes on from the place of a seek at once', async () => {
    const stream = await engine.open(file('stairs.wav'), PLAIN, never);
    await stream.ready();
    await pull(stream, 10);

    stream.seek(5_000 - 40);
    await stream.ready();
    const heard = listen(await pull(stream));

    expect(frequencyOf(framesOf(heard, 4, 50))).toBeCloseTo(stairHertz(5), 0);
    expect(heard.length / 960).toBe(152);
    stream.close();
  });
});
