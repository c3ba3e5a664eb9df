/** How much is told: each level tells itself and those after it; `silent` tells nothing. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** One of {@link LOG_LEVELS}. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** What a line tells besides its message. Errors may stand anywhere in it. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Where the bot tells what it does. */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** One that adds `fields` to each of its lines. */
  child(fields: LogFields): Log;
  /** Writes what is still in memory, before it returns. */
  flush(): void;
}

/** Tells nothing. */
export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silentLog,
  flush: () => undefined,
};
