import {
  type CacheFactory,
  type CacheWithLimitsOptions,
  Client,
  GatewayIntentBits,
  LimitedCollection,
  Options,
} from 'discord.js';
import type { DiscordConfig } from '../config/index.ts';
import { AnsweringRest } from './answering-rest.ts';
import type { ShardPlace } from './bot-parts.ts';
import { restRequest } from './rest-request.ts';

/** Time to wait for guilds that do not come after the login, in milliseconds. */
const GUILD_WAIT_MS = 5_000;

const ALL: ShardPlace = { shards: [0], count: 1 };

/**
 * The client of discord.js: the intents that music needs and no others, nobody is ever mentioned, and nothing is kept that
 * the bot does not look at.
 *
 * @param place - The shards of this process; all of them unless told.
 */
export function discordClient({ apiBase }: Pick<DiscordConfig, 'apiBase'>, place: ShardPlace = ALL): Client {
  const client = new Client({
    intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildVoiceStates],
    allowedMentions: { parse: [] },
    waitGuildTimeout: GUILD_WAIT_MS,
    // Said outright: discord.js would take an environment variable SHARDS for it, which is ours.
    shards: [...place.shards],
    shardCount: place.count,
    rest: { makeRequest: restRequest, ...(apiBase !== undefined && { api: apiBase }) },
    makeCache: frugalCaches({
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
  client.rest.clearHashSweeper();
  client.rest.clearHandlerSweeper();
  // discord.js takes only options for it.
  client.rest = new AnsweringRest({ ...client.options.rest });
  return client;
}

/** Every channel and guild has caches that keep nothing: they are one and the same here, or a quarter of what a guild takes. */
function frugalCaches(limits: CacheWithLimitsOptions): CacheFactory {
  const usual = Options.cacheWithLimits(limits);
  const nothing = new LimitedCollection<never, never>({ maxSize: 0 });
  return (...manager) => {
    const cache = usual(...manager);
    const isForNothing = cache instanceof LimitedCollection && cache.maxSize === 0 && cache.keepOverLimit === null;
    return isForNothing ? nothing : cache;
  };
}
