import type { Bench, Goal, Row } from './bench.ts';

/** A goal and what was measured for it. */
export interface Outcome {
  readonly goal: Goal;
  readonly value: number;
  readonly isMet: boolean;
  /** Whether it is missed by more than the goal's tolerance, in a way that no other machine would mend. */
  readonly isBroken: boolean;
}

/** Compares what was measured with the goals of a benchmark; goals without figures are left out. */
export function outcomesOf(bench: Bench, rows: readonly Row[]): Outcome[] {
  const find = (name: string, subject: string): number | undefined =>
    rows.find((row) => row.case === name && row.subject === subject)?.value;
  return (bench.goals ?? []).flatMap((goal) => {
    const own = find(goal.case, goal.subject);
    const other = goal.relativeTo === undefined ? 1 : find(goal.case, goal.relativeTo);
    if (own === undefined || other === undefined || Number.isNaN(own / other)) return [];
    const value = own / other;
    const { atLeast = Number.NEGATIVE_INFINITY, atMost = Number.POSITIVE_INFINITY, tolerance = 0 } = goal;
    const isBroken = value < atLeast * (1 - tolerance) || value > atMost * (1 + tolerance);
    return [
      { goal, value, isMet: value >= atLeast && value <= atMost, isBroken: isBroken && goal.dependsOnMachine !== true },
    ];
  });
}

/** One line about a goal. */
export function describeOutcome({ goal, value, isMet }: Outcome): string {
  const bound = goal.atLeast === undefined ? `at most ${goal.atMost}` : `at least ${goal.atLeast}`;
  const than = goal.relativeTo === undefined ? '' : ` × ${goal.relativeTo}`;
  return `${isMet ? 'met   ' : 'MISSED'} ${goal.case}: ${goal.subject} ${bound}${than}, is ${shown(value)}`;
}

/** A number with three digits that count. */
export function shown(value: number): string {
  if (Math.abs(value) >= 1_000) return Math.round(value).toLocaleString('en');
  return value.toFixed(Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2);
}
