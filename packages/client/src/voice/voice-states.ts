import { type Presence, peopleIn } from './count-people.ts';
import { stateOf, type VoicePacket } from './voice-packet.ts';

/** A voice state as Discord has it, in its own names. */
export interface DiscordVoiceState {
  readonly user_id: string;
  /** `null`: in no channel. */
  readonly channel_id: string | null;
  /** Tells bots from people; without it the user counts as a person. */
  readonly member?: { readonly user?: { readonly bot?: boolean | undefined } | undefined } | null | undefined;
}

interface GuildPresences {
  /** Everyone who is in a channel is known, not only who has moved since. */
  isComplete: boolean;
  readonly byUser: Map<string, Presence>;
}

/**
 * Who is in which voice channel, from the packets of the gateway: for clients that do not keep it themselves.
 *
 * Only guilds that are tracked cost memory. What a guild's channels hold is known from a `GUILD_CREATE` that comes while
 * it is tracked, or from {@link VoiceStates.replace}, and is then kept up to date.
 */
export class VoiceStates {
  readonly #botId: string;
  readonly #guilds = new Map<string, GuildPresences>();

  constructor(botId: string) {
    this.#botId = botId;
  }

  track(guildId: string): void {
    if (!this.#guilds.has(guildId)) this.#guilds.set(guildId, { isComplete: false, byUser: new Map() });
  }

  untrack(guildId: string): void {
    this.#guilds.delete(guildId);
  }

  receive(packet: VoicePacket): void {
    if (packet.kind === 'state') this.#set(this.#guilds.get(packet.guildId), packet);
    // Reading its lists costs: not for guilds without a player.
    else if (packet.kind === 'guild' && this.#guilds.has(packet.guildId))
      this.#setAll(packet.guildId, packet.voiceStates());
    else if (packet.kind === 'guildGone' && !packet.isUnavailable) this.#setAll(packet.guildId, undefined);
  }

  /** Takes what the bot knows of a guild in place of what was known. Users in no channel may be left out. */
  replace(guildId: string, states: Iterable<DiscordVoiceState>): void {
    const read = Array.from(states, (state) => stateOf({ ...state }, guildId));
    this.#setAll(
      guildId,
      read.filter((state) => state !== undefined),
    );
  }

  /** People in a channel, without the bot; undefined when it is not known. */
  count(guildId: string, channelId: string): number | undefined {
    const guild = this.#guilds.get(guildId);
    return guild?.isComplete ? peopleIn(guild.byUser.values(), channelId, this.#botId) : undefined;
  }

  #setAll(guildId: string, presences: readonly Presence[] | undefined): void {
    const guild = this.#guilds.get(guildId);
    if (guild === undefined) return;
    guild.isComplete = presences !== undefined;
    guild.byUser.clear();
    for (const presence of presences ?? []) this.#set(guild, presence);
  }

  #set(guild: GuildPresences | undefined, { userId, channelId, isBot }: Presence): void {
    if (channelId === null) guild?.byUser.delete(userId);
    else guild?.byUser.set(userId, { userId, channelId, isBot: isBot ?? guild.byUser.get(userId)?.isBot });
  }
}
