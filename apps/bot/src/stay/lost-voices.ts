import type { NodePool, Player } from 'reprise';

/** What played when a voice was given up. */
interface LeftSong {
  readonly track: NonNullable<Player['current']>;
  readonly startMs: number;
  readonly paused: boolean;
}

/** Players that are in their channel without being heard, because Discord gave up their voice: lets them enter it anew. */
export class LostVoices {
  readonly #pool: NodePool;
  readonly #unheard = new Set<string>();
  /** What plays again once the bot is back. */
  readonly #leftSongs = new Map<string, LeftSong>();

  constructor(pool: NodePool) {
    this.#pool = pool;
  }

  /** The voice of a guild's player was given up. */
  add(guildId: string): void {
    this.#unheard.add(guildId);
  }

  has(guildId: string): boolean {
    return this.#unheard.has(guildId);
  }

  /** The guild's player is gone, or somebody wants it otherwise. */
  forget(guildId: string): void {
    this.#unheard.delete(guildId);
    this.forgetSong(guildId);
  }

  /** What played is not to go on: what people hear by now counts. */
  forgetSong(guildId: string): void {
    this.#leftSongs.delete(guildId);
  }

  /** Lets a player leave its channel and enter it again. Rejects when that fails; what played is remembered then. */
  async enterAnew(guildId: string): Promise<void> {
    const player = this.#pool.getPlayer(guildId);
    this.#unheard.delete(guildId);
    if (player === undefined) return;
    const { current: track, position, voiceChannelId, paused } = player;
    if (track !== undefined) {
      this.#leftSongs.set(guildId, { track, startMs: track.isSeekable ? position : 0, paused });
    }
    await player.disconnect();
    await player.connect(voiceChannelId);
  }

  /** Plays what was left when the voice was given up, unless something else plays by now. */
  async goOn(guildId: string): Promise<void> {
    const song = this.#leftSongs.get(guildId);
    this.#leftSongs.delete(guildId);
    const player = this.#pool.getPlayer(guildId);
    if (song === undefined || player === undefined || player.current !== undefined) return;
    const { track, startMs, paused } = song;
    await player.play(track, { startMs, paused });
  }
}
