import type { MemberData } from '../packets.ts';
import { ALL_PERMISSIONS, DEFAULT_PERMISSIONS, Permission, permits } from './permissions.ts';

export type ChannelType = 'text' | 'voice' | 'stage';

/** A channel of a guild. */
export interface GuildChannel {
  readonly id: string;
  readonly name: string;
  readonly type: ChannelType;
  readonly userLimit: number;
  /** What the bot may not do there. */
  readonly botDenied: bigint;
}

/** A role of a guild. */
export interface GuildRole {
  readonly id: string;
  readonly name: string;
  readonly permissions: bigint;
}

/** What a guild is made of, and who may do what in it. */
export class GuildProfile {
  readonly #guildId: string;
  readonly botId: string;
  readonly roles: Map<string, GuildRole> = new Map();
  readonly channels: Map<string, GuildChannel> = new Map();
  readonly members: Map<string, MemberData> = new Map();
  name: string;
  ownerId = '0';
  locale = 'en-US';

  constructor(guildId: string, botId: string) {
    this.#guildId = guildId;
    this.botId = botId;
    this.name = `guild-${guildId}`;
    this.roles.set(guildId, { id: guildId, name: '@everyone', permissions: DEFAULT_PERMISSIONS });
  }

  /** What somebody may in the guild, or in one of its channels. */
  permissionsOf(userId: string, channel?: GuildChannel): bigint {
    if (userId === this.ownerId) return ALL_PERMISSIONS;
    const roles = [this.#guildId, ...(this.members.get(userId)?.roles ?? [])];
    const all = roles.reduce((sum, id) => sum | (this.roles.get(id)?.permissions ?? 0n), 0n);
    if (permits(all, Permission.administrator)) return ALL_PERMISSIONS;
    return userId === this.botId ? all & ~(channel?.botDenied ?? 0n) : all;
  }

  /** A channel by its id or its name. */
  channel(idOrName: string): GuildChannel | undefined {
    return this.channels.get(idOrName) ?? [...this.channels.values()].find(({ name }) => name === idOrName);
  }

  /** A role by its id or its name. */
  role(idOrName: string): GuildRole | undefined {
    return this.roles.get(idOrName) ?? [...this.roles.values()].find(({ name }) => name === idOrName);
  }
}
