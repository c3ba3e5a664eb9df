/** All settings of the bot, checked. Durations are in milliseconds. */
export interface BotConfig {
  readonly discord: DiscordConfig;
  /** Nodes that others run, in the order they were given. May be empty. */
  readonly nodes: readonly OutsideNode[];
  readonly ownNode: OwnNodeConfig;
  /** Where words are looked for, as `ytsearch`; undefined for where it can be done. */
  readonly defaultSearchSource: string | undefined;
  /** Folder of everything that is kept; an absolute path. */
  readonly dataDir: string;
  readonly cache: CacheSettings;
  readonly http: HttpConfig;
  readonly log: LogConfig;
  /** Language where a guild's is not known. */
  readonly defaultLocale: 'en' | 'de';
  readonly warm: WarmConfig;
  readonly players: PlayerConfig;
}

/** How the bot gets to Discord. */
export interface DiscordConfig {
  /** Undefined: the bot is the demo. */
  readonly token: string | undefined;
  /** Where Discord's API is, without a slash at its end; undefined for the real one. */
  readonly apiBase: string | undefined;
  /** Users that may do what concerns all guilds. */
  readonly ownerIds: readonly string[];
  /** Processes the bot is divided into; `auto` asks Discord. 1 is no division. */
  readonly shards: number | 'auto';
  /** Those of them that this machine runs, in ascending order; undefined for all. */
  readonly shardIds: readonly number[] | undefined;
  /** What the bot is seen to listen to; undefined for nothing. */
  readonly presence: string | undefined;
}

/** A node that somebody else runs: what `Pool.connect` takes. */
export interface OutsideNode {
  readonly identifier: string;
  readonly uri: string;
  readonly password: string;
  /** Region it stands in, or `global`. */
  readonly region: string;
}

/** The node that the bot runs itself. */
export interface OwnNodeConfig {
  readonly isOn: boolean;
  /** Folder whose audio files can be played, an absolute path; undefined for none. */
  readonly musicDir: string | undefined;
  /** Whether it is heard in Discord, or only keeps time. */
  readonly voice: 'discord' | 'silent';
  /** Whether it plays links to audio on any public site. */
  readonly playsWebLinks: boolean;
  /** Whether it loads YouTube and others by yt-dlp. */
  readonly isYtDlpOn: boolean;
  /** The program, as a path or a name on the `PATH`; undefined for the one that is found. */
  readonly ytDlpPath: string | undefined;
  /** The program, as a path or a name on the `PATH`; undefined for the one that is found. */
  readonly ffmpegPath: string | undefined;
}

/** How many songs are kept, where and for how long. */
export interface CacheSettings {
  /** Entries in memory. */
  readonly maxSongs: number;
  /** Bytes in memory. */
  readonly maxBytes: number;
  /** How long a track is played as it was found. */
  readonly ttlMs: number;
  /** How long an old track is better than none. */
  readonly metadataTtlMs: number;
  /** The server that several machines share songs by, as `redis://…`; undefined for a folder on this machine. A secret. */
  readonly valkeyUrl: string | undefined;
}

/** The status page, metrics and interface. */
export interface HttpConfig {
  readonly isOn: boolean;
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  readonly password: string | undefined;
  /** Names it may be called by, besides the one it listens on; in lower case. */
  readonly allowedHosts: readonly string[];
}

/** What is logged, and how. */
export interface LogConfig {
  readonly level: LogLevel;
  /** `auto` is pretty on a terminal, JSON elsewhere. */
  readonly format: 'auto' | 'json' | 'pretty';
}

/** The least severe that is logged; `silent` logs nothing. */
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

/** Looking popular songs up before they are asked for. */
export interface WarmConfig {
  /** Idle time after the start until it begins. */
  readonly afterMs: number;
  /** Time it may take. */
  readonly budgetMs: number;
  /** Songs that are considered; 0 for no warming. */
  readonly limit: number;
}

/** What players do where a guild has no setting of its own. */
export interface PlayerConfig {
  /** Percent. */
  readonly defaultVolume: number;
  /** Songs a queue may have. */
  readonly maxQueue: number;
  /** Songs taken from one playlist. */
  readonly maxPlaylist: number;
  /** Time without music until the bot leaves; 0 for never. */
  readonly idleLeaveMs: number;
  /** Time without listeners until the bot leaves; 0 for never. */
  readonly aloneLeaveMs: number;
  /** How long a node may take to find a song. */
  readonly loadTimeoutMs: number;
}
