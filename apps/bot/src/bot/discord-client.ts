import { Client, GatewayIntentBits, Options } from 'discord.js';
import type { DiscordConfig } from '../config/index.ts';

/** Time to wait for guilds that do not come after the login, in milliseconds. */
const GUILD_WAIT_MS = 5_000;

/**
 * The client of discord.js: the intents that music needs and no others, nobody is ever mentioned, and nothing is kept that
 * the bot does not look at.
 *
 * @param shards - The shard this process is and how many there are; absent for one that is all of them.
 */
export function discordClient({ apiBase }: Pick<DiscordConfig, 'apiBase'>): Client {
  return new Client({
    intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildVoiceStates],
    allowedMentions: { parse: [] },
    waitGuildTimeout: GUILD_WAIT_MS,
    ...(apiBase !== undefined && { rest: { api: apiBase } }),
    makeCache: Options.cacheWithLimits({
      ...Options.DefaultMakeCacheSettings,
      ApplicationCommandManager: 0,
      ApplicationEmojiManager: 0,
      AutoModerationRuleManager: 0,
      BaseGuildEmojiManager: 0,
      DMMessageManager: 0,
      EntitlementManager: 0,
      GuildBanManager: 0,
      GuildEmojiManager: 0,
      // People in voice channels and the bot itself: who counts as a listener.
      GuildMemberManager: {
        maxSize: 200,
        keepOverLimit: ({ id, client, voice }) => id === client.user.id || voice.channelId !== null,
      },
      GuildInviteManager: 0,
      GuildMessageManager: 0,
      GuildScheduledEventManager: 0,
      GuildStickerManager: 0,
      GuildTextThreadManager: 0,
      GuildForumThreadManager: 0,
      MessageManager: 0,
      PresenceManager: 0,
      ReactionManager: 0,
      ReactionUserManager: 0,
      StageInstanceManager: 0,
      ThreadManager: 0,
      ThreadMemberManager: 0,
      UserManager: { maxSize: 1_000, keepOverLimit: ({ id, client }) => id === client.user?.id },
    }),
  });
}
