import { expect, it } from 'vitest';
import { Turns, type TurnTaker } from '../../src/sound/worker/turns.ts';

/** Takes turns for some slices, and notes each. */
function streamOf(name: string, slices: number, turns: Turns, log: string[], isUrgent = false): TurnTaker {
  let left = slices;
  const taker = {
    isUrgent,
    turn: (): void => {
      log.push(name);
      left -= 1;
      if (left > 0) turns.ask(taker);
      else if (name === 'last') over.resolve();
    },
  };
  return taker;
}

let over = Promise.withResolvers<void>();

async function worked(turns: Turns, takers: readonly TurnTaker[]): Promise<void> {
  for (const taker of takers) turns.ask(taker);
  await over.promise;
  over = Promise.withResolvers();
}

it('streams work by turns, in the order they ask', async () => {
  const turns = new Turns();
  const log: string[] = [];
  await worked(turns, [streamOf('a', 2, turns, log), streamOf('b', 2, turns, log), streamOf('last', 3, turns, log)]);

  expect(log).toEqual(['a', 'b', 'last', 'a', 'b', 'last', 'last']);
});

it('whoever is about to be late works first', async () => {
  const turns = new Turns();
  const log: string[] = [];
  const streams = [streamOf('a', 1, turns, log), streamOf('last', 1, turns, log), streamOf('new', 2, turns, log, true)];
  await worked(turns, streams);

  expect(log).toEqual(['new', 'new', 'a', 'last']);
});

it('asking twice is as good as once, and whoever leaves has no turn', async () => {
  const turns = new Turns();
  const log: string[] = [];
  const gone = streamOf('gone', 1, turns, log);
  const twice = streamOf('twice', 1, turns, log);
  turns.ask(gone);
  turns.ask(twice);
  turns.leave(gone);
  await worked(turns, [twice, streamOf('last', 1, turns, log)]);

  expect(log).toEqual(['twice', 'last']);
});
