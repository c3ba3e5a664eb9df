import { setImmediate } from 'node:timers/promises';
import { LruCache } from '@reprise/cache';
import { knownOptions } from '@reprise/options';
import { PoolNotConnectedError } from 'reprise';
import { type OnWarning, warningsOf } from '../kept/warnings.ts';
import type { Favourites } from '../library/favourites.ts';
import { identityOf, type KeptSong, keptSong } from '../library/kept-song.ts';
import type { RequestHistory } from '../library/request-history.ts';
import type { CachedSongProcessor } from '../songs/cached-song-processor.ts';
import { type Choice, choiceOf, isId } from './choice.ts';
import type { SongIndex } from './song-index.ts';
import { matchOf, searchedText, type TypedWords, typedWords } from './words.ts';

/** Choices that Discord shows. */
const MOST_CHOICES = 25;
/** Recent songs before others have their turn, when nothing is typed. */
const MOST_RECENT = 10;
const MOST_LIKED = 10;
const LONGEST_LOOK_UP = 500;
/** Ids that were handed out of songs which only a user's own lists know. */
const ISSUED = 5_000;
/** Songs that are taken up before others have their turn. */
const LEARNT_AT_ONCE = 200;
const RECENT_MARK = '🕘 ';
const LIKED_MARK = '★ ';

/** Options of {@link Suggestions}. */
export interface SuggestionsOptions {
  readonly index: SongIndex;
  readonly history: Pick<RequestHistory, 'peekUser'>;
  readonly favourites: Pick<Favourites, 'peek'>;
  readonly songs: Pick<CachedSongProcessor, 'lookUp' | 'known'>;
  /** Told once that suggesting failed. @defaultValue a warning of the process */
  readonly onWarning?: OnWarning;
}

/** Who types what. */
export interface Typing {
  readonly userId: string;
  readonly guildId: string;
  /** What stands in the field; empty before anything is typed. */
  readonly typed: string;
}

/** A song to suggest, and where it is from. */
interface Candidate {
  readonly song: KeptSong;
  readonly mark: string;
}

/** What to pick from while the name of a song is typed: from memory alone, without waiting for anybody. */
export class Suggestions {
  readonly #parts: SuggestionsOptions;
  readonly #onWarning: OnWarning;
  readonly #issued = new LruCache<string, string>({ capacity: ISSUED });
  #isFailureTold = false;

  /** @throws TypeError naming the option that is wrong, its value and what it must be. */
  constructor(options: SuggestionsOptions) {
    knownOptions('Suggestions', options, ['index', 'history', 'favourites', 'songs', 'onWarning']);
    this.#parts = options;
    this.#onWarning = warningsOf('Suggestions', options.onWarning);
  }

  /**
   * At most 25 choices: what the user asked for before, their favourites, then songs that others asked for. Never throws, and
   * asks nobody: where the lists of a user are in a store that does not answer at once, they are there the next time.
   */
  for(typing: Typing): readonly Choice[] {
    try {
      return this.#choices(this.#candidates(typing));
    } catch (error) {
      if (!this.#isFailureTold) this.#onWarning(error instanceof Error ? error : new Error(String(error)));
      this.#isFailureTold = true;
      return [];
    }
  }

  /** What to ask for when a choice with this value was picked; undefined for a value that is no id of ours: it is asked for itself. */
  resolve(value: string): string | undefined {
    return isId(value) ? (this.#issued.get(value) ?? this.#parts.index.targetOf(value)) : undefined;
  }

  /** Takes up the songs that the cache has in memory once it has read its store. For the start of the bot. */
  async learn(): Promise<void> {
    const { index, songs } = this.#parts;
    const known = (await songs.known()).slice(-index.capacity);
    for (let from = 0; from < known.length; from += LEARNT_AT_ONCE) {
      for (const song of known.slice(from, from + LEARNT_AT_ONCE)) index.note(song);
      await setImmediate();
    }
  }

  #candidates({ userId, typed }: Typing): readonly Candidate[] {
    const { favourites, history, index } = this.#parts;
    const recent = history.peekUser(userId);
    const liked = favourites.peek(userId);
    const words = typedWords(typed);
    if (words === undefined) {
      return [
        ...marked(recent.slice(0, MOST_RECENT), RECENT_MARK),
        ...marked(liked.slice(0, MOST_LIKED), LIKED_MARK),
        ...marked(index.popular(MOST_CHOICES), ''),
        // Where there is nothing else to show.
        ...marked(recent.slice(MOST_RECENT), RECENT_MARK),
        ...marked(liked.slice(MOST_LIKED), LIKED_MARK),
      ];
    }
    const exact = this.#lookUp(typed);
    return [
      ...marked(matching(recent, words), RECENT_MARK),
      ...marked(matching(liked, words), LIKED_MARK),
      ...marked(exact === undefined ? [] : [keptSong(exact)], ''),
      // Some of them may be among the others already.
      ...marked(index.search(words, 3 * MOST_CHOICES), ''),
    ];
  }

  /** What the cache has for exactly that, as a link. */
  #lookUp(typed: string): KeptSong | undefined {
    try {
      return typed.length <= LONGEST_LOOK_UP ? this.#parts.songs.lookUp(typed) : undefined;
    } catch (error) {
      // Until there are nodes nobody can say what a text would lead to; its words can be looked for all the same.
      if (error instanceof PoolNotConnectedError) return undefined;
      throw error;
    }
  }

  #choices(candidates: readonly Candidate[]): readonly Choice[] {
    const choices: Choice[] = [];
    const seen = new Set<string>();
    for (const { song, mark } of candidates) {
      if (choices.length === MOST_CHOICES) break;
      const { name } = choiceOf(song, '');
      const choice = choiceOf(song, mark);
      // The same song under another link would only be the same line twice.
      if (seen.has(choice.value) || seen.has(name)) continue;
      seen.add(choice.value).add(name);
      choices.push(choice);
      this.#remember(song, choice);
    }
    return choices;
  }

  #remember(song: KeptSong, { value }: Choice): void {
    if (isId(value)) this.#issued.set(value, identityOf(song));
  }
}

function marked(songs: readonly KeptSong[], mark: string): readonly Candidate[] {
  return songs.map((song) => ({ song, mark }));
}

/** Those that match, the best first, of equal ones in their order. */
function matching(songs: readonly KeptSong[], words: TypedWords): readonly KeptSong[] {
  return songs
    .flatMap((song) => {
      const match = matchOf(searchedText(song), words);
      return match === undefined ? [] : [{ song, match }];
    })
    .sort((a, b) => b.match - a.match)
    .map(({ song }) => song);
}
