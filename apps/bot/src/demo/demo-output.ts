import type { BotConfig } from '../config/index.ts';
import { createLog, type MaskedLog } from '../log/create-log.ts';

/** Where the demo tells what happens. */
export interface DemoOutput {
  /** Takes a line, without its end. */
  readonly write: (line: string) => void;
  /** Letters that fit into a line. */
  readonly columns: number;
  /** Aborted when nobody reads any more. */
  readonly gone: AbortSignal;
}

/** Of a file, or whatever else is no terminal. */
const COLUMNS = 140;

/** Standard output. */
export function standardOutput(): DemoOutput {
  const gone = new AbortController();
  process.stdout.on('error', () => gone.abort());
  return {
    write: (line) => {
      if (!gone.signal.aborted) process.stdout.write(`${line}\n`);
    },
    columns: process.stdout.columns ?? COLUMNS,
    gone: gone.signal,
  };
}

/** The log of the bot in the demo: what is wrong, beside what happens. */
export function demoLog({ log, http }: BotConfig, secrets: readonly string[]): MaskedLog {
  const isPretty = log.format === 'auto' ? process.stderr.isTTY === true : log.format === 'pretty';
  return createLog({
    level: log.level === 'info' ? 'warn' : log.level,
    format: isPretty ? 'pretty' : 'json',
    secrets: [...secrets, ...(http.password === undefined ? [] : [http.password])],
    destination: { write: (line) => void process.stderr.write(line) },
  });
}
