import type { Store } from '@reprise/cache';
import { type Clock, systemClock } from '@reprise/clock';
import { knownOptions } from '@reprise/options';
import { z } from 'zod';
import { KeptValues } from '../kept/kept-values.ts';
import { type OnWarning, warningsOf } from '../kept/warnings.ts';
import { identityOf, KEPT_SONG_SHAPE, type KeptSong, keptSong } from './kept-song.ts';
import { NotedLists } from './noted-lists.ts';

/** Songs that are known of a user. */
export const MOST_OF_USER = 50;
/** Songs that are known of a guild. */
export const MOST_OF_GUILD = 500;
/** Raise it when histories of the form before cannot be read any more. */
const VERSION = 1;
const USERS_IN_MEMORY = 1_000;
const GUILDS_IN_MEMORY = 200;

/** A song that somebody asked for. */
export interface RequestedSong extends KeptSong {
  /** When it was asked for last, in milliseconds since 1970. */
  readonly at: number;
}

/** A song that was asked for in a guild. Not by whom. */
export interface GuildRequest {
  /** Its key in the cache. */
  readonly key: string;
  /** When it was asked for last, in milliseconds since 1970. */
  readonly at: number;
}

/** Who asked for which song, and where. */
export interface SongRequest {
  readonly userId: string;
  readonly guildId: string;
  readonly song: KeptSong;
}

/** Options of {@link RequestHistory}. */
export interface RequestHistoryOptions {
  /** Where it is kept for ever. Not the one of a cache, which empties it. */
  readonly store: Store;
  /** Where the time comes from. @defaultValue the machine's clock */
  readonly clock?: Clock;
  /** Told once of what is damaged, and each time the store begins to be away. @defaultValue a warning of the process */
  readonly onWarning?: OnWarning;
}

/**
 * What was asked for last: {@link MOST_OF_USER} songs of each user and {@link MOST_OF_GUILD} of each guild, each song once, the
 * newest first.
 *
 * Noting and reading never fail and noting never waits: it is written within five seconds, or when this is closed. While
 * the store is away notes wait for it, up to 2,000 users and guilds.
 */
export class RequestHistory {
  readonly #users: NotedLists<RequestedSong>;
  readonly #guilds: NotedLists<GuildRequest>;
  readonly #clock: Clock;
  readonly #onWarning: OnWarning;

  /** @throws TypeError naming the option that is wrong, its value and what it must be. */
  constructor(options: RequestHistoryOptions) {
    knownOptions('RequestHistory', options, ['store', 'clock', 'onWarning']);
    const { store, clock = systemClock } = options;
    const onWarning = warningsOf('RequestHistory', options.onWarning);
    const common = { store, clock, onWarning, version: VERSION, rank: 1, initial: [] } as const;
    this.#clock = clock;
    this.#onWarning = onWarning;
    const users = new KeptValues({
      ...common,
      prefix: 'requests-of-user:',
      schema: USER_SCHEMA,
      capacity: USERS_IN_MEMORY,
    });
    const guilds = new KeptValues({
      ...common,
      prefix: 'requests-in-guild:',
      schema: GUILD_SCHEMA,
      capacity: GUILDS_IN_MEMORY,
    });
    const noting = { clock, onWarning } as const;
    this.#users = new NotedLists({
      ...noting,
      what: 'What users asked for',
      kept: users,
      most: MOST_OF_USER,
      identityOf,
    });
    this.#guilds = new NotedLists({
      ...noting,
      what: 'What guilds played',
      kept: guilds,
      most: MOST_OF_GUILD,
      identityOf: ({ key }) => key,
    });
  }

  /** Notes that somebody asked for a song. Never waits, never throws. */
  note({ userId, guildId, song }: SongRequest): void {
    try {
      const at = this.#clock.now();
      const kept = keptSong(song);
      this.#users.note(userId, { ...kept, at });
      this.#guilds.note(guildId, { key: kept.key, at });
    } catch (error) {
      this.#onWarning(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** What a user asked for. */
  ofUser(userId: string): Promise<readonly RequestedSong[]> {
    return this.#users.get(userId);
  }

  /** What is known without waiting of what a user asked for. What the store has of it is read for the next time. */
  peekUser(userId: string): readonly RequestedSong[] {
    return this.#users.peek(userId);
  }

  /** What was asked for in a guild. */
  ofGuild(guildId: string): Promise<readonly GuildRequest[]> {
    return this.#guilds.get(guildId);
  }

  /** Forgets all that a user asked for. Guilds do not know who it was. @throws `KeepingError` when the store does not. */
  forgetUser(userId: string): Promise<void> {
    return this.#users.forget(userId);
  }

  /** Forgets all that was asked for in a guild; its users keep theirs. @throws `KeepingError` when the store does not. */
  forgetGuild(guildId: string): Promise<void> {
    return this.#guilds.forget(guildId);
  }

  /** Writes what was noted. Resolves also when the store does not take it: then it waits on. */
  async flush(): Promise<void> {
    await Promise.all([this.#users.flush(), this.#guilds.flush()]);
  }

  /** Writes what was noted, and ends. The store stays open: close it after this. */
  async close(): Promise<void> {
    await Promise.all([this.#users.close(), this.#guilds.close()]);
  }
}

const USER_SCHEMA: z.ZodType<readonly RequestedSong[]> = z
  .array(z.object({ ...KEPT_SONG_SHAPE, at: z.number().min(0) }))
  .max(MOST_OF_USER);

const GUILD_SCHEMA: z.ZodType<readonly GuildRequest[]> = z
  .array(z.object({ key: KEPT_SONG_SHAPE.key, at: z.number().min(0) }))
  .max(MOST_OF_GUILD);
