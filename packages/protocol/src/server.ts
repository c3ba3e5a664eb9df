/** Version of a node, as semantic versioning has it. */
export interface Version {
  readonly semver: string;
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  readonly preRelease?: string | null;
  readonly build?: string | null;
}

/** The commit a node was built from. */
export interface Git {
  readonly branch: string;
  readonly commit: string;
  /** Unix time in milliseconds. */
  readonly commitTime: number;
}

/** A plugin of a node. */
export interface Plugin {
  readonly name: string;
  readonly version: string;
}

/** Answer of `GET /v4/info`. */
export interface Info {
  readonly version: Version;
  /** Unix time in milliseconds. */
  readonly buildTime: number;
  readonly git: Git;
  readonly jvm: string;
  readonly lavaplayer: string;
  /** Names of the sources the node can load from. It answers `empty` to what another source would know. */
  readonly sourceManagers: readonly string[];
  readonly filters: readonly string[];
  readonly plugins: readonly Plugin[];
}

/** Bytes. */
export interface Memory {
  readonly free: number;
  readonly used: number;
  readonly allocated: number;
  readonly reservable: number;
}

/** Processor load; loads are 0 to 1 on Lavalink, other servers have been seen above it. */
export interface Cpu {
  readonly cores: number;
  readonly systemLoad: number;
  readonly lavalinkLoad: number;
}

/** Audio frames of this session's players in the last minute, averaged per player. 3000 are due. */
export interface FrameStats {
  readonly sent: number;
  /** Frames that were not ready in time. */
  readonly nulled: number;
  /** 3000 − sent − nulled; can be negative. */
  readonly deficit: number;
}

/** Answer of `GET /v4/stats` and body of the `stats` message. Players are those of all sessions of the node. */
export interface Stats {
  readonly players: number;
  readonly playingPlayers: number;
  /** Milliseconds. */
  readonly uptime: number;
  readonly memory: Memory;
  readonly cpu: Cpu;
  /** Absent or null until a player has had a full minute; always so over REST. */
  readonly frameStats?: FrameStats | null;
}

/** Body of an answer that failed. 401 and 403 have an empty body instead. */
export interface ErrorResponse {
  /** Unix time in milliseconds. */
  readonly timestamp: number;
  readonly status: number;
  readonly error: string;
  readonly message: string;
  readonly path: string;
  /** Only with `?trace=true`. */
  readonly trace?: string;
}
