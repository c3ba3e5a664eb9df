import { CachedSongProcessor, PlaybackService } from '@reprise/bot';
import { MemoryStore, type Store } from '@reprise/cache';
import { type Clock, systemClock } from '@reprise/clock';
import { type DiscordGuild, type DiscordMember, FakeDiscord } from '@reprise/devkit';
import { AudioNode } from '@reprise/node';
import { Client, Events } from 'discord.js';
import { NodePool, type Player } from 'reprise';
import type { BotServices } from '../../src/bot/bot-services.ts';
import type { Button } from '../../src/buttons/button.ts';
import type { ButtonName } from '../../src/buttons/button-names.ts';
import type { Cluster } from '../../src/cluster/cluster.ts';
import type { Command } from '../../src/commands/command.ts';
import type { CommandPath } from '../../src/commands/command-paths.ts';
import { definitions } from '../../src/commands/definition.ts';
import { Dispatcher, type UseOutcome } from '../../src/commands/dispatcher.ts';
import type { UseLimits } from '../../src/commands/use-limits.ts';
import { Favourites } from '../../src/library/favourites.ts';
import { RequestHistory } from '../../src/library/request-history.ts';
import { GuildLoads } from '../../src/limits/guild-loads.ts';
import type { Log, LogFields } from '../../src/log/log.ts';
import { SkipVotes } from '../../src/playback/skip-votes.ts';
import type { GuildSettings } from '../../src/settings/guild-settings.ts';
import { SettingsBook } from '../../src/settings/settings-book.ts';
import { SongUpkeep } from '../../src/songs/song-upkeep.ts';
import { Stays } from '../../src/stay/stays.ts';
import { SongIndex } from '../../src/suggestions/song-index.ts';
import { Suggestions } from '../../src/suggestions/suggestions.ts';
import { plainScript, type SourceScript, scripted } from './song-stage.ts';

/** What a {@link botStage} is to have. */
export interface BotStageOptions {
  /** @defaultValue none */
  readonly commands?: Readonly<Partial<Record<CommandPath, Command>>>;
  /** @defaultValue none */
  readonly buttons?: Readonly<Partial<Record<ButtonName, Button>>>;
  /** @defaultValue as they come */
  readonly settings?: Partial<GuildSettings>;
  /** Where settings, favourites and history are kept. @defaultValue a store in memory */
  readonly store?: Store;
  /** @defaultValue nothing is too often */
  readonly limits?: UseLimits;
  /** Ids of the bot's owners. @defaultValue nobody */
  readonly owners?: readonly string[];
  /** All processes of the bot. @defaultValue none: whoever asks it fails */
  readonly cluster?: (parts: Pick<BotServices, 'client' | 'pool' | 'songs' | 'clock'>) => Cluster;
  /** The clock of the commands. @defaultValue the machine's */
  readonly clock?: Clock;
  /** Language of the guild. @defaultValue 'en-US' */
  readonly locale?: string;
}

/** A line of the log. */
export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: LogFields;
}

/** A bot in a Discord of its own: a real client, pool, node and caches, and the commands that a test is about. */
export interface BotStage extends AsyncDisposable {
  readonly discord: FakeDiscord;
  /** Has the voice channels Music and Other, and the text channel general. */
  readonly guild: DiscordGuild;
  readonly client: Client;
  readonly services: BotServices;
  /** How the source answers: see `song-stage`. */
  readonly script: SourceScript;
  readonly dispatcher: Dispatcher;
  readonly log: readonly LogLine[];
  /** Every use of a command or button and how it ended. */
  readonly uses: readonly { readonly name: string; readonly outcome: UseOutcome }[];
  /** Somebody in the guild who is in the voice channel Music; made at the first call. */
  listener(
    name: string,
    options?: { readonly roles?: readonly string[]; readonly permissions?: bigint },
  ): DiscordMember;
  /** Somebody in the guild who is in no voice channel. */
  member(name: string, options?: { readonly roles?: readonly string[]; readonly permissions?: bigint }): DiscordMember;
  /** The guild's player, which plays the first of these songs and has the others in its queue. */
  playing(...songs: readonly string[]): Promise<Player>;
}

/** Starts a {@link BotStage}. */
export async function botStage(options: BotStageOptions = {}): Promise<BotStage> {
  const script = plainScript();
  const discord = new FakeDiscord();
  const guild = discord.guild({
    ...(options.locale !== undefined && { locale: options.locale }),
    channels: [
      { name: 'general', type: 'text' },
      { name: 'Music', type: 'voice' },
      { name: 'Other', type: 'voice' },
    ],
    roles: [{ name: 'DJ' }],
  });
  const node = new AudioNode({
    port: 0,
    password: 'secret',
    sources: [scripted(script)],
    voice: discord.voice.at('A'),
  });
  await node.start();
  const client = new Client({
    intents: ['Guilds', 'GuildVoiceStates'],
    rest: { api: await discord.listen(), retries: 0, globalRequestsPerSecond: 10_000 },
    waitGuildTimeout: 500,
  });
  const ready = new Promise((resolve) => client.once(Events.ClientReady, resolve));
  await client.login(discord.token);
  await ready;
  const pool = new NodePool();
  const index = new SongIndex();
  const songs = new CachedSongProcessor({ pool, onSong: (song) => index.note(song) });
  await pool.connect({
    client,
    nodes: [{ identifier: 'A', uri: node.url, password: 'secret' }],
    cacheConfig: {},
    defaultSearchSource: 'scsearch',
    logger: null,
    repairTrack: songs.repairTrack,
  });
  const lines: LogLine[] = [];
  const uses: { name: string; outcome: UseOutcome }[] = [];
  const services = servicesOf(options, { client, pool, songs, log: collecting(lines) }, index);
  const { commands = {}, buttons = {}, limits = { waitMs: () => 0 } } = options;
  const dispatcher = new Dispatcher({
    services,
    commands,
    buttons,
    limits,
    onUse: (name, outcome) => uses.push({ name, outcome }),
  });
  client.on(Events.InteractionCreate, (interaction) => dispatcher.handle(interaction));
  await client.application?.commands.set([...definitions(commands)]);
  const people = new Map<string, DiscordMember>();
  const member: BotStage['member'] = (name, how = {}) => {
    const known = people.get(name) ?? discord.user(name).in(guild, how);
    people.set(name, known);
    return known;
  };
  return {
    discord,
    guild,
    client,
    services,
    script,
    dispatcher,
    log: lines,
    uses,
    member,
    listener: (name, how) => {
      const known = member(name, how);
      if (known.voiceChannelId === null) known.joinVoice('Music');
      return known;
    },
    playing: (...names) => playing(services, guild, names),
    [Symbol.asyncDispose]: async () => {
      await dispatcher.stop();
      await services.history.close();
      await songs.close();
      await pool.close();
      await node.close();
      await client.destroy();
      await discord.close();
    },
  };
}

function servicesOf(
  { store = new MemoryStore(), settings = {}, owners = [], cluster = noCluster, clock = systemClock }: BotStageOptions,
  { client, pool, songs, log }: Pick<BotServices, 'client' | 'pool' | 'songs' | 'log'>,
  index: SongIndex,
): BotServices {
  const kept = { store, clock, onWarning: (error: Error) => log.warn('A warning.', { error }) };
  const favourites = new Favourites(kept);
  const history = new RequestHistory(kept);
  const book = new SettingsBook({ ...kept, defaults: settings });
  return {
    client,
    pool,
    songs,
    upkeep: new SongUpkeep(songs, clock),
    playback: new PlaybackService({ pool, songs }),
    votes: new SkipVotes(pool),
    stays: new Stays({ client, pool, settings: book, log, clock }),
    settings: book,
    favourites,
    history,
    suggestions: new Suggestions({ index, history, favourites, songs }),
    cluster: cluster({ client, pool, songs, clock }),
    log,
    clock,
    loads: new GuildLoads(),
    defaultLocale: 'en',
    owners: new Set(owners),
  };
}

/** For tests that are about something else: whoever asks learns that there is none. Nobody else has anything to forget. */
export function noCluster(): Cluster {
  const missing = (): never => {
    throw new Error('This stage has no cluster.');
  };
  const forgetUser = async (): Promise<void> => undefined;
  return { reports: missing, metrics: missing, warm: missing, clean: missing, drain: missing, forgetUser };
}

async function playing(
  { playback, pool }: BotServices,
  guild: DiscordGuild,
  names: readonly string[],
): Promise<Player> {
  for (const userInput of names) {
    await playback.playRequestCached({
      userInput,
      guildId: guild.id,
      voiceChannelId: guild.channel('Music'),
      requestedBy: '7',
    });
  }
  const player = pool.getPlayer(guild.id);
  if (player === undefined) throw new Error('Nothing plays.');
  return player;
}

function collecting(lines: LogLine[], common: LogFields = {}): Log {
  const add =
    (level: LogLine['level']) =>
    (message: string, fields: LogFields = {}): void =>
      void lines.push({ level, message, fields: { ...common, ...fields } });
  return {
    debug: add('debug'),
    info: add('info'),
    warn: add('warn'),
    error: add('error'),
    child: (fields) => collecting(lines, { ...common, ...fields }),
    flush: () => undefined,
  };
}
