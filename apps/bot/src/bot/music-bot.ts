import { join } from 'node:path';
import { systemClock } from '@reprise/clock';
import { ActivityType, type Client, DiscordjsError, DiscordjsErrorCodes, Events } from 'discord.js';
import type { ConnectOptions } from 'reprise';
import { BUTTONS } from '../buttons/all-buttons.ts';
import type { LocalCluster } from '../cluster/local-cluster.ts';
import { COMMANDS } from '../commands/all-commands.ts';
import { definitions } from '../commands/definition.ts';
import { Dispatcher } from '../commands/dispatcher.ts';
import { PolicyLimits } from '../commands/policy-limits.ts';
import { OWN_NODE_NAME } from '../config/index.ts';
import type { Health } from '../http/health.ts';
import { Panels } from '../panel/panels.ts';
import { LookAhead } from '../playback/look-ahead.ts';
import { MOST_WAITING } from '../settings/guild-settings.ts';
import { withinMs } from '../within-ms.ts';
import { applicationOwners } from './application-owners.ts';
import { StartError, tokenRefused, UnreachableError } from './bot-errors.ts';
import type { MusicBotParts } from './bot-parts.ts';
import type { BotServices } from './bot-services.ts';
import { registerCommands } from './command-registration.ts';
import { IdleWarming } from './idle-warming.ts';
import { ownNodeLast } from './node-choice.ts';
import { logNodeNews } from './node-news.ts';
import { type OpenedBot, openBot } from './open-services.ts';
import { PlayerSnapshot } from './player-snapshot.ts';
import { searchSource } from './search-source.ts';

/** How long what somebody asked for may go on when the bot ends, in milliseconds. */
const LAST_USES_MS = 1_000;
/** How long Discord and the nodes may take to say goodbye, in milliseconds. */
const GOODBYE_MS = 1_500;

/**
 * The bot in one process: all of it, or some of its shards.
 *
 * It is made in order: {@link MusicBot.open} opens the stores, {@link start} logs in, registers the commands, connects the
 * nodes and lets the players go on that a former process left.
 */
export class MusicBot {
  readonly #parts: MusicBotParts;
  readonly #opened: OpenedBot;
  readonly #dispatcher: Dispatcher;
  readonly #panels: Panels;
  readonly #lookAhead: LookAhead;
  readonly #warming: IdleWarming;
  readonly #snapshot: PlayerSnapshot;
  /** What the bot does by itself ends with it. */
  readonly #ending = new AbortController();
  readonly #dismissed = Promise.withResolvers<never>();
  #stopped: Promise<void> | undefined;

  private constructor(parts: MusicBotParts, opened: OpenedBot) {
    const { config, log, clock } = parts;
    const { services, metrics } = opened;
    this.#parts = parts;
    this.#opened = opened;
    // Whoever runs the bot listens to it; until then it is told by the log alone.
    this.#dismissed.promise.catch(() => undefined);
    this.#dispatcher = new Dispatcher({
      services,
      commands: COMMANDS,
      buttons: BUTTONS,
      limits: new PolicyLimits(clock),
      isStarted: () => this.local.phase !== 'starting',
      onUse: (name, outcome, durationMs) => metrics.command(name, outcome, durationMs / 1_000),
    });
    this.#panels = new Panels(services);
    this.#lookAhead = new LookAhead(services);
    this.#warming = new IdleWarming({ afterMs: config.warm.afterMs, clock, warm: () => this.#warm() });
    this.#snapshot = new PlayerSnapshot({ dataDir: config.dataDir, place: parts.place, log });
  }

  /** Makes a bot whose stores are open, and that has not begun. @throws What the file system says of the folder of the data. */
  static async open(parts: MusicBotParts): Promise<MusicBot> {
    return new MusicBot(parts, await openBot(parts));
  }

  /** What this process knows and can do. */
  get local(): LocalCluster {
    return this.#opened.local;
  }

  /** What the bot works with. */
  get services(): BotServices {
    return this.#opened.services;
  }

  /** Whether it can do its work, and what is missing. */
  get health(): Health {
    return this.local.health;
  }

  /** Rejects with a {@link StartError} when Discord wants the bot no more: it is no use to go on, or to start again. */
  get dismissed(): Promise<never> {
    return this.#dismissed.promise;
  }

  /** Goes to work. @throws {@link StartError} when somebody has to change something first, {@link UnreachableError} without Discord. */
  async start(): Promise<void> {
    const { config, log } = this.#parts;
    const { client, pool } = this.services;
    this.#listen(client);
    logNodeNews(pool, log);
    // Who is told to end on the way must not go on behind what ends.
    const { signal } = this.#ending;
    const ready = await Promise.race([logIn(client, config.discord.token ?? ''), this.dismissed]);
    signal.throwIfAborted();
    if (isFirst(this.#parts)) await this.#register(ready);
    signal.throwIfAborted();
    const players = await this.#snapshot.restore(pool, ready.user.id);
    signal.throwIfAborted();
    const source = await searchSource(config, this.#parts.ownNode, log);
    signal.throwIfAborted();
    await pool.connect(this.#connectOptions(ready, source));
    this.#opened.returns.start();
    signal.throwIfAborted();
    await this.#snapshot.begin(pool);
    signal.throwIfAborted();
    if (players > 0) log.info('Players go on where they were.', { players });
    this.#panels.start();
    this.#lookAhead.start();
    void this.services.stays.start();
    this.#showPresence(ready);
    void this.#learn();
    if (this.services.owners.size === 0) void this.#learnOwners(ready);
    if (config.warm.limit > 0 && isFirst(this.#parts)) this.#warming.start();
    this.local.phase = 'ready';
    log.info('The bot is ready.', { user: ready.user.tag, guilds: ready.guilds.cache.size, nodes: pool.nodes().size });
  }

  /** Ends it in good order: nothing new, what plays is kept and left playing, everything is written. Safe to call again. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    const { client, pool } = this.services;
    this.local.phase = 'stopping';
    this.#parts.log.info('The bot is stopping.');
    this.#ending.abort(new DOMException('The bot is stopping.', 'AbortError'));
    await noLonger(this.#dispatcher.stop(), LAST_USES_MS);
    this.#lookAhead.close();
    this.services.stays.close();
    this.#opened.returns.close();
    await Promise.all([this.#warming.stop(), noLonger(this.#panels.close(), LAST_USES_MS)]);
    // Whatever cannot be said good-bye to, what was learnt is written.
    await this.#orLog('The nodes', noLonger(pool.close({ keepPlaying: true }), GOODBYE_MS));
    await this.#orLog('The stores', this.#opened.close());
    await this.#orLog('Discord', noLonger(client.destroy(), GOODBYE_MS));
  }

  async #orLog(what: string, work: Promise<unknown>): Promise<void> {
    try {
      await work;
    } catch (error) {
      this.#parts.log.warn(`${what} could not be left in good order.`, { error });
    }
  }

  #listen(client: Client): void {
    const { log } = this.#parts;
    client.on(Events.InteractionCreate, (interaction) => {
      this.#warming.noteUse();
      this.#dispatcher.handle(interaction);
    });
    client.on(Events.Error, (error) => log.error('Discord: an error.', { error }));
    client.on(Events.Warn, (message) => log.warn('Discord: a warning.', { message }));
    client.on(Events.ShardDisconnect, ({ code }, shard) => {
      log.error('Discord closed the gateway for good.', { shard, code });
      this.#dismissed.reject(gatewayRefused(code));
    });
    client.on(Events.Invalidated, () => this.#dismissed.reject(tokenRefused(undefined)));
    client.on(Events.ShardReconnecting, (shard) => {
      // It is told of the connection that the bot itself ends, too.
      if (!this.#ending.signal.aborted) log.info('The gateway is lost; the bot connects again.', { shard });
    });
    client.on(Events.ShardResume, (shard, replayed) => log.info('The gateway goes on.', { shard, replayed }));
    client.on(Events.GuildDelete, ({ id }) => void this.#forgetGuild(id));
  }

  async #forgetGuild(guildId: string): Promise<void> {
    const { pool, history, log } = this.services;
    try {
      await Promise.all([pool.getPlayer(guildId)?.destroy(), history.forgetGuild(guildId)]);
    } catch (error) {
      log.warn('A guild that the bot left could not be forgotten.', { error });
    }
  }

  async #register(client: Client<true>): Promise<void> {
    const { config, log } = this.#parts;
    try {
      const file = join(config.dataDir, 'commands.sha256');
      if (await registerCommands(client, definitions(COMMANDS), file)) log.info('Discord was told of the commands.');
    } catch (error) {
      // Those it was told of before still work.
      log.error('Discord could not be told of the commands; it is tried again at the next start.', { error });
    }
  }

  #connectOptions(client: Client<true>, defaultSearchSource: string): ConnectOptions {
    const { config, log, clock, ownNode, place } = this.#parts;
    const { songs } = this.services;
    const { loadTimeoutMs } = config.players;
    const own =
      ownNode === undefined ? [] : [{ identifier: OWN_NODE_NAME, uri: ownNode.url, password: ownNode.password }];
    const nodes = [
      ...config.nodes.map(({ region, ...node }) => (region === 'global' ? node : { ...node, region })),
      ...own,
    ];
    if (nodes.length === 0)
      throw new StartError('NO_NODE', 'There is no audio node. Set OWN_NODE=on, or LAVALINK_NODES.');
    return {
      client,
      nodes: nodes.map((node) => ({ ...node, requestTimeoutMs: loadTimeoutMs })),
      cacheConfig: { capacity: config.cache.maxSongs, trackCapacity: config.cache.maxSongs },
      defaultSearchSource,
      loadTimeoutMs,
      nodePicker: ownNodeLast(place === undefined ? 1 : place.count),
      // Each request is held to what the guild allows, which may change while the player plays.
      playerDefaults: { queue: { maxSize: MOST_WAITING } },
      repairTrack: songs.repairTrack,
      onSnapshot: (bytes) => this.#snapshot.write(bytes),
      logger: { warn: (message: string) => log.warn(message) },
      clock,
    };
  }

  /** Takes up the songs of before, for suggestions. Never rejects. */
  async #learn(): Promise<void> {
    const { suggestions, log } = this.services;
    try {
      await suggestions.learn();
    } catch (error) {
      log.warn('The songs of before cannot be suggested yet.', { error });
    }
  }

  /** Who owns the application owns the bot, unless somebody was named. Never rejects. */
  async #learnOwners(client: Client<true>): Promise<void> {
    try {
      for (const id of await applicationOwners(client)) this.#opened.owners.add(id);
    } catch (error) {
      const what = 'Discord did not tell who owns the bot: until the next start nobody does. OWNER_IDS names them.';
      this.#parts.log.warn(what, { error });
    }
  }

  #showPresence(client: Client<true>): void {
    const { presence } = this.#parts.config.discord;
    if (presence !== undefined) client.user.setActivity(presence, { type: ActivityType.Listening });
  }

  /** Never rejects. */
  async #warm(): Promise<void> {
    const { log, config } = this.#parts;
    const { limit, budgetMs } = config.warm;
    const { signal } = this.#ending;
    try {
      const { warmed, skipped, failed, left } = await this.local.warm({ limit, budgetMs, signal });
      log.info('Popular songs were looked up ahead.', { warmed, skipped, failed, left });
    } catch (error) {
      if (!signal.aborted) log.warn('Popular songs could not be looked up ahead.', { error });
    }
  }
}

/** Waits for something at the end, but no longer than a time: of the machine, whose patience no other clock tells. */
async function noLonger(work: Promise<unknown>, ms: number): Promise<void> {
  await withinMs(work, ms, systemClock, () => undefined);
}

/** @throws {@link StartError} when Discord does not want the token, {@link UnreachableError} when it does not answer. */
async function logIn(client: Client, token: string): Promise<Client<true>> {
  const { promise, resolve } = Promise.withResolvers<Client<true>>();
  client.once(Events.ClientReady, resolve);
  try {
    await client.login(token);
    return await promise;
  } catch (error) {
    const isRefused = error instanceof DiscordjsError && error.code === DiscordjsErrorCodes.TokenInvalid;
    throw isRefused ? tokenRefused(error) : new UnreachableError(error);
  }
}

function gatewayRefused(code: number): StartError {
  const where = 'see the settings of the application in the developer portal.';
  return new StartError('GATEWAY_REFUSED', `Discord closed the gateway with ${code}: ${where}`);
}

/** What concerns the whole bot is done by the process that has the first shard. */
function isFirst({ place }: MusicBotParts): boolean {
  return place === undefined || place.shards.includes(0);
}
