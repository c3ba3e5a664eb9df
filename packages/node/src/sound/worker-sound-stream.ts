import type { Filters } from '@reprise/protocol';
import type { SourceError } from '../errors.ts';
import { FrameQueue } from './frame-queue.ts';
import type { FromWorker, SoundSettings, ToWorker } from './messages.ts';
import type { SoundOptions, SoundStream, SoundTurn } from './sound-engine.ts';

/** Frames that are taken before the thread is told. */
const TAKEN_A_MESSAGE = 10;
/** Frames that still sound as before a change, so that it is there when they are over. */
const FRAMES_BEFORE_CHANGE = 4;

/** What a stream is connected to. */
export interface StreamLink {
  post(message: ToWorker): void;
  /** Ends all that belongs to it. */
  close(): void;
}

/** The main thread's end of a stream. */
export class WorkerSoundStream implements SoundStream {
  readonly #id: number;
  readonly #link: StreamLink;
  readonly #opened = Promise.withResolvers<void>();
  #ready = quietDeferred();
  #settled = quietDeferred();
  #settings: SoundSettings;
  #version = 0;
  #run = 0;
  #queue = new FrameQueue();
  #toldNext = 0;
  #lengthMs: number | undefined;
  #error: SourceError | undefined;
  #isErrorTold = false;
  #isClosed = false;

  constructor(id: number, options: SoundOptions, link: StreamLink) {
    this.#id = id;
    this.#link = link;
    this.#settings = { filters: options.filters, volume: options.volume };
    this.#opened.promise.catch(() => undefined);
    this.#settled.resolve();
  }

  get lengthMs(): number | undefined {
    return this.#lengthMs;
  }

  /** Resolves when it is known that it can be played. */
  get opened(): Promise<void> {
    return this.#opened.promise;
  }

  /** Resolves when the frames that are made sound as was last asked for. */
  get settled(): Promise<void> {
    return this.#settled.promise;
  }

  take(): SoundTurn {
    if (this.#isClosed) return 'ended';
    const frame = this.#queue.take();
    if (frame !== undefined) {
      if (this.#queue.next - this.#toldNext >= TAKEN_A_MESSAGE) this.#tellTaken();
      return frame;
    }
    if (this.#error !== undefined) return this.#tellError(this.#error);
    return this.#queue.hasEnded ? 'ended' : 'late';
  }

  ready(): Promise<void> {
    return this.#ready.promise;
  }

  seek(positionMs: number): void {
    if (this.#isClosed || this.#error !== undefined) return;
    this.#run += 1;
    this.#queue = new FrameQueue();
    this.#toldNext = 0;
    this.#ready.resolve();
    this.#ready = quietDeferred();
    this.#link.post({ kind: 'seek', id: this.#id, run: this.#run, positionMs });
  }

  setFilters(filters: Filters): void {
    this.#change({ ...this.#settings, filters });
  }

  setVolume(volume: number): void {
    this.#change({ ...this.#settings, volume });
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#ready.resolve();
    this.#settled.resolve();
    this.#opened.reject(new Error('The stream was closed.'));
    this.#link.close();
  }

  /** For what the thread says. */
  receive(message: FromWorker): void {
    if (this.#isClosed) return;
    switch (message.kind) {
      case 'opened':
        this.#lengthMs = message.lengthMs;
        this.#opened.resolve();
        break;
      case 'frames':
        if (message.version === this.#version) this.#settled.resolve();
        if (message.run === this.#run) this.#put(message.first, split(message.bytes, message.sizes));
        break;
      case 'ended':
        if (message.run !== this.#run || message.version !== this.#version) break;
        this.#queue.endAt(message.count);
        this.#ready.resolve();
        this.#settled.resolve();
        break;
    }
  }

  /** It broke: what was made before is still taken. */
  fail(error: SourceError): void {
    if (this.#isClosed || this.#error !== undefined) return;
    this.#error = error;
    this.#settled.resolve();
    this.#opened.reject(error);
    if (this.#queue.length === 0) this.#ready.reject(error);
    this.#link.close();
  }

  #put(first: number, frames: readonly Uint8Array[]): void {
    this.#queue.put(first, frames);
    this.#ready.resolve();
  }

  #change(settings: SoundSettings): void {
    this.#settings = settings;
    if (this.#isClosed || this.#error !== undefined) return;
    this.#version += 1;
    this.#settled.resolve();
    this.#settled = quietDeferred();
    this.#queue.reopen();
    this.#tellTaken();
    const from = this.#queue.next + Math.min(this.#queue.length, FRAMES_BEFORE_CHANGE);
    this.#link.post({ kind: 'change', id: this.#id, settings, version: this.#version, from });
  }

  #tellTaken(): void {
    this.#toldNext = this.#queue.next;
    this.#link.post({ kind: 'taken', id: this.#id, run: this.#run, next: this.#toldNext });
  }

  #tellError(error: SourceError): 'ended' {
    if (this.#isErrorTold) return 'ended';
    this.#isErrorTold = true;
    throw error;
  }
}

/** Nobody has to wait for it. */
function quietDeferred(): PromiseWithResolvers<void> {
  const deferred = Promise.withResolvers<void>();
  deferred.promise.catch(() => undefined);
  return deferred;
}

function split(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  let at = 0;
  return sizes.map((size) => {
    at += size;
    return bytes.subarray(at - size, at);
  });
}
