import { CachedSongProcessor } from '@reprise/bot';
import type { Store } from '@reprise/cache';
import { type DiscordMember, ManualClock } from '@reprise/devkit';
import { Events, PermissionFlagsBits } from 'discord.js';
import type { BotServices } from '../../src/bot/bot-services.ts';
import { cacheClean } from '../../src/buttons/cache-clean.ts';
import { cacheRefresh } from '../../src/buttons/cache-refresh.ts';
import { cacheWarm } from '../../src/buttons/cache-warm.ts';
import { cleanConfirm } from '../../src/buttons/clean-confirm.ts';
import { cleanKeep } from '../../src/buttons/clean-keep.ts';
import { warmCancel } from '../../src/buttons/warm-cancel.ts';
import type { Cluster } from '../../src/cluster/cluster.ts';
import { LocalCluster } from '../../src/cluster/local-cluster.ts';
import { cacheExport } from '../../src/commands/cache/export.ts';
import { cacheForget } from '../../src/commands/cache/forget.ts';
import { cacheInspect } from '../../src/commands/cache/inspect.ts';
import { cacheStats } from '../../src/commands/cache/stats.ts';
import { cleanCache } from '../../src/commands/clean-cache.ts';
import { definitions } from '../../src/commands/definition.ts';
import { Dispatcher } from '../../src/commands/dispatcher.ts';
import { warmCache } from '../../src/commands/warm-cache.ts';
import { SongUpkeep } from '../../src/songs/song-upkeep.ts';
import { type BotStage, botStage } from './bot-stage.ts';

/** What a {@link cacheStage} is to have. */
export interface CacheStageOptions {
  /** Where songs are kept. @defaultValue nowhere but in memory */
  readonly store?: Store;
  /** The clock of the cache and the commands. @defaultValue one of its own */
  readonly clock?: ManualClock;
  /** Makes all processes of the one there is. @defaultValue it is all */
  readonly clusterOf?: (local: LocalCluster) => Cluster;
  /** Language of the guild. @defaultValue 'en-US' */
  readonly locale?: string;
}

/** A bot with the commands for the cache, whose time is moved by hand. */
export interface CacheStage extends AsyncDisposable {
  readonly bot: BotStage;
  readonly clock: ManualClock;
  readonly songs: CachedSongProcessor;
  readonly upkeep: SongUpkeep;
  readonly cluster: LocalCluster;
  readonly dispatcher: Dispatcher;
  /** May manage the server. */
  readonly manager: DiscordMember;
  /** Runs the bot. */
  readonly owner: DiscordMember;
  /** Asks for songs as /play does, noted for the guild. */
  ask(...queries: readonly string[]): Promise<void>;
  /** Lets time go by once everything is written: what is under way would be too late. */
  pass(ms: number): Promise<void>;
}

const COMMANDS = {
  'cache stats': cacheStats,
  'cache inspect': cacheInspect,
  'cache forget': cacheForget,
  'cache export': cacheExport,
  warmcache: warmCache,
  cleancache: cleanCache,
};

const BUTTONS = {
  'cache-refresh': cacheRefresh,
  'cache-warm': cacheWarm,
  'cache-clean': cacheClean,
  'warm-cancel': warmCancel,
  'clean-confirm': cleanConfirm,
  'clean-keep': cleanKeep,
};

/** Starts a {@link CacheStage}. */
export async function cacheStage({
  store,
  clock = new ManualClock(),
  clusterOf,
  locale,
}: CacheStageOptions = {}): Promise<CacheStage> {
  const bot = await botStage({ ...(locale !== undefined && { locale }) });
  const { client, pool, history } = bot.services;
  const songs = new CachedSongProcessor({
    pool,
    // Whoever moves time by days must not have a sweep of the store under way meanwhile: it would be too late at once.
    cache: { clock, sweepIntervalMs: 0, onWarning: () => undefined, ...(store !== undefined && { store }) },
  });
  const upkeep = new SongUpkeep(songs, clock);
  const cluster = new LocalCluster({ client, pool, songs, upkeep, history, clock, metrics: async () => [] });
  const manager = bot.member('manager', { permissions: PermissionFlagsBits.ManageGuild });
  const owner = bot.member('owner');
  const services: BotServices = {
    ...bot.services,
    songs,
    upkeep,
    cluster: clusterOf?.(cluster) ?? cluster,
    clock,
    owners: new Set([owner.user.id]),
  };
  const dispatcher = new Dispatcher({
    services,
    commands: COMMANDS,
    buttons: BUTTONS,
    limits: { waitMs: () => 0 },
    onUse: () => undefined,
  });
  // Not the stage's, which knows none of these commands and suggests nothing for them.
  client.removeAllListeners(Events.InteractionCreate);
  client.on(Events.InteractionCreate, (interaction) => dispatcher.handle(interaction));
  await client.application?.commands.set([...definitions(COMMANDS)]);
  return {
    bot,
    clock,
    songs,
    upkeep,
    cluster,
    dispatcher,
    manager,
    owner,
    ask: async (...queries) => {
      for (const query of queries) {
        const [song] = await songs.processSong(query);
        history.note({ userId: '7', guildId: bot.guild.id, song });
      }
    },
    pass: async (ms) => {
      await songs.cache.flush();
      clock.advance(ms);
    },
    [Symbol.asyncDispose]: async () => {
      await dispatcher.stop();
      cluster.close();
      await songs.close();
      await bot[Symbol.asyncDispose]();
    },
  };
}
