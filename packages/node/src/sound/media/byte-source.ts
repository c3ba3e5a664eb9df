import { type FileHandle, open } from 'node:fs/promises';
import { SourceError } from '../../errors.ts';
import type { MediaPlace } from '../sound-input.ts';

/** Bytes that can be read from anywhere, at a cost. */
export interface ByteSource {
  /** All of them; undefined for what is live or does not tell. */
  readonly size: number | undefined;
  /** Whether reading elsewhere costs next to nothing. */
  readonly isLocal: boolean;
  /** Places that it can be read from as if it began there; none when it is read from the beginning. */
  readonly places: readonly MediaPlace[];
  open(start: number): ByteReading;
  close(): void;
}

/** Bytes one after the other. */
export interface ByteReading {
  /** The next ones, as many as there are; undefined at the end. Rejects when it was closed. */
  read(): Promise<Uint8Array | undefined>;
  close(): void;
}

const CHUNK_BYTES = 64 * 1024;

/** A file of this machine. */
export class FileBytes implements ByteSource {
  readonly isLocal = true;
  readonly places: readonly MediaPlace[] = [];
  readonly size: number | undefined;
  readonly #file: FileHandle;

  private constructor(file: FileHandle, size: number | undefined) {
    this.#file = file;
    this.size = size;
  }

  /** @throws {@link SourceError} when it cannot be read. */
  static async open(path: string): Promise<FileBytes> {
    try {
      const file = await open(path, 'r');
      const about = await file.stat();
      return new FileBytes(file, about.isFile() ? about.size : undefined);
    } catch (cause) {
      throw new SourceError('The file cannot be read.', 'common', { cause });
    }
  }

  open(start: number): ByteReading {
    let at = start;
    return {
      read: async () => {
        const { bytesRead, buffer } = await this.#file.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES, at);
        at += bytesRead;
        return bytesRead === 0 ? undefined : buffer.subarray(0, bytesRead);
      },
      close: () => undefined,
    };
  }

  close(): void {
    // It is only read: there is nothing that closing could lose.
    this.#file.close().catch(() => undefined);
  }
}
