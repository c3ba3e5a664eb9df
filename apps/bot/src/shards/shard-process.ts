import type { ChildProcess } from 'node:child_process';
import type { Cancel, Clock } from '@reprise/clock';
import type { Shard } from 'discord.js';
import { StartError } from '../bot/bot-errors.ts';
import type { Log } from '../log/log.ts';
import { RestartPauses } from '../own-node/restart-pauses.ts';
import { OF_ONE, RemoteCluster } from './cluster-messages.ts';
import { type Answering, ProcessChannel } from './process-channel.ts';
import { END, LOGIN_TURN, READY, REFUSED, refusal } from './shard-messages.ts';

/** What a {@link ShardProcess} needs. */
export interface ShardProcessParts {
  readonly shard: Shard;
  readonly log: Log;
  readonly clock: Clock;
  /** What it may ask. */
  readonly answers: Readonly<Record<string, Answering>>;
  /** Waits for its turn to log in. */
  readonly takeTurn: () => Promise<void>;
  /** It came up, was ready, or ended. */
  readonly onChange: () => void;
  /** It cannot start before somebody has changed something, and is not started again. */
  readonly onRefused: (error: StartError) => void;
}

/** `up` can be asked, but does not play yet. */
export type ShardState = 'starting' | 'up' | 'ready' | 'refused' | 'ended';

/**
 * The process of one shard: started again when it ends, at once the first time and then after longer and longer pauses.
 *
 * discord.js would start it again itself, but always at once, also one that a refused token ends within a second.
 */
export class ShardProcess {
  readonly id: number;
  readonly #parts: ShardProcessParts;
  readonly #pauses = new RestartPauses();
  readonly #booted = Promise.withResolvers<void>();
  #state: ShardState = 'starting';
  #child: ChildProcess | undefined;
  #channel: ProcessChannel | undefined;
  #cluster: RemoteCluster | undefined;
  #startedAt = 0;
  #cancelRestart: Cancel = () => undefined;

  constructor(parts: ShardProcessParts) {
    this.id = parts.shard.id;
    this.#parts = parts;
    parts.shard.on('spawn', () => this.#welcome());
    parts.shard.on('death', () => this.#bury());
  }

  get state(): ShardState {
    return this.#state;
  }

  /** Undefined while it cannot be asked. */
  get cluster(): RemoteCluster | undefined {
    return this.#cluster;
  }

  /** Starts it. @returns When it waits for its turn to log in, or ended for the first time. */
  start(): Promise<void> {
    this.#spawn();
    return this.#booted.promise;
  }

  /** Asks it to end, and waits until it has. */
  async end(): Promise<void> {
    this.#state = 'ended';
    this.#cancelRestart();
    this.#booted.resolve();
    const child = this.#child;
    if (child === undefined) return;
    const { promise: gone, resolve } = Promise.withResolvers<void>();
    child.once('exit', () => resolve());
    const asked = this.#channel?.ask(END).catch((error: unknown) => {
      // Its end is the answer, too.
      this.#parts.log.debug('A shard did not answer that it ends.', { shard: this.id, error });
    });
    await Promise.all([gone, asked]);
  }

  /** Ends it at once. @returns Whether there was anything to end. */
  kill(): boolean {
    return this.#child?.kill('SIGKILL') ?? false;
  }

  #spawn(): void {
    const { clock, shard, log } = this.#parts;
    this.#state = 'starting';
    this.#startedAt = clock.now();
    // -1: how long it takes is not its business; that it is ready, it says itself.
    shard.spawn(-1).catch((error: unknown) => {
      log.error('The process of a shard cannot be started.', { shard: this.id, error });
      this.#restart(0, 'did not start');
    });
  }

  #welcome(): void {
    const { shard, clock, log, answers, takeTurn, onChange } = this.#parts;
    const { process: child } = shard;
    if (child === null) return;
    this.#child = child;
    child.on('error', (error) => log.warn('The process of a shard has a problem.', { shard: this.id, error }));
    log.debug('The process of a shard is started.', { shard: this.id, child: child.pid });
    const channel: ProcessChannel = new ProcessChannel(
      {
        send: (message) => void child.send(message, () => undefined),
        onMessage(listener) {
          child.on('message', listener);
          return () => child.off('message', listener);
        },
      },
      {
        ...answers,
        [LOGIN_TURN]: async () => {
          this.#become('up', channel);
          await takeTurn();
        },
        [READY]: async (): Promise<void> => this.#become('ready', channel),
        [REFUSED]: async (input) => this.#refuse(input),
      },
      clock,
    );
    this.#channel = channel;
    onChange();
  }

  #become(state: 'up' | 'ready', channel: ProcessChannel): void {
    if (this.#state === 'ended') return;
    this.#state = state;
    this.#cluster ??= new RemoteCluster(channel, OF_ONE);
    this.#booted.resolve();
    this.#parts.onChange();
  }

  #refuse(input: unknown): void {
    const { code, message } = refusal.parse(input);
    if (this.#state === 'ended') return;
    this.#state = 'refused';
    this.#parts.onRefused(new StartError(code, message));
  }

  #bury(): void {
    const child = this.#child;
    this.#child = undefined;
    this.#cluster = undefined;
    this.#channel?.close();
    this.#channel = undefined;
    this.#booted.resolve();
    const how = child?.signalCode ?? `code ${child?.exitCode}`;
    this.#restart(this.#parts.clock.now() - this.#startedAt, `ended with ${how}`);
    this.#parts.onChange();
  }

  #restart(livedMs: number, how: string): void {
    if (this.#state === 'ended' || this.#state === 'refused') return;
    const { log, clock } = this.#parts;
    this.#state = 'starting';
    const pauseMs = this.#pauses.next(livedMs);
    const when = pauseMs === 0 ? 'at once' : `in ${pauseMs / 1_000} s`;
    log.warn(`The process of shard ${this.id} ${how}. It is started again ${when}.`, { shard: this.id, livedMs });
    // Never within the news of its end, while discord.js still takes it for running.
    this.#cancelRestart = clock.after(pauseMs, () => this.#spawn());
  }
}
