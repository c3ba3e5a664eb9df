import type { Bench, Goal, Row } from './bench.ts';
import { CONTENDERS, OURS } from './contenders/index.ts';
import { type OutageResult, type OutageSetup, outage } from './failover/outage.ts';

type Outage = Pick<OutageSetup, 'how' | 'players' | 'withinMs'>;

const QUICK: readonly Outage[] = [
  { how: 'kill', players: 1, withinMs: 5_000 },
  { how: 'kill', players: 50, withinMs: 5_000 },
];
const FULL: readonly Outage[] = [
  { how: 'kill', players: 1, withinMs: 40_000 },
  { how: 'kill', players: 50, withinMs: 40_000 },
  { how: 'kill', players: 500, withinMs: 40_000 },
  { how: 'freeze', players: 1, withinMs: 100_000 },
  { how: 'freeze', players: 50, withinMs: 100_000 },
  { how: 'freeze', players: 500, withinMs: 100_000 },
];

export const failover: Bench = {
  name: 'failover',
  title: 'One of two nodes dies under its players; seen from the other one',
  goals: [
    ...goalsOf('kill', 1, 0.5),
    ...goalsOf('kill', 50, 1),
    ...goalsOf('kill', 500, 5),
    ...[1, 50, 500].map((players) => inTime('freeze', players, 20)),
  ],
  async run({ quick }) {
    const rows: Row[] = [];
    for (const one of quick ? QUICK : FULL) {
      for (const contender of Object.keys(CONTENDERS)) {
        rows.push(...rowsOf(one, contender, await outage({ ...one, contender })));
      }
    }
    return rows;
  },
};

function goalsOf(how: Outage['how'], players: number, seconds: number): readonly Goal[] {
  return [
    inTime(how, players, seconds),
    { case: caseOf(how, players, 'lost'), subject: OURS, atMost: 0 },
    { case: caseOf(how, players, 'place in the song off by'), subject: OURS, atMost: 0.25, dependsOnMachine: true },
    { case: caseOf(how, players, 'calls a player'), subject: OURS, atMost: 1 },
  ];
}

function inTime(how: Outage['how'], players: number, seconds: number): Goal {
  const name = caseOf(how, players, 'until the last plays on');
  return { case: name, subject: OURS, atMost: seconds, dependsOnMachine: true };
}

function rowsOf({ how, players }: Outage, subject: string, result: OutageResult): readonly Row[] {
  const row = (what: string, value: number, unit: string): Row => {
    return { bench: 'failover', case: caseOf(how, players, what), subject, value, unit };
  };
  const isAnyLeft = result.lost < players;
  return [
    row('until the last plays on', result.lastAfterMs / 1_000, 's'),
    row('lost', result.lost, result.lost === 1 ? 'player' : 'players'),
    // Where nobody plays on, nobody is off.
    ...(isAnyLeft ? [row('place in the song off by', result.placeOffMs / 1_000, 's')] : []),
    row('calls a player', result.calls / players, ''),
  ];
}

function caseOf(how: Outage['how'], players: number, what: string): string {
  return `${how === 'kill' ? 'killed' : 'frozen'} with ${players}: ${what}`;
}
