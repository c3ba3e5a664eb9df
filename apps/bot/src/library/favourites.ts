import type { Store } from '@reprise/cache';
import { type Clock, systemClock } from '@reprise/clock';
import { knownOptions } from '@reprise/options';
import { z } from 'zod';
import { KeptValues } from '../kept/kept-values.ts';
import { type OnWarning, warningsOf } from '../kept/warnings.ts';
import { identityOf, KEPT_SONG_SHAPE, type KeptSong, keptSong } from './kept-song.ts';

/** Songs a user may keep. */
export const MOST_FAVOURITES = 200;
/** Raise it when favourites of the form before cannot be read any more. */
const VERSION = 1;
const USERS_IN_MEMORY = 500;

/** A song that a user likes. */
export interface FavouriteSong extends KeptSong {
  /** When it was added, in milliseconds since 1970. */
  readonly addedAt: number;
}

/** Options of {@link Favourites}. */
export interface FavouritesOptions {
  /** Where they are kept for ever. Not the one of a cache, which empties it. */
  readonly store: Store;
  /** Where the time comes from. @defaultValue the machine's clock */
  readonly clock?: Clock;
  /** Told once of favourites that are damaged, and each time the store begins to be away. @defaultValue a warning of the process */
  readonly onWarning?: OnWarning;
}

/**
 * The songs that users like, {@link MOST_FAVOURITES} of each at most, the one added last first.
 *
 * Reading never fails: without the store it gives what memory has. Changing rejects with a `KeepingError` then, and
 * nothing has changed.
 */
export class Favourites {
  readonly #lists: KeptValues<readonly FavouriteSong[]>;
  readonly #clock: Clock;

  /** @throws TypeError naming the option that is wrong, its value and what it must be. */
  constructor(options: FavouritesOptions) {
    knownOptions('Favourites', options, ['store', 'clock', 'onWarning']);
    const { store, clock = systemClock } = options;
    this.#clock = clock;
    this.#lists = new KeptValues({
      store,
      clock,
      onWarning: warningsOf('Favourites', options.onWarning),
      prefix: 'favourites:',
      version: VERSION,
      schema: FAVOURITES_SCHEMA,
      initial: [],
      rank: 2,
      capacity: USERS_IN_MEMORY,
    });
  }

  /** The favourites of a user. */
  list(userId: string): Promise<readonly FavouriteSong[]> {
    return this.#lists.get(userId);
  }

  /** The favourites of a user that are known without waiting. Those that are not are read for the next time. */
  peek(userId: string): readonly FavouriteSong[] {
    return this.#lists.glance(userId) ?? [];
  }

  /** Adds a song. Answers why not when it does not. @throws `KeepingError` */
  async add(userId: string, song: KeptSong): Promise<'added' | 'there' | 'full'> {
    const added = { ...keptSong(song), addedAt: this.#clock.now() };
    let answer: 'added' | 'there' | 'full' = 'added';
    await this.#lists.update(userId, (songs) => {
      if (isAmong(songs, added)) answer = 'there';
      else if (songs.length >= MOST_FAVOURITES) answer = 'full';
      return answer === 'added' ? [added, ...songs] : songs;
    });
    return answer;
  }

  /** Removes a song by the `key` it has in {@link list}. Answers the song; undefined when it was not there. @throws `KeepingError` */
  async remove(userId: string, key: string): Promise<FavouriteSong | undefined> {
    let removed: FavouriteSong | undefined;
    await this.#lists.update(userId, (songs) => {
      removed = songs.find((song) => song.key === key);
      return removed === undefined ? songs : songs.filter((song) => song !== removed);
    });
    return removed;
  }

  /** Removes all songs of a user, and with them all that is kept of the user here. Answers how many. @throws `KeepingError` */
  async clear(userId: string): Promise<number> {
    const { length } = await this.list(userId);
    await this.#lists.delete(userId);
    return length;
  }

  /** Waits for changes that were begun. The store stays open. */
  close(): Promise<void> {
    return this.#lists.close();
  }
}

const FAVOURITES_SCHEMA: z.ZodType<readonly FavouriteSong[]> = z
  .array(z.object({ ...KEPT_SONG_SHAPE, addedAt: z.number().min(0) }))
  .max(MOST_FAVOURITES);

function isAmong(songs: readonly FavouriteSong[], wanted: KeptSong): boolean {
  return songs.some((song) => song.key === wanted.key || identityOf(song) === identityOf(wanted));
}
