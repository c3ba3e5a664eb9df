/**
 * Until then V8 still compiles, the more code there is the longer: putting queries into a `HyperCache` reaches its
 * final speed after 0.3 to 0.5 s on two shared cores, and starts with a tenth of it.
 */
const WARM_UP_MS = 700;

/** Between two looks at the clock, which would otherwise be part of what is measured where one piece of work is short. */
const LOOK_MS = 1;

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
  for (const work of subjects.values()) rate(work, WARM_UP_MS);
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
  for (let burst = 1; elapsed < atLeastMs; ) {
    for (let i = 0; i < burst; i += 1) operations += work();
    const now = performance.now() - startedAt;
    if (now - elapsed < LOOK_MS) burst *= 2;
    elapsed = now;
  }
  return (operations / elapsed) * 1_000;
}
