import { setTimeout as after } from 'node:timers/promises';
import { Filters, NodePool, type Playable, type Player, RepriseError } from 'reprise';
import { oneOf } from './faults.ts';
import type { RemoteWorld } from './remote-world.ts';

const TRACKS = 4;
const SHORTEST_TRACK_MS = 8_000;
const LONGEST_TRACK_MS = 40_000;
/** Time between two commands of users, over all guilds. */
const COMMAND_EVERY_MS = 250;
/** A player that plays has moved on after this time. */
const MOVES_WITHIN_MS = 2_000;

/** What users do. None of it ends a player for good: at the end all have to play. */
const COMMANDS: readonly ((player: Player, pool: NodePool, random: () => number) => Promise<unknown>)[] = [
  (player) => player.skip(),
  (player) => player.previous(),
  (player, _pool, random) => player.seek(Math.floor(random() * SHORTEST_TRACK_MS)),
  (player, _pool, random) => player.setVolume(Math.floor(random() * 200)),
  (player, _pool, random) =>
    player.setFilters(random() < 0.5 ? new Filters() : new Filters().timescale({ speed: 1.2 })),
  (player) => player.switchNode(),
  (_player, pool, random) => pool.fetchTracks(`madeupsearch:${Math.floor(random() * 1_000)}`),
];

/** What came of a soak, as far as the bot sees it. */
export interface BotCounts {
  readonly commands: number;
  /** Commands that failed with an error of the package. */
  readonly refused: number;
  readonly moves: number;
  readonly orphaned: number;
  readonly trackStarts: number;
  /** Players that stopped because tracks failed one after the other. */
  readonly aborted: number;
}

/** A bot with a player in every guild, each with a queue that repeats, and users who press buttons. */
export class Bot implements AsyncDisposable {
  readonly pool: NodePool = new NodePool();
  readonly #random: () => number;
  readonly #counts = { commands: 0, refused: 0, moves: 0, orphaned: 0, trackStarts: 0, aborted: 0 };
  readonly #end = new AbortController();
  /** Guilds whose player is over, and why. */
  readonly #ended = new Map<string, string>();

  constructor(random: () => number) {
    this.#random = random;
    this.pool.on('failover', (_node, moved, orphaned) => {
      this.#counts.moves += moved.length;
      this.#counts.orphaned += orphaned.length;
    });
    this.pool.on('trackStart', () => {
      this.#counts.trackStarts += 1;
    });
    this.pool.on('playerDestroy', ({ guildId }, why) => this.#ended.set(guildId, why));
    this.pool.on('playbackAborted', () => {
      this.#counts.aborted += 1;
    });
  }

  get counts(): BotCounts {
    return { ...this.#counts };
  }

  get players(): readonly Player[] {
    return [...this.pool.players.values()];
  }

  async start(world: RemoteWorld, urls: readonly string[], guildIds: readonly string[]): Promise<void> {
    world.onPacket((packet) => this.pool.handleRaw(packet));
    await this.pool.connect({
      client: world.client,
      nodes: urls.map((uri, i) => ({ identifier: String.fromCharCode(65 + i), uri, password: 'secret' })),
      cacheConfig: { capacity: 100, trackCapacity: 1_000 },
      playerDefaults: { inactiveChannelTimeoutMs: 0 },
      logger: null,
    });
    await Promise.all(guildIds.map((guildId) => this.#startPlayer(guildId)));
  }

  /** Presses buttons until {@link stop}. */
  async beUsed(): Promise<void> {
    while (!this.#end.signal.aborted) {
      await after(COMMAND_EVERY_MS, undefined, { signal: this.#end.signal }).catch(() => undefined);
      void this.#press();
    }
  }

  stop(): void {
    this.#end.abort();
  }

  /** Guilds whose player does not play, and why that is seen. */
  async silent(world: RemoteWorld): Promise<ReadonlyMap<string, string>> {
    const before = new Map(this.players.map((player) => [player, [player.current, player.position] as const]));
    await after(MOVES_WITHIN_MS);
    const heard = await world.heard();
    const over = Array.from(this.#ended, ([guildId, why]) => [guildId, `is over: ${why}`] as const);
    const problems = this.players.map((player) => {
      const [track, position] = before.get(player) ?? [];
      const hasMoved = player.current !== track || player.position !== position;
      return [player.guildId, problemOf(player, hasMoved, heard[player.guildId] ?? [])] as const;
    });
    const silent = problems.flatMap(([guildId, problem]) =>
      problem === undefined ? [] : [[guildId, problem] as const],
    );
    return new Map([...over, ...silent]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.pool.close();
  }

  async #startPlayer(guildId: string): Promise<void> {
    const player = await this.pool.createPlayer({ guildId, voiceChannelId: `9${guildId.slice(1)}` });
    const lengths = Array.from({ length: TRACKS }, () =>
      Math.floor(SHORTEST_TRACK_MS + this.#random() * (LONGEST_TRACK_MS - SHORTEST_TRACK_MS)),
    );
    for (const length of lengths) player.queue.put(await this.#track(length, guildId));
    player.queue.mode = 'queue';
    await player.skip();
  }

  async #track(lengthMs: number, guildId: string): Promise<Playable> {
    const found = await this.pool.fetchTracks(`madeup:${lengthMs}:${guildId}`, {});
    const [track] = Array.isArray(found) ? found : found.tracks;
    if (track === undefined) throw new Error('The nodes have no track for the soak.');
    return track;
  }

  async #press(): Promise<void> {
    const player = oneOf(this.#random, this.players);
    const command = oneOf(this.#random, COMMANDS);
    if (player === undefined || command === undefined) return;
    this.#counts.commands += 1;
    try {
      await command(player, this.pool, this.#random);
    } catch (error) {
      // Told to the user, as it should be while things are broken; anything else is a bug and ends the soak.
      const isExpected =
        error instanceof RepriseError || (error instanceof DOMException && error.name === 'AbortError');
      if (!isExpected) throw error;
      this.#counts.refused += 1;
    }
  }
}

function problemOf(player: Player, hasMoved: boolean, heard: readonly string[]): string | undefined {
  if (player.state !== 'playing') return `is ${player.state}, with ${player.queue.length} tracks in its queue`;
  if (!hasMoved) return 'stands still';
  const { node } = player;
  if (heard.length === 1 && heard[0] === node?.identifier) return undefined;
  return `plays on ${node?.identifier}, but is heard from ${heard.join(' and ') || 'nowhere'}`;
}
