import type { LogLevel } from './bot-config.ts';
import type { Field } from './field.ts';
import type { NodeAddress } from './node-list.ts';

/** Every variable with its value, before one is held against another. */
export interface Environment {
  readonly DISCORD_TOKEN: string | undefined;
  readonly DISCORD_API_BASE: string | undefined;
  readonly ALLOW_REMOTE_API: boolean;
  readonly OWNER_IDS: readonly string[];
  readonly SHARDS: number | 'auto';
  readonly SHARD_IDS: readonly number[] | undefined;
  readonly PRESENCE: string;
  readonly DEFAULT_LOCALE: 'en' | 'de';
  readonly LAVALINK_NODES: readonly NodeAddress[];
  readonly LAVALINK_PASSWORD: string | undefined;
  readonly OWN_NODE: boolean;
  readonly OWN_NODE_VOICE: 'discord' | 'silent';
  readonly MUSIC_DIR: string | undefined;
  readonly WEB_LINKS: boolean;
  readonly YTDLP: boolean;
  readonly YTDLP_PATH: string | undefined;
  readonly FFMPEG_PATH: string | undefined;
  readonly DEFAULT_SEARCH_SOURCE: string | undefined;
  readonly LOAD_TIMEOUT_MS: number;
  readonly DEFAULT_VOLUME: number;
  readonly MAX_QUEUE: number;
  readonly MAX_PLAYLIST: number;
  readonly IDLE_LEAVE_MS: number;
  readonly ALONE_LEAVE_MS: number;
  readonly DATA_DIR: string;
  readonly VALKEY_URL: string | undefined;
  readonly CACHE_MAX_SONGS: number;
  readonly CACHE_MAX_MIB: number;
  readonly CACHE_TTL_MS: number;
  readonly CACHE_METADATA_TTL_MS: number;
  readonly WARM_AFTER_MS: number;
  readonly WARM_BUDGET_MS: number;
  readonly WARM_LIMIT: number;
  readonly HTTP: boolean;
  readonly HTTP_HOST: string;
  readonly HTTP_PORT: number;
  readonly HTTP_PASSWORD: string | undefined;
  readonly HTTP_ALLOWED_HOSTS: readonly string[];
  readonly LOG_LEVEL: LogLevel;
  readonly LOG_FORMAT: 'auto' | 'json' | 'pretty';
}

/** A field for every variable. */
export type Fields = { readonly [Name in keyof Environment]: Field<Environment[Name]> };

/** Some of the fields. */
export type Group<Names extends keyof Environment> = Pick<Fields, Names>;
