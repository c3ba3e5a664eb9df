import { LruCache } from '@reprise/cache';
import { wholeNumber } from '@reprise/options';
import { identityOf, type KeptSong, keptSong } from '../library/kept-song.ts';
import type { CachedSong } from '../songs/cached-song.ts';
import { choiceValueOf, idOf, isId } from './choice.ts';
import { matchOf, type SearchedText, searchedText, type TypedWords } from './words.ts';

const CAPACITY = 5_000;
/** Links to files lead to what somebody may have meant for few: who asked for one finds it in their own history. */
const NOT_FOR_ALL = new Set(['http', 'local']);

interface IndexedSong {
  readonly song: KeptSong;
  readonly text: SearchedText;
  readonly uses: number;
}

/** Options of {@link SongIndex}. */
export interface SongIndexOptions {
  /** Songs it may hold. A whole number. @defaultValue 5000 */
  readonly capacity?: number;
}

/** The songs that the bot knows, in memory, to be found by what is typed. Those not asked for in the longest time go first. */
export class SongIndex {
  readonly #songs: LruCache<string, IndexedSong>;
  /** What their short ids stand for. */
  readonly #targets = new Map<string, string>();
  /** All songs in the order in which they are looked at; undefined when that has changed since. */
  #newestFirst: readonly IndexedSong[] | undefined;

  /** @throws TypeError or RangeError naming the option that is wrong, its value and what it must be. */
  constructor({ capacity = CAPACITY }: SongIndexOptions = {}) {
    this.#songs = new LruCache({ capacity: wholeNumber('SongIndex: capacity', capacity, { min: 1 }) });
  }

  /** Songs it holds. */
  get size(): number {
    return this.#songs.size;
  }

  /** Songs it may hold. */
  get capacity(): number {
    return this.#songs.capacity;
  }

  /** Takes a song up, or notes that it was asked for again. Links to files are left out. */
  note(found: Pick<CachedSong, keyof KeptSong | 'sourceType' | 'accessCount'>): void {
    if (NOT_FOR_ALL.has(found.sourceType)) return;
    const song = keptSong(found);
    const target = identityOf(song);
    const former = this.#songs.peek(target);
    if (former === undefined && this.#songs.size === this.#songs.capacity) this.#forgetOldest();
    const isSame = former?.song.title === song.title && former.song.author === song.author;
    const text = isSame ? former.text : searchedText(song);
    this.#songs.set(target, { song, text, uses: Math.max(found.accessCount, (former?.uses ?? 0) + 1) });
    this.#newestFirst = undefined;
    const value = choiceValueOf(song);
    if (isId(value)) this.#targets.set(value, target);
  }

  /** The songs that match best, of equal ones those asked for most. */
  search(typed: TypedWords, most: number): readonly KeptSong[] {
    return this.#best(most, ({ text, uses }) => {
      const match = matchOf(text, typed);
      return match === undefined ? undefined : match + popularity(uses) / 10;
    });
  }

  /** The songs that were asked for most. */
  popular(most: number): readonly KeptSong[] {
    return this.#best(most, ({ uses }) => uses);
  }

  /** What the id of a song stands for; undefined when it is not known, or not any more. */
  targetOf(id: string): string | undefined {
    return this.#targets.get(id);
  }

  /** Of equal ones the newest first. */
  #best(most: number, scoreOf: (song: IndexedSong) => number | undefined): readonly KeptSong[] {
    this.#newestFirst ??= Array.from(this.#songs.entries(), ([, song]) => song).reverse();
    const best: { readonly song: KeptSong; readonly score: number }[] = [];
    for (const indexed of this.#newestFirst) {
      const score = scoreOf(indexed);
      if (score === undefined || (best.length === most && score <= (best.at(-1)?.score ?? 0))) continue;
      const place = best.findIndex((other) => other.score < score);
      best.splice(place < 0 ? best.length : place, 0, { song: indexed.song, score });
      if (best.length > most) best.pop();
    }
    return best.map(({ song }) => song);
  }

  #forgetOldest(): void {
    const oldest = this.#songs.evictOldest();
    if (oldest !== undefined) this.#targets.delete(idOf(oldest));
  }
}

/** 0 to 1: ten times as often is a step, not ten. */
function popularity(uses: number): number {
  return Math.min(1, Math.log10(1 + uses) / 4);
}
