import { setTimeout as after } from 'node:timers/promises';
import { ContenderProcess, inSteps } from '../contenders/contender-process.ts';
import { type NodeCounts, type PlayingPlayer, startNodeProcess } from '../nodes/node-process.ts';
import { until } from '../until.ts';

/** One node of two that goes away with all players on it. */
export interface OutageSetup {
  readonly contender: string;
  readonly players: number;
  readonly how: 'kill' | 'freeze';
  /** How long a client gets to bring all players to the other node. */
  readonly withinMs: number;
}

/** What became of the players, as the other node saw it. */
export interface OutageResult {
  /** Milliseconds until the last player played on the other node; infinite when one never did. */
  readonly lastAfterMs: number;
  readonly lost: number;
  /** How far from where it stopped the song went on, in milliseconds: of all players the largest. */
  readonly placeOffMs: number;
  /** Calls that the other node got. */
  readonly calls: number;
}

/** As real nodes take to join a voice channel. */
const VOICE_MS = 100;
const SETUP_MS = 60_000;
/** Longer than the nodes' 5 s between player updates. */
const SETTLE_MS = 7_000;
const LOOK_MS = 100;
const AFTERMATH_MS = 2_000;

/** Lets a node die or freeze under a client, and looks on from the other node. */
export async function outage({ contender, players, how, withinMs }: OutageSetup): Promise<OutageResult> {
  const nodes = [startNodeProcess(), startNodeProcess()] as const;
  const [dying, other] = nodes;
  try {
    const [dyingPort, port] = await Promise.all(
      nodes.map((node) => node.call('listen', { port: 0, voiceMs: VOICE_MS })),
    );
    if (dyingPort === undefined || port === undefined) throw new Error('No port.');
    await using client = await ContenderProcess.start();
    await connect(client, contender, [dyingPort, port]);
    const counts = (): Promise<NodeCounts> => dying.call('counts', dyingPort);
    const joined = async (): Promise<number> => (await counts()).players;
    await inSteps({ to: players }, (...guilds) => client.call('join', ...guilds), joined);
    const playing = async (): Promise<number> => (await counts()).playing;
    await inSteps({ to: players }, (...guilds) => client.call('play', ...guilds), playing);
    await after(SETTLE_MS);
    await other.call('forgetCalls', port);
    const before = await dying.call('playing', dyingPort);
    const stoppedAt = Date.now();
    if (how === 'freeze') dying.freeze();
    else await dying.kill();
    await until(withinMs, LOOK_MS, async () => (await other.call('counts', port)).playing === players);
    // Some have more to say about a player that already plays.
    await after(AFTERMATH_MS);
    const { calls } = await other.call('counts', port);
    return { ...compare(before, await other.call('playing', port), stoppedAt, players), calls };
  } finally {
    await Promise.all(nodes.map((node) => node.kill()));
  }
}

async function connect(client: ContenderProcess, name: string, ports: readonly number[]): Promise<void> {
  const addresses = ports.map((port, i) => ({ name: `node-${i}`, port }));
  await client.call('connect', name, addresses, 1);
  const areReady = async (): Promise<boolean> => (await client.call('readyNodes')) === ports.length;
  if (!(await until(SETUP_MS, LOOK_MS, areReady))) throw new Error(`${name} did not connect to all nodes.`);
}

function compare(
  before: Record<string, PlayingPlayer>,
  now: Record<string, PlayingPlayer>,
  stoppedAt: number,
  players: number,
): Omit<OutageResult, 'calls'> {
  const moved = Object.entries(now);
  const placesOff = moved.map(([guildId, { placeMs }]) => {
    const { at, placeMs: from } = before[guildId] ?? { at: stoppedAt, placeMs: 0 };
    return Math.abs(placeMs - (from + stoppedAt - at));
  });
  return {
    lastAfterMs:
      moved.length < players ? Number.POSITIVE_INFINITY : Math.max(...moved.map(([, { at }]) => at - stoppedAt)),
    lost: players - moved.length,
    placeOffMs: Math.max(...placesOff),
  };
}
