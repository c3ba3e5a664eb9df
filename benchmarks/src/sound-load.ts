import { setTimeout as after } from 'node:timers/promises';
import type { Bench, Row } from './bench.ts';
import { HeardNode } from './sound/heard-node.ts';
import { slopeOf } from './sound/slope.ts';

const PASSED_ON = 100;
const ENCODED = 25;
const ALL = PASSED_ON + ENCODED;
const OVER_MS = Number(process.env.REPRISE_SOUND_SECONDS ?? 600) * 1_000;
const QUICK_OVER_MS = 10_000;
const SETTLE_MS = 5_000;
const LOOKS = 60;
/** Files are longer than the measurement, whatever the start takes. */
const SPARE_MS = 60_000;
const OURS = '@reprise/node';
const LATE = 'frames over 40 ms late, in 10,000';
const LOST = 'frames lost';
const SLOPE = 'memory grows in a minute by';

export const soundLoad: Bench = {
  name: 'sound-load',
  title: `${PASSED_ON} players whose Opus is passed on and ${ENCODED} whose WAV is encoded, for ten minutes (ten seconds with --quick, else what REPRISE_SOUND_SECONDS says)`,
  goals: [
    { case: LATE, subject: OURS, atMost: 1, dependsOnMachine: true },
    { case: LOST, subject: OURS, atMost: 0 },
    // Until V8 has found its size it grows anyway.
    { case: SLOPE, subject: OURS, atMost: 1, dependsOnMachine: true },
  ],
  async run({ quick }) {
    const overMs = quick ? QUICK_OVER_MS : OVER_MS;
    await using node = await HeardNode.start(['ogg', 'wav'], (overMs + SPARE_MS) / 1_000);
    await node.join(0, ALL);
    await node.play(0, PASSED_ON, { tune: 'ogg' });
    await node.play(PASSED_ON, ALL, { tune: 'wav' });
    await after(SETTLE_MS);
    await node.ear.call('clear', ALL);
    const before = await node.needs();
    const startedAt = performance.now();
    const memory: [number, number][] = [];
    for (let look = 0; look < LOOKS; look += 1) {
      await after(overMs / LOOKS);
      const { residentBytes } = await node.needs();
      memory.push([(performance.now() - startedAt) / 60_000, residentBytes / 1e6]);
    }
    const passedMs = performance.now() - startedAt;
    const { frames, late, longestMs, lost } = await node.ear.call('heard', ALL);
    const { cpuMs, waitedMs } = await node.needs();
    return [
      row('seconds', passedMs / 1_000, 's'),
      row('frames that came, of those due', (frames / (ALL * (passedMs / 20))) * 100, '%'),
      row(LATE, (late / frames) * 10_000, ''),
      row('longest time between two', longestMs, 'ms'),
      row(LOST, lost, ''),
      row('of one core', ((cpuMs - before.cpuMs) / passedMs) * 100, '%'),
      row('its main thread waited for a processor', ((waitedMs - before.waitedMs) / passedMs) * 100, '% of the time'),
      row('resident memory', memory.at(-1)?.[1] ?? Number.NaN, 'MB'),
      // The first half is the machine's.
      row(SLOPE, slopeOf(memory.slice(LOOKS / 2)), 'MB'),
    ];
  },
};

function row(what: string, value: number, unit: string): Row {
  return { bench: 'sound-load', case: what, subject: OURS, value, unit };
}
