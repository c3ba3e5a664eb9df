import { FakeDiscord, type FakeDiscordOptions, FaultProxy } from '@reprise/devkit';
import { AudioNode, type AudioNodeOptions, type LoadedTrack, makeTrack, type Source } from '@reprise/node';
import { type ConnectOptions, NodePool, Playable, type PoolEvents } from 'reprise';

/** A guild and a channel that nobody is in. */
export const GUILD = '817327181659111454';
export const CHANNEL = '817327182111571989';

/** A pool, its nodes, and the Discord around them. */
export interface Stage extends AsyncDisposable {
  readonly pool: NodePool;
  readonly discord: FakeDiscord;
  readonly nodes: readonly AudioNode[];
  /** In front of each node, when they were asked for. */
  readonly proxies: readonly FaultProxy[];
  /** Another node, as those there are. */
  startNode(options?: AudioNodeOptions): Promise<AudioNode>;
  /** A track of `test:LENGTH_MS`. */
  track(lengthMs: number | 'live' | 'broken' | 'stuck', name?: string): Promise<Playable>;
}

/** How a {@link Stage} is set up. */
export interface StageOptions {
  /** @defaultValue 1 */
  readonly nodes?: number;
  /** Whether the pool reaches them through proxies. @defaultValue false */
  readonly proxied?: boolean;
  readonly pool?: Partial<ConnectOptions>;
  readonly node?: AudioNodeOptions;
  readonly discord?: FakeDiscordOptions;
}

/** Starts nodes and a pool that is connected to them. */
export async function stage(options: StageOptions = {}): Promise<Stage> {
  const discord = new FakeDiscord(options.discord);
  const names = Array.from({ length: options.nodes ?? 1 }, (_, i) => nameOf(i));
  const nodes = await Promise.all(names.map((name) => startNode(discord, name, options.node)));
  const proxies = options.proxied ? await Promise.all(nodes.map(({ url }) => FaultProxy.start({ target: url }))) : [];
  const pool = new NodePool();
  discord.onPacket((packet) => pool.handleRaw(packet));
  await pool.connect({
    client: discord.client,
    nodes: (options.proxied ? proxies : nodes).map(({ url }, i) => ({
      identifier: nameOf(i),
      uri: url,
      password: 'secret',
    })),
    logger: null,
    backoff: () => ({ delayMs: () => 20 }),
    ...options.pool,
  });
  return {
    pool,
    discord,
    nodes,
    proxies,
    startNode: (more = {}) => startNode(discord, nameOf(nodes.length), { ...options.node, ...more }),
    track: async (lengthMs, name = '') => {
      const found = await pool.fetchTracks(`test:${lengthMs}:${name}`);
      const [track] = Array.isArray(found) ? found : found.tracks;
      if (track === undefined) throw new Error(`The test source has no track of ${lengthMs}.`);
      return track;
    },
    [Symbol.asyncDispose]: async () => {
      await pool.close();
      await Promise.all(proxies.map((proxy) => proxy[Symbol.asyncDispose]()));
      await Promise.all(nodes.map((node) => node.close()));
    },
  };
}

/** Names of the nodes of a stage: A, B, C … */
export function nameOf(index: number): string {
  return String.fromCharCode(65 + index);
}

/** A node with the voice servers of that Discord and the source of {@link testSource}. */
export async function startNode(
  discord: FakeDiscord,
  name: string,
  options: AudioNodeOptions = {},
): Promise<AudioNode> {
  const voice = discord.voice.at(name);
  const node = new AudioNode({ port: 0, password: 'secret', voice, sources: [testSource()], ...options });
  await node.start();
  return node;
}

/**
 * Tracks of any length: `test:1000:name`, `test:live:name`. `test:broken:name` fails when it is played, `test:stuck:name`
 * never gives a sound.
 */
export function testSource(name = 'test'): Source {
  return {
    name,
    load: async (identifier) => {
      const [source, length, title] = identifier.split(':');
      if (source !== name || length === undefined) return undefined;
      return { loadType: 'track', data: testTrack(identifier, title, name) };
    },
    open: async ({ identifier }) => {
      if (identifier.includes('broken')) throw new Error('This track is broken.');
      if (identifier.includes('stuck')) await new Promise(() => undefined);
    },
  };
}

/** A track of {@link testSource}, as its node knows it. */
export function testTrack(identifier: string, title: string | undefined, sourceName = 'test'): LoadedTrack {
  const [, length] = identifier.split(':');
  const known = length === 'broken' || length === 'stuck' ? 10_000 : Number(length);
  const lengthMs = length === 'live' ? undefined : known;
  return makeTrack({ identifier, title: title || identifier, lengthMs, uri: identifier, sourceName });
}

/** Resolves with what the listeners of the next such event get. */
export function next<K extends keyof PoolEvents>(
  pool: NodePool,
  event: K,
  fits: (...told: PoolEvents[K]) => boolean = () => true,
): Promise<PoolEvents[K]> {
  return new Promise((resolve) => {
    const emitter: NodeJS.EventEmitter = pool;
    const listener = (...told: PoolEvents[K]): void => {
      if (!fits(...told)) return;
      emitter.off(event, listener);
      resolve(told);
    };
    emitter.on(event, listener);
  });
}

/** What happened, as `event title`, from now on. */
export function record(pool: NodePool, ...events: readonly (keyof PoolEvents)[]): string[] {
  const seen: string[] = [];
  const emitter: NodeJS.EventEmitter = pool;
  for (const event of events) {
    emitter.on(event, (_player: unknown, what: unknown) => {
      seen.push(what instanceof Playable ? `${event} ${what.title}` : event);
    });
  }
  return seen;
}

/** Resolves when something holds; fails when it does not within the time. */
export async function until(holds: () => boolean, withinMs = 5_000): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`It did not come to hold within ${withinMs} ms: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
