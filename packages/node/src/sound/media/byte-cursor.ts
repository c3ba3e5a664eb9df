import { SourceError } from '../../errors.ts';
import type { ByteReading, ByteSource } from './byte-source.ts';

/** Reading on over what is not wanted is quicker than asking for bytes elsewhere, up to this. */
const READ_OVER_BYTES = 256 * 1024;
/** Nothing that is needed in one piece is longer in honest media. */
const LONGEST_PIECE = 8 * 1024 * 1024;

/** A place in bytes, to read from. One read at a time. */
export class ByteCursor {
  readonly #source: ByteSource;
  #reading: ByteReading | undefined;
  /** Where the buffer starts in the media. */
  #bufferAt = 0;
  #buffer: Buffer = Buffer.alloc(0);
  #position = 0;
  #isClosed = false;

  constructor(source: ByteSource) {
    this.#source = source;
  }

  /** Bytes before the next one read. */
  get position(): number {
    return this.#position;
  }

  get size(): number | undefined {
    return this.#source.size;
  }

  get isLocal(): boolean {
    return this.#source.isLocal;
  }

  /** Goes to another place. Costs nothing until bytes are read there. */
  seek(position: number): void {
    this.#position = position;
  }

  /** The next `length` bytes without going on, or as many as there are. */
  async peek(length: number): Promise<Buffer> {
    await this.#fill(length);
    return this.#buffer.subarray(this.#inBuffer(), this.#inBuffer() + length);
  }

  /** The next `length` bytes; undefined when the media ends before. */
  async take(length: number): Promise<Buffer | undefined> {
    const bytes = await this.peek(length);
    if (bytes.length < length) return undefined;
    this.#position += length;
    return bytes;
  }

  /** Some bytes, as they come; undefined at the end. */
  async some(): Promise<Buffer | undefined> {
    await this.#fill(1);
    const bytes = this.#buffer.subarray(this.#inBuffer());
    this.#position += bytes.length;
    return bytes.length === 0 ? undefined : bytes;
  }

  /** Gives up. What waits for bytes rejects. */
  close(): void {
    this.#isClosed = true;
    this.#reading?.close();
    this.#buffer = Buffer.alloc(0);
  }

  #inBuffer(): number {
    return this.#position - this.#bufferAt;
  }

  async #fill(length: number): Promise<void> {
    if (length > LONGEST_PIECE) throw new SourceError('The file is broken.', 'suspicious');
    this.#arrive();
    while (this.#bufferAt + this.#buffer.length < this.#position + length) {
      this.#throwIfClosed();
      this.#reading ??= this.#source.open(this.#bufferAt + this.#buffer.length);
      const more = await this.#reading.read();
      this.#throwIfClosed();
      if (more === undefined) return;
      this.#append(more);
    }
  }

  /** Throws the buffer away when it is of no use for where the cursor is now. */
  #arrive(): void {
    const ahead = this.#position - (this.#bufferAt + this.#buffer.length);
    if (this.#position >= this.#bufferAt && ahead <= READ_OVER_BYTES) return;
    this.#reading?.close();
    this.#reading = undefined;
    this.#buffer = Buffer.alloc(0);
    this.#bufferAt = this.#position;
  }

  #append(more: Uint8Array): void {
    const used = Math.max(0, Math.min(this.#inBuffer(), this.#buffer.length));
    this.#buffer =
      used === this.#buffer.length ? Buffer.from(more) : Buffer.concat([this.#buffer.subarray(used), more]);
    this.#bufferAt += used;
  }

  #throwIfClosed(): void {
    if (this.#isClosed) throw new Error('The reading was given up.');
  }
}
