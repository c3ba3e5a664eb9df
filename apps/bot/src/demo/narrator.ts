import type { Clock } from '@reprise/clock';
import { cut } from '../display/safe-text.ts';

/** Something that happened, in the words of the demo. */
export interface Happening {
  /** Where: `guild Blue`, `node demo-1`. */
  readonly place: string;
  /** Who did it; nobody for what a node does. */
  readonly person?: string;
  readonly what: string;
  /** What came of it. */
  readonly answer?: string;
}

/** Options of {@link Narrator}. */
export interface NarratorOptions {
  /** Takes a line without its end. */
  readonly write: (line: string) => void;
  /** Letters that fit into a line. */
  readonly columns: number;
  readonly clock: Clock;
}

const PLACE_LETTERS = 12;
const PERSON_LETTERS = 6;
const WHAT_LETTERS = 30;

/** Tells what happens: a line each, with its time of day. */
export class Narrator {
  readonly #options: NarratorOptions;

  constructor(options: NarratorOptions) {
    this.#options = options;
  }

  tell({ place, person = '', what, answer }: Happening): void {
    const { clock, columns, write } = this.#options;
    const did = `${place.padEnd(PLACE_LETTERS)}  ${person.padEnd(PERSON_LETTERS)}  ${what}`;
    const told =
      answer === undefined ? did : `${did.padEnd(PLACE_LETTERS + PERSON_LETTERS + WHAT_LETTERS)} → ${answer}`;
    write(cut(`${timeOfDay(clock.now())}  ${told}`, columns));
  }
}

/** Where the machine is: `12:03:41`. */
function timeOfDay(now: number): string {
  const date = new Date(now);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => `${part}`.padStart(2, '0')).join(':');
}
