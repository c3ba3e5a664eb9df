import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Clock } from '@reprise/clock';
import { SourceError } from '../errors.ts';
import { fromFailure, toFailure } from './failure.ts';
import { killGroup } from './ffmpeg/ffmpeg-process.ts';
import { keepCodec } from './keep-codec.ts';
import { MediaFeed, type ReadableMedia } from './media-feed.ts';
import type { FromWorker, ToWorker, WorkerInput } from './messages.ts';
import type { SoundOptions } from './sound-engine.ts';
import type { SoundInput } from './sound-input.ts';
import { WorkerSoundStream } from './worker-sound-stream.ts';

/** What is told of the end of a thread: nothing of an end that was asked for. */
export type ThreadEndListener = (error: Error | undefined) => void;

interface Entry {
  readonly stream: WorkerSoundStream;
  readonly media: ReadableMedia | undefined;
  readonly feeds: Map<number, MediaFeed>;
}

/** A thread that makes the sound of some streams. When it dies, these break, and no others. */
export class SoundThread {
  readonly #worker: Worker;
  readonly #clock: Clock;
  readonly #entries = new Map<number, Entry>();
  readonly #programs = new Set<number>();
  readonly #killPrograms = (): void => {
    for (const pid of this.#programs) killGroup(pid);
  };
  #count = 0;
  #isClosed = false;
  #error: Error | undefined;

  constructor(clock: Clock, onEnd: ThreadEndListener) {
    this.#clock = clock;
    keepCodec();
    this.#worker = new Worker(programPath(), { name: 'sound' });
    // It keeps the process alive only while there is something to hear.
    this.#worker.unref();
    this.#worker.on('message', (message: FromWorker) => this.#receive(message));
    this.#worker.on('error', (error: Error) => {
      this.#error = error;
    });
    this.#worker.once('exit', (code) => {
      process.off('exit', this.#killPrograms);
      this.#killPrograms();
      this.#breakAll();
      onEnd(this.#isClosed ? undefined : (this.#error ?? new Error(`It ended with exit code ${code}.`)));
    });
    // Programs that are groups of their own do not hear that this process is gone.
    process.on('exit', this.#killPrograms);
  }

  /** Streams it works on. */
  get load(): number {
    return this.#entries.size;
  }

  /** Process ids of the programs it has at work. */
  get programs(): readonly number[] {
    return [...this.#programs];
  }

  /** Begins a stream. */
  open(input: SoundInput, options: SoundOptions, ffmpeg: string | undefined): WorkerSoundStream {
    const id = this.#count++;
    const stream = new WorkerSoundStream(id, options, {
      post: (message) => this.#post(message),
      close: () => this.#forget(id),
    });
    this.#entries.set(id, { stream, media: input.kind === 'media' ? input : undefined, feeds: new Map() });
    this.#worker.ref();
    const { positionMs, filters, volume } = options;
    const settings = { filters, volume };
    this.#post({ kind: 'open', id, input: toWorkerInput(input), positionMs, settings, version: 0, ffmpeg });
    return stream;
  }

  /** Ends it and all of its streams. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const { stream } of [...this.#entries.values()]) stream.close();
    await this.#worker.terminate();
  }

  /** Ends it as a fault would. For tests. */
  async die(): Promise<void> {
    await this.#worker.terminate();
  }

  #post(message: ToWorker): void {
    this.#worker.postMessage(message, message.kind === 'bytes' ? [message.bytes.buffer] : []);
  }

  #receive(message: FromWorker): void {
    if (message.kind === 'program') {
      if (message.isRunning) this.#programs.add(message.pid);
      else this.#programs.delete(message.pid);
      return;
    }
    const entry = this.#entries.get(message.id);
    if (entry === undefined) return;
    switch (message.kind) {
      case 'failed':
        entry.stream.fail(fromFailure(message.failure));
        break;
      case 'read':
        this.#feed(message.id, entry, message.reading, message.start);
        break;
      case 'read-on':
        entry.feeds.get(message.reading)?.used(message.used);
        break;
      case 'read-close':
        entry.feeds.get(message.reading)?.close();
        entry.feeds.delete(message.reading);
        break;
      default:
        entry.stream.receive(message);
    }
  }

  #feed(id: number, { media, feeds }: Entry, reading: number, start: number): void {
    if (media === undefined) return;
    const feed = new MediaFeed(media, start, this.#clock, {
      bytes: (bytes) => this.#post({ kind: 'bytes', id, reading, bytes }),
      ended: () => this.#post({ kind: 'bytes-end', id, reading }),
      failed: (error) => this.#post({ kind: 'bytes-end', id, reading, failure: toFailure(error) }),
    });
    feeds.set(reading, feed);
  }

  #forget(id: number): void {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    this.#entries.delete(id);
    for (const feed of entry.feeds.values()) feed.close();
    this.#post({ kind: 'close', id });
    if (this.#entries.size === 0) this.#worker.unref();
  }

  #breakAll(): void {
    const error = new SourceError('The sound of the track broke off.', 'fault', { cause: this.#error });
    for (const { stream } of [...this.#entries.values()]) stream.fail(error);
  }
}

function toWorkerInput(input: SoundInput): WorkerInput {
  return input.kind === 'file' ? input : { kind: 'fed', size: input.size, places: input.places ?? [] };
}

/** The thread's program stands beside the sources, and beside what is built from them. */
function programPath(): string {
  const source = new URL('../sound-worker.ts', import.meta.url);
  return fileURLToPath(import.meta.url.endsWith('.ts') ? source : new URL('./sound-worker.js', import.meta.url));
}
