import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { command, fate } from '../support/world/actions.ts';
import { type Plot, play } from '../support/world/plot.ts';
import { violations } from '../support/world/violations.ts';
import { World } from '../support/world/world.ts';

/** Kept small: what goes wrong goes wrong with few commands, and many worlds are better than large ones. */
const plot: fc.Arbitrary<Plot> = fc.record({
  patient: fc.array(command, { minLength: 2, maxLength: 4 }),
  hasty: fc.array(command, { minLength: 1, maxLength: 3 }),
  fates: fc.array(fate, { minLength: 2, maxLength: 7 }),
});

/**
 * Under `CI` the worlds are always the same, so that a red run means that a change broke something. Others are visited
 * without it, or from `REPRISE_SEED`; `REPRISE_SEEDS` says how many.
 */
const CONSTANT_SEED = '20260101';
const { CI, REPRISE_SEEDS = CI ? 10_000 : 300, REPRISE_SEED = CI ? CONSTANT_SEED : '' } = process.env;
const numRuns = Number(REPRISE_SEEDS);
const LONGEST_MS = 600_000;

describe('a player and its nodes', () => {
  it(
    `agree in the end, whatever was asked and whatever broke, in ${numRuns} worlds`,
    async () => {
      const startedAt = performance.now();
      const { failed, counterexample, counterexamplePath, seed, errorInstance } = await fc.check(
        fc.asyncProperty(fc.scheduler(), plot, agreeInTheEnd),
        { numRuns, ...replayed(REPRISE_SEED) },
      );
      const replay = `REPRISE_SEED=${seed}:${counterexamplePath} npx vitest run packages/client/test/player/interleavings`;
      if (failed) expect.fail(`${replay}\n${fc.stringify(counterexample?.[1])}\n${errorInstance}`);
      console.log(`${numRuns} worlds from seed ${seed}: ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`);
    },
    LONGEST_MS,
  );
});

async function agreeInTheEnd(scheduler: fc.Scheduler, plot: Plot): Promise<void> {
  const world = new World(scheduler);
  const wrong = violations(world, await play(world, plot));
  const story = wrong.length > 0 ? world.story() : '';
  await world.close();
  if (wrong.length > 0) throw new Error(`${wrong.join('\n')}\n\n${story}`);
}

/** `SEED:PATH`, as a failure shows it; the path leads to the one world that failed. */
function replayed(text: string): { readonly seed?: number; readonly path?: string } {
  const [, seed, path] = /^(-?\d+)(?::(.+))?$/.exec(text) ?? [];
  return { ...(seed === undefined ? {} : { seed: Number(seed) }), ...(path === undefined ? {} : { path }) };
}
