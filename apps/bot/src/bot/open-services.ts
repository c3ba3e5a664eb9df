import type { Client } from 'discord.js';
import { NodePool } from 'reprise';
import { LocalCluster } from '../cluster/local-cluster.ts';
import { shardReports } from '../cluster/shard-reports.ts';
import type { BotConfig } from '../config/index.ts';
import { Favourites } from '../library/favourites.ts';
import { RequestHistory } from '../library/request-history.ts';
import { GuildLoads } from '../limits/guild-loads.ts';
import { calmAboutStores } from '../log/calm-about-stores.ts';
import type { Log } from '../log/log.ts';
import { BotMetrics } from '../metrics/bot-metrics.ts';
import { PlaybackService } from '../playback/playback-service.ts';
import { SkipVotes } from '../playback/skip-votes.ts';
import type { GuildSettings } from '../settings/guild-settings.ts';
import { SettingsBook } from '../settings/settings-book.ts';
import type { CachedSong } from '../songs/cached-song.ts';
import { CachedSongProcessor } from '../songs/cached-song-processor.ts';
import { SongUpkeep } from '../songs/song-upkeep.ts';
import { Returns } from '../stay/returns.ts';
import { Stays } from '../stay/stays.ts';
import { SongIndex } from '../suggestions/song-index.ts';
import { Suggestions } from '../suggestions/suggestions.ts';
import type { MusicBotParts } from './bot-parts.ts';
import type { BotServices } from './bot-services.ts';
import { discordClient } from './discord-client.ts';
import { learnSecrets } from './learn-secrets.ts';
import { type BotStores, openStores } from './stores.ts';

/** Everything a bot works with, nothing of it connected. */
export interface OpenedBot {
  readonly services: BotServices;
  readonly local: LocalCluster;
  readonly metrics: BotMetrics;
  /** Cares for players of a former process that are not let back into their channels. */
  readonly returns: Returns;
  /** Those of the services, which become more when Discord tells whose application it is. */
  readonly owners: Set<string>;
  /** Writes what is still to be written, and lets go of it. */
  close(): Promise<void>;
}

/**
 * Opens the stores and makes everything the bot works with.
 *
 * @throws What the file system says when the folder of the data cannot be made.
 */
export async function openBot(parts: MusicBotParts): Promise<OpenedBot> {
  const { config, clock, place, clusterOf, isDemo = false } = parts;
  const log = calmAboutStores(parts.log, clock);
  const stores = await openStores(config, log, place);
  const client = discordClient(config.discord, place);
  const pool = new NodePool();
  learnSecrets(client, pool, parts.log);
  const index = new SongIndex();
  const songs = songsOf({ config, log, place }, pool, stores, (song) => index.note(song));
  const kept = {
    store: stores.kept,
    clock,
    onWarning: (error: Error) => log.warn('Something kept cannot be read.', { error }),
  };
  const settings = new SettingsBook({ ...kept, defaults: defaultsOf(config) });
  const favourites = new Favourites(kept);
  const history = new RequestHistory(kept);
  const suggestions = new Suggestions({ index, history, favourites, songs, onWarning: kept.onWarning });
  const owners = new Set(config.discord.ownerIds);
  const metrics = metricsOf(config, client, pool, songs);
  const upkeep = new SongUpkeep(songs, clock);
  const ofProcess = () => metrics.metrics();
  const local = new LocalCluster({ client, pool, songs, upkeep, history, clock, metrics: ofProcess, isDemo });
  return {
    services: {
      client,
      pool,
      songs,
      upkeep,
      playback: new PlaybackService({ pool, songs, clock }),
      votes: new SkipVotes(pool),
      stays: new Stays({ client, pool, settings, log, clock }),
      settings,
      favourites,
      history,
      suggestions,
      cluster: clusterOf?.(local) ?? local,
      log,
      clock,
      loads: new GuildLoads(),
      defaultLocale: config.defaultLocale,
      owners,
    },
    local,
    metrics,
    returns: new Returns({ client, pool, settings, log, clock }),
    owners,
    async close() {
      local.close();
      metrics.close();
      await Promise.all([songs.close(), settings.close(), favourites.close(), history.close()]);
      await stores.kept.close();
    },
  };
}

interface SongsParts extends Pick<MusicBotParts, 'config'> {
  readonly log: Log;
  readonly place: MusicBotParts['place'] | undefined;
}

function songsOf(
  { config, log, place }: SongsParts,
  pool: NodePool,
  { songs: store }: BotStores,
  onSong: (song: CachedSong) => void,
): CachedSongProcessor {
  const { maxSongs, maxBytes, ttlMs, metadataTtlMs } = config.cache;
  return new CachedSongProcessor({
    pool,
    playableTtlMs: ttlMs,
    metadataTtlMs,
    onSong,
    cache: {
      store,
      name: `shard-${place?.shards[0] ?? 0}`,
      maxSize: maxSongs,
      maxBytes,
      onWarning: (error) => log.warn('The cache of songs does without its store.', { error }),
    },
  });
}

function metricsOf({ discord }: BotConfig, client: Client, pool: NodePool, songs: CachedSongProcessor): BotMetrics {
  const { apiBase } = discord;
  return new BotMetrics({
    pool,
    songs: songs.cache,
    shards: () => shardReports(client),
    ...(apiBase !== undefined && { discordApi: apiBase }),
  });
}

/** What guilds have that chose nothing. */
function defaultsOf({ players }: BotConfig): Partial<GuildSettings> {
  const { defaultVolume, maxQueue, maxPlaylist, idleLeaveMs, aloneLeaveMs } = players;
  return { defaultVolume, maxQueue, maxPlaylist, idleLeaveMs, aloneLeaveMs };
}
