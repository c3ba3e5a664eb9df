import type { Bench, Row } from './bench.ts';
import { Latencies } from './latency.ts';
import { startKillsProcess } from './sound/kills-process.ts';

const KILLS = 50;
const QUICK_KILLS = 3;
const OURS = 'reprise';
const MEDIAN = 'nothing heard, p50';
const P99 = 'nothing heard, p99';

export const soundKills: Bench = {
  name: 'sound-kills',
  title: 'A node is killed while its tune is heard, and the other one goes on: the gap in the sound',
  goals: [
    { case: MEDIAN, subject: OURS, atMost: 1_000, dependsOnMachine: true },
    { case: P99, subject: OURS, atMost: 2_000, dependsOnMachine: true },
  ],
  async run({ quick }) {
    const child = startKillsProcess();
    try {
      const gaps = new Latencies();
      const all = await child.call('kill', quick ? QUICK_KILLS : KILLS);
      for (const ms of all) gaps.add(ms);
      return [
        row('kills', all.length, ''),
        row(MEDIAN, gaps.quantile(0.5), 'ms'),
        row('nothing heard, p90', gaps.quantile(0.9), 'ms'),
        row(P99, gaps.quantile(0.99), 'ms'),
      ];
    } finally {
      await child.kill();
    }
  },
};

function row(what: string, value: number, unit: string): Row {
  return { bench: 'sound-kills', case: what, subject: OURS, value, unit };
}
