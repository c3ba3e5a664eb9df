import { setTimeout as after } from 'node:timers/promises';
import type { SmartCache } from '@reprise/cache';
import { type Song, songOf } from '../stores/song.ts';

/** What finding a song takes. */
const MAKE_MS = 300;

/** What became of many who asked at once. */
export interface Rush {
  /** How often the song was made. */
  readonly made: number;
  /** How many got it. */
  readonly answered: number;
  readonly tookMs: number;
}

/** Asks for one song so many times at once. */
export async function askAll(songs: SmartCache<Song>, askers: number): Promise<Rush> {
  let made = 0;
  const make = async (): Promise<Song> => {
    made += 1;
    await after(MAKE_MS);
    return songOf(1);
  };
  const startedAt = performance.now();
  const asked = Array.from({ length: askers }, () => songs.getOrProcess('song', make));
  const answers = await Promise.allSettled(asked);
  return {
    made,
    answered: answers.filter(({ status }) => status === 'fulfilled').length,
    tookMs: performance.now() - startedAt,
  };
}
