import type { Message } from '@reprise/protocol';
import type { Node } from '../node/node.ts';
import { shardIdOf } from '../voice/shard-of.ts';
import type { ShardReadyPacket, VoicePacket } from '../voice/voice-packet.ts';
import type { Player } from './player.ts';
import type { PlayerContext } from './player-context.ts';
import { PlayerCore } from './player-core.ts';
import type { FormerPlayer } from './player-memory.ts';
import { type PlayerOptions, type PlayerSettings, playerSettings } from './player-options.ts';

/** The players of a pool by their guilds, and the way of every message to the one it is for. */
export class PlayerRegistry {
  readonly #cores = new Map<string, PlayerCore>();
  /** Players that are over and still in their channels. */
  readonly #leaving = new Map<string, { readonly core: PlayerCore; readonly gone: Promise<void> }>();
  readonly #defaults: PlayerSettings;
  readonly #context: PlayerContext;

  constructor(defaults: PlayerSettings, context: Omit<PlayerContext, 'removed'>) {
    this.#defaults = defaults;
    this.#context = {
      ...context,
      removed: (core, gone) => void this.#remove(core, gone),
    };
  }

  /** Resolves when a guild's player that is over has gone: only then Discord can tell another one where it is. */
  async untilGone(guildId: string): Promise<void> {
    while (this.#leaving.has(guildId)) await this.#leaving.get(guildId)?.gone;
  }

  /** A copy, by guild. */
  snapshot(): Map<string, Player> {
    return new Map(Array.from(this.#cores, ([guildId, { player }]) => [guildId, player]));
  }

  get(guildId: string): PlayerCore | undefined {
    return this.#cores.get(guildId);
  }

  get size(): number {
    return this.#cores.size;
  }

  /** All of them, as they are while they are looked through. */
  all(): IterableIterator<PlayerCore> {
    return this.#cores.values();
  }

  /** Those on a node. */
  on(node: Node): PlayerCore[] {
    return [...this.#cores.values()].filter((core) => core.node === node);
  }

  get hasOrphans(): boolean {
    for (const core of this.#cores.values()) if (core.link.isOrphaned) return true;
    return false;
  }

  /** Those without any node. */
  get orphans(): PlayerCore[] {
    return [...this.#cores.values()].filter((core) => core.link.isOrphaned);
  }

  /** The player of a guild; made when there is none. @throws TypeError or RangeError naming a wrong option. */
  ensure(options: PlayerOptions): { readonly core: PlayerCore; readonly isNew: boolean } {
    const settings = playerSettings(options, this.#defaults);
    const existing = this.#cores.get(options.guildId);
    if (existing !== undefined) return { core: existing, isNew: false };
    return { core: this.#add(new PlayerCore(options, settings, this.#context)), isNew: true };
  }

  /** The player of another process. @param node - The one it was on, when there is one of that name. */
  restore(former: FormerPlayer, node: Node | undefined): PlayerCore {
    const { guildId, selfDeaf, selfMute, volume, autoplay, data } = former.player;
    const options = { guildId, data };
    const settings = { ...this.#defaults, selfDeaf, selfMute, volume, autoplay };
    const core = new PlayerCore(options, settings, this.#context, former);
    if (node !== undefined) core.link.adopt(node);
    return this.#add(core);
  }

  #add(core: PlayerCore): PlayerCore {
    const { guildId, player } = core;
    this.#cores.set(guildId, core);
    this.#context.voiceStates.track(guildId);
    this.#context.tell('playerCreate', player);
    return core;
  }

  /** Hands a message to the player it is about. */
  receive(node: Node, message: Message): void {
    if (message.op === 'event' || message.op === 'playerUpdate')
      this.#cores.get(message.guildId)?.link.receive(node, message);
  }

  /** Hands what Discord says to the player of that guild, or to those of the shard that it is about. */
  receivePacket(packet: VoicePacket): void {
    if (packet.kind === 'shardReady') for (const core of this.#onShard(packet)) core.voice.receive(packet);
    // It does not say of which shard it is, and does no harm to others: only what has no answer is asked again.
    else if (packet.kind === 'shardResumed') for (const core of this.#cores.values()) core.voice.receive(packet);
    else (this.#leaving.get(packet.guildId)?.core ?? this.#cores.get(packet.guildId))?.voice.receive(packet);
  }

  /** The players of a shard; all of them when it does not say which it is. */
  #onShard({ guildIds, shard }: ShardReadyPacket): PlayerCore[] {
    if (guildIds.length > 0) return guildIds.flatMap((guildId) => this.#cores.get(guildId) ?? []);
    const all = [...this.#cores.values()];
    return shard === undefined ? all : all.filter(({ guildId }) => shardIdOf(guildId, shard.count) === shard.id);
  }

  async #remove(core: PlayerCore, gone: Promise<void>): Promise<void> {
    const { guildId } = core;
    this.#cores.delete(guildId);
    this.#context.voiceStates.untrack(guildId);
    this.#leaving.set(guildId, { core, gone });
    await gone;
    this.#leaving.delete(guildId);
  }

  /** Ends all players. */
  async destroy(why: string): Promise<void> {
    const gone = Array.from(this.#leaving.values(), ({ gone }) => gone);
    await Promise.all([...gone, ...Array.from(this.#cores.values(), (core) => core.destroy(why))]);
  }

  /** Lets go of all players without a word to anybody: they play on where they are. */
  abandon(): void {
    for (const core of this.#cores.values()) core.abandon();
    this.#cores.clear();
  }
}
