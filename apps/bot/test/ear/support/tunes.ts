import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PEAK, type SoundAt, soundWav, type Tone, toneWav } from './tone.ts';

/** What `steps.wav` sounds like, one step after the other; the pitch tells the place. */
export const STEPS: readonly Tone[] = [500, 1_000, 1_500, 2_000].map((hz) => ({ hz, ms: 3_000 }));

/** Name of a tune. */
export type TuneName = 'a440' | 'c523' | 'a880' | 'short' | 'steps' | 'chord' | 'pure' | 'beat';

const sine = (hz: number, seconds: number): number => PEAK * Math.sin(2 * Math.PI * hz * seconds);

/** Tones over all of what is heard, three in the middle and one on either side: a filter takes some and leaves the others. */
const chord: SoundAt = (seconds) => {
  const middle = sine(200, seconds) + sine(1_000, seconds) + sine(6_000, seconds);
  return [middle + sine(440, seconds), middle + sine(660, seconds)];
};

/** Swells four times a second: its pitch and its speed are heard apart. */
const beat: SoundAt = (seconds) => {
  const sample = sine(1_000, seconds) * (1 + 0.6 * Math.sin(2 * Math.PI * 4 * seconds));
  return [sample, sample];
};

const TUNES: Readonly<Record<TuneName, () => Buffer>> = {
  a440: () => toneWav([{ hz: 440, ms: 60_000 }]),
  c523: () => toneWav([{ hz: 523, ms: 60_000 }]),
  a880: () => toneWav([{ hz: 880, ms: 60_000 }]),
  short: () => toneWav([{ hz: 880, ms: 1_000 }]),
  steps: () => toneWav(STEPS),
  chord: () => soundWav(20_000, chord),
  pure: () => toneWav([{ hz: 1_000, ms: 20_000 }]),
  beat: () => soundWav(20_000, beat),
};

/** A music folder. */
export interface TuneFolder extends AsyncDisposable {
  readonly path: string;
  /** The path of a tune. */
  tune(name: TuneName): string;
}

/** Makes a folder with tunes, which goes when it is done with. */
export async function tuneFolder(names: readonly TuneName[]): Promise<TuneFolder> {
  const path = await mkdtemp(join(tmpdir(), 'reprise-ear-'));
  const fileOf = (name: TuneName): string => join(path, `${name}.wav`);
  const remove = (): Promise<void> => rm(path, { recursive: true });
  try {
    for (const name of names) await writeFile(fileOf(name), TUNES[name]());
  } catch (error) {
    await remove();
    throw error;
  }
  return { path, tune: fileOf, [Symbol.asyncDispose]: remove };
}
