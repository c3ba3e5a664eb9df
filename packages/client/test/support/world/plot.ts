import { CHANNEL } from '../stage.ts';
import { type Command, type Fate, perform, strike } from './actions.ts';
import type { Given } from './violations.ts';
import type { World } from './world.ts';

/** What happens in a world. */
export interface Plot {
  /** Commands of somebody who waits for each. */
  readonly patient: readonly Command[];
  /** Commands of somebody who does not. */
  readonly hasty: readonly Command[];
  readonly fates: readonly Fate[];
}

/** More than any deadline, wait and cooldown together. */
const AFTERWARDS_MS = 27_000;

/** Lets everything happen, all of it in any order; in the end nothing is broken any more, and time passes. */
export async function play(world: World, { patient, hasty, fates }: Plot): Promise<Given[]> {
  const given: Given[] = [];
  const give = async (command: Command): Promise<void> => {
    await world.turn(command.what);
    const entry: Given = { command, outcome: undefined };
    given.push(entry);
    world.note(JSON.stringify(command));
    try {
      await perform(world, command);
      entry.outcome = 'done';
    } catch (error) {
      entry.outcome = error;
      world.note(`${command.what} failed: ${String(error)}`);
    }
  };
  await world.start();
  void inTurn([{ what: 'join', channel: CHANNEL }, ...patient], give);
  void inTurn(hasty, async (command) => {
    await world.turn('hasty');
    void give(command);
  });
  void inTurn(fates, async (blow) => {
    await world.turn(blow.what);
    world.note(JSON.stringify(blow));
    strike(world, blow);
  });
  await world.settle();
  world.note('healed');
  world.heal();
  await world.pass(AFTERWARDS_MS);
  return given;
}

async function inTurn<T>(all: readonly T[], run: (one: T) => Promise<void>): Promise<void> {
  for (const one of all) await run(one);
}
