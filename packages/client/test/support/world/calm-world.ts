import type { Player } from 'reprise';
import { CHANNEL } from '../stage.ts';
import { InOrder } from './in-order.ts';
import { World, type WorldOptions } from './world.ts';

/** A {@link World} in which all happens in its order and nothing takes time, with a player in a channel. */
export interface CalmWorld extends AsyncDisposable {
  readonly world: World;
  readonly player: Player;
  readonly turns: InOrder;
  /** What a command comes to, with everything that follows from it. */
  after<T>(command: Promise<T>): Promise<T>;
}

/** Discord answers in that time. */
const JOINED_AFTER_MS = 1;

export async function calmWorld(options: WorldOptions = {}): Promise<CalmWorld> {
  const turns = new InOrder();
  const world = new World(turns, options);
  const after = async <T>(command: Promise<T>): Promise<T> => {
    // Whoever waits for it gets its failure below, which may be later.
    command.catch(() => undefined);
    await world.settle();
    return command;
  };
  await world.start();
  const joined = world.createPlayer(CHANNEL);
  await world.settle();
  await world.pass(JOINED_AFTER_MS);
  return { world, player: await joined, turns, after, [Symbol.asyncDispose]: () => world.close() };
}
