/** Does some work and answers how many operations that were. */
export type Work = () => number;

/**
 * Operations a second of each subject: the median of several rounds. In each round every subject has its turn, so
 * that a busy neighbour or a change of the clock rate disturbs all of them alike.
 */
export function operationsPerSecond(
  subjects: ReadonlyMap<string, Work>,
  rounds = 7,
  roundMs = 40,
): Map<string, number> {
  const rates = new Map<string, number[]>();
  // Long enough for the compiler to have seen everything.
  for (const work of subjects.values()) rate(work, 2 * roundMs);
  for (let round = 0; round < rounds; round += 1) {
    for (const [subject, work] of subjects) {
      const list = rates.get(subject) ?? [];
      list.push(rate(work, roundMs));
      rates.set(subject, list);
    }
  }
  return new Map(Array.from(rates, ([subject, list]) => [subject, median(list)]));
}

/** The middle one of some numbers. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function rate(work: Work, atLeastMs: number): number {
  const startedAt = performance.now();
  let operations = 0;
  let elapsed = 0;
  do {
    operations += work();
    elapsed = performance.now() - startedAt;
  } while (elapsed < atLeastMs);
  return (operations / elapsed) * 1_000;
}
