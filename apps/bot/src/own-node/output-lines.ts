import { StringDecoder } from 'node:string_decoder';
import type { Clock } from '@reprise/clock';

/** The rest of a longer line is left out. */
const MOST_CHARACTERS = 1_000;

/** Lines told of one stream in {@link WINDOW_MS}; how many more there were is told after it. */
const MOST_LINES = 50;
const WINDOW_MS = 10_000;

/** Makes lines of what a process writes: none too long, not too many, none empty. */
export class OutputLines {
  readonly #clock: Clock;
  readonly #tell: (line: string) => void;
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';
  /** The current line is longer than told, and was told. */
  #isLong = false;
  #windowFrom = Number.NEGATIVE_INFINITY;
  #lines = 0;

  constructor(clock: Clock, tell: (line: string) => void) {
    this.#clock = clock;
    this.#tell = tell;
  }

  add(chunk: Buffer): void {
    const [first = '', ...others] = this.#decoder.write(chunk).split('\n');
    this.#append(first);
    for (const part of others) {
      this.#endLine();
      this.#append(part);
    }
  }

  /** There is no more: the last line has no end. */
  end(): void {
    this.#append(this.#decoder.end());
    this.#endLine();
    this.#tellDropped();
  }

  #append(part: string): void {
    if (this.#isLong) return;
    this.#rest += part;
    if (this.#rest.length <= MOST_CHARACTERS) return;
    this.#count(`${this.#rest.slice(0, MOST_CHARACTERS)}…`);
    this.#rest = '';
    this.#isLong = true;
  }

  #endLine(): void {
    const line = this.#rest.trimEnd();
    this.#rest = '';
    this.#isLong = false;
    if (line !== '') this.#count(line);
  }

  #count(line: string): void {
    const now = this.#clock.now();
    if (now - this.#windowFrom >= WINDOW_MS) {
      this.#tellDropped();
      this.#windowFrom = now;
      this.#lines = 0;
    }
    this.#lines += 1;
    if (this.#lines <= MOST_LINES) this.#tell(line);
  }

  #tellDropped(): void {
    const dropped = this.#lines - MOST_LINES;
    if (dropped > 0) this.#tell(`(${dropped} more lines in ${WINDOW_MS / 1_000} s are left out)`);
  }
}
