import { randomBytes } from 'node:crypto';
import { type Cancel, type Clock, systemClock } from '@reprise/clock';
import type { VoiceKind, YtDlpOptions } from '@reprise/node';
import { flag, knownOptions, text } from '@reprise/options';
import type { Log, LogFields } from '../log/log.ts';
import type { ChildConfig } from './child-message.ts';
import { NodeChild } from './node-child.ts';
import { RestartPauses } from './restart-pauses.ts';

/** Options of {@link OwnNode}. */
export interface OwnNodeOptions {
  /** Folder whose audio files can be played. @defaultValue no folder */
  readonly musicDir?: string;
  /** Whether links to audio on any public site are played. @defaultValue false */
  readonly http?: boolean;
  /** Whether, and with which program, YouTube and others are loaded by yt-dlp. */
  readonly ytdlp: boolean | Pick<YtDlpOptions, 'path'>;
  /** The program ffmpeg, for what is neither WAV nor Opus. @defaultValue the one on the `PATH` */
  readonly ffmpegPath?: string;
  /** Whether it sends sound to Discord, or only keeps time. @defaultValue 'discord' */
  readonly voice?: VoiceKind;
  /** What its process writes, and when it ended. */
  readonly log: Log;
  /** @defaultValue `systemClock` */
  readonly clock?: Clock;
  /** Gives the start up. */
  readonly signal?: AbortSignal;
  /** Arguments for Node itself, such as `--max-old-space-size=256`. @defaultValue none, not those of the bot */
  readonly execArgv?: readonly string[];
}

/** `restarting` is from the end of its process until the next one listens. */
export type OwnNodeState = 'starting' | 'running' | 'restarting' | 'closed';

/** Sending makes many objects and keeps none: for them V8 would reserve 100 MB, and not give them back. */
const SMALL_YOUNG_GENERATION = '--max-semi-space-size=4';
/** Of the password; nobody types it. */
const PASSWORD_BYTES = 24;

/**
 * The audio node that the bot runs itself, in a process of its own: what is hard on a node is not felt in Discord.
 *
 * It listens on this machine only. It is started again when it ends, on the same port, so that a pool finds it again; and
 * it ends with the bot, however that ends. Nothing of the bot's environment that is secret is known to it.
 */
export class OwnNode implements AsyncDisposable {
  /** What clients send as `Authorization`; made anew by each start of the bot. */
  readonly password: string;
  readonly #options: OwnNodeOptions;
  readonly #clock: Clock;
  readonly #pauses = new RestartPauses();
  #state: OwnNodeState = 'starting';
  #child: NodeChild | undefined;
  /** 0 until the system has chosen one. */
  #port = 0;
  #closing: Promise<void> | undefined;
  #cancelRestart: Cancel = () => undefined;

  private constructor(options: OwnNodeOptions) {
    this.password = randomBytes(PASSWORD_BYTES).toString('base64url');
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  /**
   * Starts one, and waits until it listens.
   *
   * @throws TypeError naming the option that is wrong.
   * @throws {@link OwnNodeError} with the last words of its process when it does not start.
   * @throws The reason of `signal` when it is aborted on the way.
   */
  static async start(options: OwnNodeOptions): Promise<OwnNode> {
    checkOptions(options);
    const { signal } = options;
    signal?.throwIfAborted();
    const node = new OwnNode(options);
    const giveUp = (): void => void node.close();
    signal?.addEventListener('abort', giveUp);
    try {
      await node.#begin();
      signal?.throwIfAborted();
      return node;
    } catch (error) {
      await node.close();
      signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener('abort', giveUp);
    }
  }

  /** Where this machine reaches it: the same as long as the bot runs. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get state(): OwnNodeState {
    return this.#state;
  }

  /** The id of its process; undefined while there is none. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Ends it for good, with SIGTERM or after 2 s with SIGKILL. Calling it again waits for the same end. */
  close(): Promise<void> {
    this.#state = 'closed';
    this.#cancelRestart();
    this.#closing ??= this.#child?.stop() ?? Promise.resolve();
    return this.#closing;
  }

  /** {@link close}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #begin(): Promise<void> {
    const { execArgv: more = [], log } = this.#options;
    const execArgv = [SMALL_YOUNG_GENERATION, ...more];
    const child = new NodeChild({ config: this.#config(), execArgv, clock: this.#clock, log });
    this.#child = child;
    child.ended.then(() => {
      if (this.#child === child) this.#child = undefined;
    });
    this.#port = await child.listening;
    if (this.#state === 'closed') return;
    this.#state = 'running';
    const since = this.#clock.now();
    child.ended.then((how) => {
      const livedMs = this.#clock.now() - since;
      this.#restart(`The bot's own audio node ended with ${how}`, livedMs, { livedMs });
    });
  }

  #restart(why: string, livedMs: number, fields: LogFields): void {
    if (this.#state === 'closed') return;
    this.#state = 'restarting';
    const pauseMs = this.#pauses.next(livedMs);
    this.#options.log.warn(
      `${why}. It is started again ${pauseMs === 0 ? 'at once' : `in ${pauseMs / 1_000} s`}.`,
      fields,
    );
    if (pauseMs === 0) this.#beginAgain();
    else this.#cancelRestart = this.#clock.after(pauseMs, () => this.#beginAgain());
  }

  #beginAgain(): void {
    this.#begin().catch((err: unknown) => this.#restart("The bot's own audio node did not come back", 0, { err }));
  }

  #config(): ChildConfig {
    const { musicDir, ffmpegPath, http = false, ytdlp, voice = 'discord' } = this.#options;
    return {
      port: this.#port,
      password: this.password,
      http,
      ytdlp,
      voice,
      ...(musicDir !== undefined && { musicDir }),
      ...(ffmpegPath !== undefined && { ffmpegPath }),
    };
  }
}

function checkOptions(options: OwnNodeOptions): void {
  const known = ['musicDir', 'http', 'ytdlp', 'ffmpegPath', 'voice', 'log', 'clock', 'signal', 'execArgv'] as const;
  knownOptions('OwnNode', options, known);
  const { musicDir, http, ytdlp, ffmpegPath } = options;
  if (ffmpegPath !== undefined) text('OwnNode: ffmpegPath', ffmpegPath);
  if (http !== undefined) flag('OwnNode: http', http);
  if (musicDir !== undefined) text('OwnNode: musicDir', musicDir);
  if (typeof ytdlp !== 'object') flag('OwnNode: ytdlp', ytdlp);
  else if (ytdlp.path !== undefined) text('OwnNode: ytdlp.path', ytdlp.path);
}
