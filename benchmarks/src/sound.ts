import { setTimeout as after } from 'node:timers/promises';
import type { Bench, Row } from './bench.ts';
import { Latencies } from './latency.ts';
import { HeardNode, type Part } from './sound/heard-node.ts';
import type { TuneKind } from './sound/tunes.ts';

const KINDS: Readonly<Record<TuneKind, string>> = {
  wav: 'WAV, encoded',
  ogg: 'Opus, passed on',
  mp3: 'MP3, by ffmpeg',
};
/** Most of what bots offer: bands and speed. */
const FILTERS = { equalizer: [{ band: 0, gain: 0.2 }], timescale: { speed: 1.1 } };
const STEPS = [10, 20, 40, 80, 160];
const QUICK_STEPS = [2, 10];
const FILE_SECONDS = 180;
const QUICK_FILE_SECONDS = 40;
const SETTLE_MS = 1_500;
const LISTEN_MS = 4_000;
const QUICK_LISTEN_MS = 1_500;
const QUICK_SETTLE_MS = 500;
const FRAME_MS = 20;
/** Of the frames that are due. */
const ENOUGH = 0.98;
const FIRST_FRAMES = 30;
const QUICK_FIRST_FRAMES = 5;
/** Between two plays of {@link firstFrames}. */
const REST_MS = 100;

const PLAYERS = 'players with no frame over 40 ms late';
const SHARE = 'players a core, by processor time';
const CORE = 'of a core a player';
const MEMORY = 'memory a player';
const FIRST_P50 = 'first frame after play, p50';
const FIRST_P99 = 'first frame after play, p99';

export const sound: Bench = {
  name: 'sound',
  title: 'Players that are heard, in one node; more of them until a frame comes late',
  goals: Object.values(KINDS).map((subject) => {
    return { case: FIRST_P50, subject, atMost: 300, dependsOnMachine: true };
  }),
  async run({ quick }) {
    const rows: Row[] = [];
    for (const tune of ['wav', 'ogg', 'mp3'] as const) {
      rows.push(...(await firstFrames(tune, quick)));
      rows.push(...(await more({ tune }, quick)));
      rows.push(...(await more({ tune, filters: FILTERS }, quick)));
    }
    return rows;
  },
};

/** One player that is in its channel already plays again and again. */
async function firstFrames(tune: TuneKind, quick: boolean): Promise<readonly Row[]> {
  await using node = await HeardNode.start([tune], quick ? QUICK_FILE_SECONDS : FILE_SECONDS);
  await node.join(0, 1);
  await after(SETTLE_MS);
  const latencies = new Latencies();
  const times = quick ? QUICK_FIRST_FRAMES : FIRST_FRAMES;
  for (let i = 0; i <= times; i += 1) {
    await node.ear.call('clear', 1);
    const startedAt = Date.now();
    await node.play(0, 1, { tune });
    const at = await node.ear.call('firstFrameAt', 0);
    // With the first one come the threads.
    if (i > 0) latencies.add(at - startedAt);
    await node.stop(0, 1);
    await after(REST_MS);
  }
  const subject = KINDS[tune];
  return [
    { bench: 'sound', case: FIRST_P50, subject, value: latencies.quantile(0.5), unit: 'ms' },
    { bench: 'sound', case: FIRST_P99, subject, value: latencies.quantile(0.99), unit: 'ms' },
  ];
}

/** What one step found. */
interface Step {
  readonly players: number;
  readonly isInTime: boolean;
  /** Of one core, for all players together. */
  readonly core: number;
  readonly residentBytes: number;
}

/** More and more players, until frames come late twice in a row: other programs run on the machine too. */
async function more(part: Part, quick: boolean): Promise<readonly Row[]> {
  await using node = await HeardNode.start([part.tune], quick ? QUICK_FILE_SECONDS : FILE_SECONDS);
  const steps: Step[] = [];
  let playing = 0;
  for (const players of quick ? QUICK_STEPS : STEPS) {
    await node.join(playing, players);
    await node.play(playing, players, part);
    playing = players;
    await after(quick ? QUICK_SETTLE_MS : SETTLE_MS);
    const step = await listen(node, players, quick);
    steps.push(step.isInTime || quick ? step : await listen(node, players, quick));
    if (!quick && steps.at(-1)?.isInTime === false) break;
  }
  return rowsOf(part, steps);
}

async function listen(node: HeardNode, players: number, quick: boolean): Promise<Step> {
  await node.ear.call('clear', players);
  const before = await node.needs();
  const startedAt = performance.now();
  await after(quick ? QUICK_LISTEN_MS : LISTEN_MS);
  const { frames, late } = await node.ear.call('heard', players);
  const passedMs = performance.now() - startedAt;
  const { cpuMs, residentBytes } = await node.needs();
  const isInTime = late === 0 && frames >= ENOUGH * players * (passedMs / FRAME_MS);
  return { players, isInTime, core: (cpuMs - before.cpuMs) / passedMs, residentBytes };
}

function rowsOf({ tune, filters }: Part, steps: readonly Step[]): readonly Row[] {
  const suffix = filters === undefined ? '' : ', with filters';
  const row = (what: string, value: number, unit: string): Row => {
    return { bench: 'sound', case: `${what}${suffix}`, subject: KINDS[tune], value, unit };
  };
  const [first, last] = [steps[0], steps.at(-1)];
  if (first === undefined || last === undefined) return [];
  const inTime = steps.filter(({ isInTime }) => isInTime).at(-1);
  const measured = inTime ?? first;
  return [
    row(PLAYERS, inTime?.players ?? 0, ''),
    row(SHARE, measured.players / measured.core, ''),
    row(CORE, (measured.core / measured.players) * 100, '%'),
    last === first
      ? row(MEMORY, Number.NaN, 'not measured: late at once')
      : row(MEMORY, (last.residentBytes - first.residentBytes) / (last.players - first.players) / 1e6, 'MB'),
  ];
}
