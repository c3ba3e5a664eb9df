import type { LogDestination } from '../../src/log/log-output.ts';

/** Keeps what is written, a line a write. */
export class Lines implements LogDestination {
  readonly all: string[] = [];

  get text(): string {
    return this.all.join('');
  }

  /** The last line, read as JSON. */
  get last(): Record<string, unknown> {
    return JSON.parse(this.all.at(-1) ?? '{}');
  }

  write(line: string): void {
    this.all.push(line);
  }
}
