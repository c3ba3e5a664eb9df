import { fromFailure, toFailure } from '../failure.ts';
import { type ByteSource, FileBytes } from '../media/byte-source.ts';
import { MediaBytes } from '../media/media-bytes.ts';
import { openMedia } from '../media/open-media.ts';
import type { FromWorker, SoundSettings, ToWorker, WorkerInput } from '../messages.ts';
import { FedBytes } from './fed-bytes.ts';
import { StreamMaker } from './stream-maker.ts';
import { Turns } from './turns.ts';

type Open = Extract<ToWorker, { kind: 'open' }>;
type FramesPlace = Pick<Extract<FromWorker, { kind: 'frames' }>, 'run' | 'version' | 'first'>;
type Post = (message: FromWorker, transfer?: readonly ArrayBuffer[]) => void;

/** The streams of one thread. */
export class WorkerHost {
  readonly #post: Post;
  readonly #turns = new Turns();
  readonly #streams = new Map<number, HostedStream>();

  constructor(post: Post) {
    this.#post = post;
  }

  /** For what the main thread says. */
  receive(message: ToWorker): void {
    const { id } = message;
    if (message.kind === 'open') {
      this.#streams.set(id, new HostedStream(message, this.#turns, this.#post, () => this.#streams.delete(id)));
      return;
    }
    const stream = this.#streams.get(id);
    if (stream === undefined) return;
    if (message.kind === 'close') stream.close();
    else stream.receive(message);
  }
}

/** A stream from the time it is opened, when nothing is known of it yet. */
class HostedStream {
  readonly #id: number;
  readonly #post: Post;
  readonly #forget: () => void;
  readonly #fed: FedBytes | undefined;
  #start: { positionMs: number; settings: SoundSettings; version: number };
  /** The last seek before it was open. */
  #run = 0;
  #bytes: MediaBytes | undefined;
  #maker: StreamMaker | undefined;
  #isClosed = false;

  constructor(order: Open, turns: Turns, post: Post, forget: () => void) {
    const { id, input, positionMs, settings, version } = order;
    this.#id = id;
    this.#post = post;
    this.#forget = forget;
    this.#start = { positionMs, settings, version };
    this.#fed = input.kind === 'fed' ? this.#fedBytes(input) : undefined;
    this.#open(order, turns).catch((error: unknown) => this.#fail(error));
  }

  receive(message: Exclude<ToWorker, { kind: 'open' | 'close' }>): void {
    switch (message.kind) {
      case 'taken':
        this.#maker?.taken(message.run, message.next);
        break;
      case 'seek':
        this.#run = message.run;
        this.#start.positionMs = message.positionMs;
        this.#maker?.seek(message.run, message.positionMs);
        break;
      case 'change':
        this.#start = { ...this.#start, settings: message.settings, version: message.version };
        this.#maker?.change(message.settings, message.version, message.from);
        break;
      case 'bytes':
        this.#fed?.feed(message.reading, message.bytes);
        break;
      case 'bytes-end':
        this.#fed?.end(message.reading, message.failure && fromFailure(message.failure));
        break;
    }
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#maker?.close();
    this.#bytes?.close();
    this.#forget();
  }

  async #open({ input, ffmpeg }: Open, turns: Turns): Promise<void> {
    const source: ByteSource | undefined = input.kind === 'file' ? await FileBytes.open(input.path) : this.#fed;
    if (source === undefined) return;
    const bytes = new MediaBytes(source);
    this.#bytes = bytes;
    if (this.#isClosed) {
      bytes.close();
      return;
    }
    const path = input.kind === 'file' ? input.path : undefined;
    const onProgram = (pid: number, isRunning: boolean): void => this.#post({ kind: 'program', pid, isRunning });
    const reader = await openMedia(bytes, { path, ffmpeg, onProgram });
    if (this.#isClosed) return;
    this.#post({ kind: 'opened', id: this.#id, lengthMs: reader.lengthMs });
    this.#maker = new StreamMaker(reader, this.#start, turns, {
      frames: (run, version, first, frames) => this.#postFrames({ run, version, first }, frames),
      ended: (run, version, count) => this.#post({ kind: 'ended', id: this.#id, run, version, count }),
      failed: (error) => this.#fail(error),
    });
    if (this.#run > 0) this.#maker.seek(this.#run, this.#start.positionMs);
  }

  #postFrames(place: FramesPlace, frames: readonly Uint8Array[]): void {
    const sizes = frames.map((frame) => frame.length);
    const bytes = new Uint8Array(sizes.reduce((sum, size) => sum + size, 0));
    let at = 0;
    for (const frame of frames) {
      bytes.set(frame, at);
      at += frame.length;
    }
    this.#post({ kind: 'frames', id: this.#id, ...place, sizes, bytes }, [bytes.buffer]);
  }

  #fedBytes({ size, places }: Extract<WorkerInput, { kind: 'fed' }>): FedBytes {
    const id = this.#id;
    return new FedBytes(size, places, {
      read: (reading, start) => this.#post({ kind: 'read', id, reading, start }),
      readOn: (reading, used) => this.#post({ kind: 'read-on', id, reading, used }),
      close: (reading) => this.#post({ kind: 'read-close', id, reading }),
    });
  }

  #fail(error: unknown): void {
    if (this.#isClosed) return;
    this.close();
    this.#post({ kind: 'failed', id: this.#id, failure: toFailure(error) });
  }
}
