import { setTimeout as after } from 'node:timers/promises';
import type { FailureClass, ProcessContext } from '@reprise/cache';
import { type Song, songOf } from '../stores/song.ts';

/** How making a song goes. */
export type SourceMood = 'well' | 'slow' | 'hanging' | 'failing';

const USUAL_MS = 10;
const SLOW_MS = 600;
const CLASSES: readonly FailureClass[] = ['nothing-found', 'gone', 'rate-limited', 'other', 'network'];

/** What a song could not be found for. */
export class SourceError extends Error {
  readonly failureClass: FailureClass;

  constructor(failureClass: FailureClass) {
    super(`The source says ${failureClass}.`);
    this.failureClass = failureClass;
  }
}

/** Where songs come from: takes a little, and now and then is in a bad mood. Some songs are not there at all. */
export class Source {
  mood: SourceMood = 'well';
  calls = 0;
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  readonly find = async (key: string, { signal }: ProcessContext): Promise<Song> => {
    this.calls += 1;
    const number = Number(key.slice(key.indexOf(' ') + 1));
    if (this.mood === 'hanging') await new Promise((_, reject) => whenAborted(signal, reject));
    await after(this.mood === 'slow' ? SLOW_MS : this.#random() * USUAL_MS, undefined, { signal });
    if (number % 100 === 99) throw new SourceError('nothing-found');
    if (this.mood === 'failing') throw new SourceError(this.#anyClass());
    return songOf(number);
  };

  #anyClass(): FailureClass {
    return CLASSES[Math.floor(this.#random() * CLASSES.length)] ?? 'network';
  }
}

function whenAborted(signal: AbortSignal, then: (reason: unknown) => void): void {
  if (signal.aborted) then(signal.reason);
  else signal.addEventListener('abort', () => then(signal.reason), { once: true });
}
