import type { ByteReading, ByteSource } from '../media/byte-source.ts';
import type { MediaPlace } from '../sound-input.ts';

/** Asks the main thread for bytes. */
export interface Feeder {
  read(reading: number, start: number): void;
  readOn(reading: number, used: number): void;
  close(reading: number): void;
}

/** Bytes that the main thread reads and feeds to this one. */
export class FedBytes implements ByteSource {
  readonly isLocal = false;
  readonly size: number | undefined;
  readonly places: readonly MediaPlace[];
  readonly #feeder: Feeder;
  readonly #readings = new Map<number, FedReading>();
  #count = 0;

  constructor(size: number | undefined, places: readonly MediaPlace[], feeder: Feeder) {
    this.size = size;
    this.places = places;
    this.#feeder = feeder;
  }

  open(start: number): ByteReading {
    const number = this.#count++;
    const reading = new FedReading(number, this.#feeder, () => this.#readings.delete(number));
    this.#readings.set(number, reading);
    this.#feeder.read(number, start);
    return reading;
  }

  /** For what comes from the main thread. */
  feed(reading: number, bytes: Uint8Array): void {
    this.#readings.get(reading)?.feed(bytes);
  }

  /** For what comes from the main thread. */
  end(reading: number, error: Error | undefined): void {
    this.#readings.get(reading)?.end(error);
  }

  close(): void {
    for (const reading of this.#readings.values()) reading.close();
  }
}

class FedReading implements ByteReading {
  readonly #number: number;
  readonly #feeder: Feeder;
  readonly #forget: () => void;
  readonly #chunks: Uint8Array[] = [];
  #wake: (() => void) | undefined;
  #end: 'ended' | Error | undefined;

  constructor(number: number, feeder: Feeder, forget: () => void) {
    this.#number = number;
    this.#feeder = feeder;
    this.#forget = forget;
  }

  feed(bytes: Uint8Array): void {
    this.#chunks.push(bytes);
    this.#wake?.();
  }

  end(error: Error | undefined): void {
    this.#end ??= error ?? 'ended';
    this.#wake?.();
  }

  async read(): Promise<Uint8Array | undefined> {
    for (;;) {
      const chunk = this.#chunks.shift();
      if (chunk !== undefined) {
        this.#feeder.readOn(this.#number, chunk.length);
        return chunk;
      }
      if (this.#end === 'ended') return undefined;
      if (this.#end !== undefined) throw this.#end;
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      await promise;
    }
  }

  close(): void {
    this.#chunks.length = 0;
    this.end(new Error('The reading was given up.'));
    this.#forget();
    this.#feeder.close(this.#number);
  }
}
