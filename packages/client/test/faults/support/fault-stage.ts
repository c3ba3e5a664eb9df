import {
  type Clock,
  FakeDiscord,
  type FakeDiscordOptions,
  FaultyNode,
  ManualClock,
  systemClock,
} from '@reprise/devkit';
import type { AudioNodeOptions } from '@reprise/node';
import { type ConnectOptions, NodePool, type Playable, type Player } from 'reprise';
import { nameOf, testSource } from '../../support/stage.ts';
import { settled } from './passing.ts';

/** A pool, nodes that fail as told, and the Discord around them. */
export interface FaultStage extends AsyncDisposable {
  readonly pool: NodePool;
  readonly discord: FakeDiscord;
  readonly nodes: readonly [FaultyNode, ...FaultyNode[]];
  /** The node of a name: `A`, `B`, `C` … */
  node(name: string): FaultyNode;
  /** Guild number `i`. */
  guild(i: number): string;
  /** A song of an hour. */
  song(name?: string): Promise<Playable>;
  /** So many players in a channel each, all playing a song. */
  playing(count: number, options?: PlayersOptions): Promise<readonly Player[]>;
}

/** How players are made. */
export interface PlayersOptions {
  /** Number of the first guild. @defaultValue 0 */
  readonly from?: number;
  /** Node they begin on. @defaultValue the best one */
  readonly node?: string;
}

/** How a {@link FaultStage} is set up. */
export interface FaultStageOptions {
  /** @defaultValue 2 */
  readonly nodes?: number;
  readonly clock?: Clock;
  readonly pool?: Partial<ConnectOptions>;
  /** Options of all nodes, or of each by its name. */
  readonly node?: AudioNodeOptions | ((name: string) => AudioNodeOptions);
  readonly discord?: FakeDiscordOptions;
  /** Whether the pool is connected to them. @defaultValue true */
  readonly connected?: boolean;
}

const HOUR_MS = 3_600_000;
const FIRST_GUILD = 800_000_000_000_000_000n;
const PASSWORD = 'secret';
const CLOSING_STEP_MS = 250;

/** Starts nodes that fail as told, and a pool that is connected to them. */
export async function faultStage(options: FaultStageOptions = {}): Promise<FaultStage> {
  const { clock = systemClock, connected = true } = options;
  // Hundreds of bots would not share one shard.
  const discord = new FakeDiscord({ clock, sendsPerMinute: 1_000_000, ...options.discord });
  const names = Array.from({ length: options.nodes ?? 2 }, (_, i) => nameOf(i));
  const [first, ...others] = await Promise.all(
    names.map((name) => {
      const own = typeof options.node === 'function' ? options.node(name) : options.node;
      const voice = discord.voice.at(name);
      return FaultyNode.start({ clock, node: { password: PASSWORD, voice, sources: [testSource()], ...own } });
    }),
  );
  if (first === undefined) throw new RangeError('A stage has at least one node.');
  const nodes = [first, ...others] as const;
  const pool = new NodePool();
  discord.onPacket((packet) => pool.handleRaw(packet));
  if (connected) await pool.connect(connectOptions(nodes, discord, { clock, ...options.pool }));
  const guild = (i: number): string => String(FIRST_GUILD + BigInt(i));
  const song = async (name = 'song'): Promise<Playable> => {
    const found = await pool.fetchTracks(`test:${HOUR_MS}:${name}`);
    const [track] = Array.isArray(found) ? found : found.tracks;
    if (track === undefined) throw new Error('The test source has no song.');
    return track;
  };
  return {
    pool,
    discord,
    nodes: [...nodes],
    node: (name) => {
      const node = nodes[names.indexOf(name)];
      if (node === undefined) throw new RangeError(`There is no node ${name}.`);
      return node;
    },
    guild,
    song,
    playing: async (count, { from = 0, node } = {}) => {
      const track = await song();
      const guilds = Array.from({ length: count }, (_, i) => guild(from + i));
      return Promise.all(
        guilds.map(async (guildId) => {
          const player = await pool.createPlayer({
            guildId,
            voiceChannelId: `9${guildId.slice(1)}`,
            ...(node && { node }),
          });
          await player.play(track);
          return player;
        }),
      );
    },
    [Symbol.asyncDispose]: async () => {
      await closed(pool, clock);
      await Promise.all(nodes.map((node) => node.close()));
    },
  };
}

/** Closes a pool; what it waits for meanwhile may need its clock to go on. */
async function closed(pool: NodePool, clock: Clock): Promise<void> {
  let isClosed = false;
  const closing = pool.close().finally(() => {
    isClosed = true;
  });
  while (clock instanceof ManualClock && !isClosed) {
    await settled();
    clock.advance(CLOSING_STEP_MS);
  }
  await closing;
}

/** What a pool is connected with. */
export function connectOptions(
  nodes: readonly FaultyNode[],
  discord: FakeDiscord,
  options: Partial<ConnectOptions> = {},
): ConnectOptions {
  return {
    client: discord.client,
    nodes: nodes.map(({ url }, i) => ({ identifier: nameOf(i), uri: url, password: PASSWORD })),
    logger: null,
    playerDefaults: { inactiveChannelTimeoutMs: 0 },
    ...options,
  };
}

/** Path of every player. */
export const PLAYERS = '/v4/sessions/*/players/*';

/** Calls of a kind that a node was asked since its requests were cleared. */
export function calls(node: FaultyNode, method: string, path: RegExp = /\/players\//): FaultyNode['requests'] {
  return node.requests.filter((request) => request.method === method && path.test(request.path));
}
