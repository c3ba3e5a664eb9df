import pino from 'pino';
import { prettyFactory } from 'pino-pretty';
import { visible, visibleLine } from './visible.ts';

/** Where lines go: all of a line in one call, with its end. */
export interface LogDestination {
  write(line: string): void;
  /** Writes what is still in memory, before it returns. */
  flushSync?(): void;
}

/** How lines look: `json` for machines, `pretty` for people. */
export const LOG_FORMATS = ['json', 'pretty'] as const;

/** One of {@link LOG_FORMATS}. */
export type LogFormat = (typeof LOG_FORMATS)[number];

/** A reader that stands still must not fill the memory: further lines are dropped until it goes on. */
const MOST_WAITING_BYTES = 8 * 1024 * 1024;

/** Waits of 100 ms for a reader that stands still, when the process ends. */
const MOST_WAITS = 10;

/**
 * Standard output. Lines are written while the event loop goes on; those that are left when the process ends, then. A
 * reader that went away is no reason to stop the bot.
 */
export function standardOutput(): LogDestination {
  let isEnding = false;
  let waits = 0;
  process.once('exit', () => {
    isEnding = true;
  });
  return pino.destination({
    fd: 1,
    sync: false,
    maxLength: MOST_WAITING_BYTES,
    retryEAGAIN: () => !isEnding || ++waits <= MOST_WAITS,
  });
}

/** What pino writes to: each line as it is to look, safe for terminals, without secrets. */
export function logOutput(
  format: LogFormat,
  mask: (text: string) => string,
  destination: LogDestination,
): LogDestination {
  if (format === 'json') return { write: (line) => destination.write(visibleLine(line)) };
  const pretty = prettyFactory({
    colorize: process.stdout.isTTY === true && process.env.NO_COLOR === undefined,
    ignore: 'pid',
    translateTime: 'SYS:HH:MM:ss',
    messageFormat: (line, key) => visible(String(line[key] ?? '')),
  });
  return { write: (line) => destination.write(mask(visibleLine(pretty(line)))) };
}
