import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WorkerSoundEngine } from '../../src/sound/worker-sound-engine.ts';
import { bytesInput } from './support/inputs.ts';
import { decibels, framesOf, frequencyOf, listen, pull, rms, roughness } from './support/listening.ts';
import { stairHertz, stairs, type Writing, wavTone } from './support/tones.ts';

const PLAIN = { positionMs: 0, filters: {}, volume: 100 } as const;
const never = new AbortController().signal;

let engine: WorkerSoundEngine;

beforeAll(() => {
  engine = new WorkerSoundEngine({ workers: 1, ffmpegPath: '/nowhere/ffmpeg' });
});
afterAll(() => engine.close());

async function heardOf(wav: Buffer, positionMs = 0): Promise<Float32Array> {
  const stream = await engine.open(bytesInput(wav), { ...PLAIN, positionMs }, never);
  return listen(await pull(stream));
}

describe('a WAV file', () => {
  const writings: Writing[] = ['u8', 's16', 's24', 's32', 'f32', 'f64'];

  it.each(writings)('is heard as it is, written as %s', async (writing) => {
    const heard = framesOf(await heardOf(wavTone({ seconds: 1 }, writing)), 2, 48);
    expect(frequencyOf(heard)).toBeCloseTo(440, 0);
    expect(decibels(rms(heard), 0.3 / Math.SQRT2)).toBeCloseTo(0, 0);
  });

  it.each([1, 2, 3, 6, 8, 12])('of %i channels is heard in both ears, no louder than it is', async (channels) => {
    const heard = framesOf(await heardOf(wavTone({ seconds: 1, channels })), 2, 48);
    expect(frequencyOf(heard)).toBeCloseTo(440, 0);
    expect(decibels(rms(heard), 0.3 / Math.SQRT2)).toBeCloseTo(0, 0);
  });

  it.each([8_000, 22_050, 32_000, 44_100, 88_200, 96_000, 192_000])(
    'of %i samples a second keeps its pitch, its level and its length',
    async (sampleRate) => {
      const heard = await heardOf(wavTone({ seconds: 2, sampleRate }));
      const middle = framesOf(heard, 2, 97);
      expect(heard).toHaveLength(100 * 960);
      expect(frequencyOf(middle)).toBeCloseTo(440, 0);
      expect(decibels(rms(middle), 0.3 / Math.SQRT2)).toBeCloseTo(0, 0);
      expect(roughness(middle, 440)).toBeLessThan(0.01);
    },
  );

  it('loses what is too high for 48 kHz, rather than to hear it as another tone', async () => {
    const heard = framesOf(await heardOf(wavTone({ seconds: 1, sampleRate: 96_000, hertz: 33_000 })), 2, 48);
    expect(decibels(rms(heard), 0.3)).toBeLessThan(-60);
  });

  it.each([44_100, 48_000])('of %i samples a second lands within 40 ms of the place of a seek', async (sampleRate) => {
    const heard = await heardOf(stairs(4, sampleRate), 2_960);
    expect(heard).toHaveLength(52 * 960);
    expect(frequencyOf(framesOf(heard, 4, 50))).toBeCloseTo(stairHertz(3), 0);
  });

  it('that is written while it is played goes on to where its bytes end', async () => {
    const wav = wavTone({ seconds: 1 });
    wav.writeUInt32LE(0xff_ff_ff_ff, 40);
    expect(await heardOf(wav)).toHaveLength(50 * 960);
  });

  it('that was cut off is as long as what is left of it', async () => {
    const stream = await engine.open(bytesInput(wavTone({ seconds: 2 }).subarray(0, 44 + 192_001)), PLAIN, never);
    expect(stream.lengthMs).toBe(1_000);
    expect(await pull(stream)).toHaveLength(50);
  });

  it('with samples that are no numbers is heard where they are', async () => {
    const wav = wavTone({ seconds: 1 }, 'f32');
    for (let i = 0; i < 960; i += 1) wav.writeFloatLE(Number.NaN, 44 + 48_000 + i * 4);
    expect(frequencyOf(framesOf(await heardOf(wav), 20, 48))).toBeCloseTo(440, 0);
  });

  it('that ends before its samples begin is refused, saying so', async () => {
    const opening = engine.open(bytesInput(wavTone({ seconds: 1 }).subarray(0, 40)), PLAIN, never);
    await expect(opening).rejects.toMatchObject({ code: 'NODE_SOURCE', severity: 'suspicious' });
  });
});
