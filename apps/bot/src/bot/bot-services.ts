import type { Clock } from '@reprise/clock';
import type { Client } from 'discord.js';
import type { NodePool } from 'reprise';
import type { Cluster } from '../cluster/cluster.ts';
import type { Favourites } from '../library/favourites.ts';
import type { RequestHistory } from '../library/request-history.ts';
import type { GuildLoads } from '../limits/guild-loads.ts';
import type { Log } from '../log/log.ts';
import type { PlaybackService } from '../playback/playback-service.ts';
import type { SkipVotes } from '../playback/skip-votes.ts';
import type { SettingsBook } from '../settings/settings-book.ts';
import type { CachedSongProcessor } from '../songs/cached-song-processor.ts';
import type { SongUpkeep } from '../songs/song-upkeep.ts';
import type { Stays } from '../stay/stays.ts';
import type { Suggestions } from '../suggestions/suggestions.ts';
import type { Locale } from '../texts/texts.ts';

/** What commands and buttons work with. */
export interface BotServices {
  readonly client: Client;
  readonly pool: NodePool;
  readonly songs: CachedSongProcessor;
  /** Warming and cleaning of {@link songs}. */
  readonly upkeep: SongUpkeep;
  readonly playback: PlaybackService;
  readonly votes: SkipVotes;
  /** Keeps the bot where it is to be day and night. */
  readonly stays: Stays;
  readonly settings: SettingsBook;
  readonly favourites: Favourites;
  readonly history: RequestHistory;
  readonly suggestions: Suggestions;
  readonly cluster: Cluster;
  readonly log: Log;
  readonly clock: Clock;
  /** Keeps a guild from searching too much at once. */
  readonly loads: GuildLoads;
  /** Language where that of a guild is not spoken. */
  readonly defaultLocale: Locale;
  /** Ids of those who run the bot; nobody until Discord has told whose application it is, if none were named. */
  readonly owners: ReadonlySet<string>;
}
