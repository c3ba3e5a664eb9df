import { SmartCache } from '@reprise/cache';
import { ManualClock } from '@reprise/devkit';
import { seededRandom } from '../random.ts';
import type { Trace } from '../traces.ts';

const WARM_EVERY_MS = 600_000;

/** How long songs are kept, and how many. */
export interface Life {
  readonly ttlMs: number;
  readonly maxSize: number;
}

/** What came of it. */
export interface Outcome {
  /** Requests whose song was there. */
  readonly hits: number;
  /** Songs made before anybody asked for them. */
  readonly warmed: number;
}

/** Plays a trace as requests to one cache, one each `everyMs` by a clock that is moved; `top` songs are kept warm. */
export async function playInGuilds({ keys }: Trace, everyMs: number, life: Life, top: number): Promise<Outcome> {
  const clock = new ManualClock();
  const options = { ...life, clock, persist: false, random: seededRandom(11) };
  await using songs = new SmartCache<number>(options);
  const make = (key: string): number => Number(key);
  let hits = 0;
  let warmed = 0;
  let nextWarming = clock.now() + WARM_EVERY_MS;
  for (const song of keys) {
    clock.advance(everyMs);
    if (top > 0 && clock.now() >= nextWarming) {
      nextWarming += WARM_EVERY_MS;
      warmed += (await songs.warm({ top }, make)).warmed;
    }
    if ((await songs.getOrProcess(String(song), make)).wasCached) hits += 1;
  }
  return { hits, warmed };
}
