import { callable, knownOptions, oneOf } from '@reprise/options';
import pino from 'pino';
import { LOG_LEVELS, type Log, type LogFields, type LogLevel } from './log.ts';
import { LOG_FORMATS, type LogDestination, type LogFormat, logOutput, standardOutput } from './log-output.ts';
import { withoutPathTokens } from './path-tokens.ts';
import { Plainer, type PlainFields } from './plain.ts';
import { SecretMask } from './secret-mask.ts';

/** Options of {@link createLog}. */
export interface LogOptions {
  readonly level: LogLevel;
  readonly format: LogFormat;
  /** What must never be told, each at least 6 characters long. */
  readonly secrets: readonly string[];
  /** @defaultValue standard output, written to the end when the process ends */
  readonly destination?: LogDestination;
}

/** A {@link Log} that learns secrets. */
export interface MaskedLog extends Log {
  /**
   * Masks one more from now on, in the lines of all children too: a session id, a voice token. The last 5,000 are known.
   *
   * @returns Whether it does: one shorter than 6 characters cannot be masked without eating innocent text.
   */
  addSecret(secret: string): boolean;
}

/** What pino says itself of each line; a field of the same name gets a `_` behind it. */
const OWN_FIELDS: ReadonlySet<string> = new Set(['level', 'time', 'pid', 'msg']);

/**
 * The log of the bot: one line each, as JSON or for people. Whatever is told, a secret is not: neither a known one, in any
 * form and at any place, nor what stands under a name such as `token`. Errors are told with name, code, message, stack and
 * causes. Nothing that is told can forge a line or command a terminal.
 *
 * @throws TypeError or RangeError naming the option that is wrong; of a secret only its place.
 */
export function createLog(options: LogOptions): MaskedLog {
  knownOptions('createLog', options, ['level', 'format', 'secrets', 'destination']);
  const level = oneOf('createLog: level', options.level, LOG_LEVELS);
  const format = oneOf('createLog: format', options.format, LOG_FORMATS);
  const secrets = new SecretMask(options.secrets);
  const destination = options.destination ?? standardOutput();
  callable('createLog: destination.write', destination.write);

  const mask = (text: string): string => withoutPathTokens(secrets.mask(text));
  const writer = pino(
    {
      level,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      // Pino would take what is told of an error for an error, and rewrite it.
      serializers: { err: (told: unknown) => told },
      formatters: { level: (label) => ({ level: label }) },
    },
    logOutput(format, mask, destination),
  );
  const log = new PinoLog(writer, new Plainer(mask), () => destination.flushSync?.(), {});
  return Object.assign(log, { addSecret: (secret: string) => secrets.add(secret) });
}

class PinoLog implements Log {
  readonly #writer: pino.Logger;
  readonly #plainer: Plainer;
  readonly #flush: () => void;
  /** As they were given: a secret that is learnt later is masked in them too. */
  readonly #fields: LogFields;

  constructor(writer: pino.Logger, plainer: Plainer, flush: () => void, fields: LogFields) {
    this.#writer = writer;
    this.#plainer = plainer;
    this.#flush = flush;
    this.#fields = fields;
  }

  debug(message: string, fields?: LogFields): void {
    this.#write('debug', message, fields);
  }

  info(message: string, fields?: LogFields): void {
    this.#write('info', message, fields);
  }

  warn(message: string, fields?: LogFields): void {
    this.#write('warn', message, fields);
  }

  error(message: string, fields?: LogFields): void {
    this.#write('error', message, fields);
  }

  child(fields: LogFields): Log {
    return new PinoLog(this.#writer, this.#plainer, this.#flush, { ...this.#fields, ...fields });
  }

  flush(): void {
    this.#flush();
  }

  #write(level: Exclude<keyof Log, 'child' | 'flush'>, message: string, fields: LogFields | undefined): void {
    if (!this.#writer.isLevelEnabled(level)) return;
    const told = { ...this.#plainer.fields(this.#fields), ...this.#plainer.fields(fields ?? {}) };
    this.#writer[level](withoutOwn(told), this.#plainer.text(String(message)));
  }
}

function withoutOwn(fields: PlainFields): PlainFields {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [OWN_FIELDS.has(key) ? `${key}_` : key, value]),
  );
}
