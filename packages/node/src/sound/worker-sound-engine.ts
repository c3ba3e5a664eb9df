import { availableParallelism } from 'node:os';
import { type Clock, systemClock } from '@reprise/clock';
import { knownOptions, text, wholeNumber } from '@reprise/options';
import type { Log } from '../log.ts';
import { silentLog } from '../log.ts';
import { findFfmpeg } from './ffmpeg/find-ffmpeg.ts';
import type { SoundEngine, SoundOptions } from './sound-engine.ts';
import type { SoundInput } from './sound-input.ts';
import { SoundThread } from './sound-thread.ts';
import type { WorkerSoundStream } from './worker-sound-stream.ts';

/** Options of {@link WorkerSoundEngine}. */
export interface WorkerSoundEngineOptions {
  /** Threads that make sound, at most; they are started when they are needed. @defaultValue one a core, at most 4 */
  readonly workers?: number;
  /** Where ffmpeg is. @defaultValue the environment's `FFMPEG_PATH`, or the one on the `PATH` */
  readonly ffmpegPath?: string | undefined;
  /** Where time comes from, for the pauses before a source that broke off is tried again. @defaultValue {@link systemClock} */
  readonly clock?: Clock;
  /** Where it reports what it does. @defaultValue nowhere */
  readonly log?: Log;
}

const MOST_WORKERS = 4;

/** Makes tracks audible in threads of their own, so that neither a busy node nor a slow track holds up the others. */
export class WorkerSoundEngine implements SoundEngine, AsyncDisposable {
  readonly #most: number;
  readonly #ffmpegPath: string | undefined;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #threads = new Set<SoundThread>();
  #isClosed = false;

  /** @throws TypeError or RangeError naming the option that is wrong. */
  constructor(options: WorkerSoundEngineOptions = {}) {
    knownOptions('WorkerSoundEngine', options, ['workers', 'ffmpegPath', 'clock', 'log']);
    const { workers = Math.min(MOST_WORKERS, availableParallelism()), ffmpegPath, clock, log } = options;
    this.#most = wholeNumber('WorkerSoundEngine: workers', workers, { min: 1, max: 64 });
    this.#ffmpegPath = ffmpegPath === undefined ? undefined : text('WorkerSoundEngine: ffmpegPath', ffmpegPath);
    this.#clock = clock ?? systemClock;
    this.#log = log ?? silentLog;
  }

  /** Threads that live. */
  get threads(): readonly SoundThread[] {
    return [...this.#threads];
  }

  /** Starts a first thread, so that the first track does not have to wait for it. */
  prepare(): void {
    if (!this.#isClosed && this.#threads.size === 0) this.#start();
  }

  async open(input: SoundInput, options: SoundOptions, signal: AbortSignal): Promise<WorkerSoundStream> {
    signal.throwIfAborted();
    const ffmpeg = await findFfmpeg(this.#ffmpegPath, process.env);
    signal.throwIfAborted();
    if (this.#isClosed) throw new Error('The sound engine is closed.');
    const stream = this.#leastLoaded().open(input, options, ffmpeg);
    const close = (): void => stream.close();
    signal.addEventListener('abort', close, { once: true });
    try {
      await stream.opened;
      return stream;
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    } finally {
      signal.removeEventListener('abort', close);
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#threads].map((thread) => thread.close()));
  }

  /** {@link close}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #leastLoaded(): SoundThread {
    const [best] = [...this.#threads].sort((one, other) => one.load - other.load);
    if (best !== undefined && (best.load === 0 || this.#threads.size >= this.#most)) return best;
    return this.#start();
  }

  #start(): SoundThread {
    const thread: SoundThread = new SoundThread(this.#clock, (error) => {
      this.#threads.delete(thread);
      if (error !== undefined)
        this.#log.error(`A thread that makes sound died, and its tracks with it: ${String(error)}`);
    });
    this.#threads.add(thread);
    return thread;
  }
}
