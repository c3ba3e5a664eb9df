import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Tone, toneWav } from './tone.ts';

/** What `steps.wav` sounds like, one step after the other; the pitch tells the place. */
export const STEPS: readonly Tone[] = [500, 1_000, 1_500, 2_000].map((hz) => ({ hz, ms: 3_000 }));

/** Name of a tune. */
export type TuneName = 'a440' | 'c523' | 'a880' | 'short' | 'steps';

const TUNES: Readonly<Record<TuneName, readonly Tone[]>> = {
  a440: [{ hz: 440, ms: 60_000 }],
  c523: [{ hz: 523, ms: 60_000 }],
  a880: [{ hz: 880, ms: 60_000 }],
  short: [{ hz: 880, ms: 1_000 }],
  steps: STEPS,
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
  await Promise.all(names.map((name) => writeFile(fileOf(name), toneWav(TUNES[name]))));
  return { path, tune: fileOf, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}
