/** One piece of work that several callers wait for. */
interface Flight<T> {
  readonly promise: Promise<T>;
  readonly controller: AbortController;
  waiting: number;
}

/** What the work of a flight is given. */
export interface FlightSignals {
  /** Everybody has left. */
  readonly abandoned: AbortSignal;
  /** Whether the flight is still the one of its key: it is not once it was abandoned or {@link SingleFlight.drop dropped}. */
  isCurrent(): boolean;
}

/** A place in a flight. */
export interface Boarded<T> {
  readonly promise: Promise<T>;
  /** Somebody else had started it. */
  readonly joined: boolean;
}

/**
 * Makes equal work that is asked for at the same time happen once.
 *
 * A caller who gives up leaves the others alone; when the last one leaves, the work is told to stop. A failure reaches
 * everyone who waited and is not kept: the next caller starts anew. Lives outside any cache, so that an eviction cannot
 * lose it.
 *
 * @example
 * ```ts
 * import { SingleFlight } from '@reprise/cache';
 *
 * const flights = new SingleFlight<string>();
 * const fetchPage = async (): Promise<string> => (await fetch('https://example.org')).text();
 * const both = [flights.board('page', fetchPage), flights.board('page', fetchPage)];
 * const pages = await Promise.all(both.map(({ promise }) => promise)); // fetched once
 * ```
 */
export class SingleFlight<T> {
  /** Undefined while there are none: most of the time, and there may be one of these for each guild. */
  #flights: Map<string, Flight<T>> | undefined;

  /** Joins the flight of `key`, or starts one. @param signal - Gives this caller up, not the others. */
  board(key: string, start: (signals: FlightSignals) => Promise<T>, signal?: AbortSignal): Boarded<T> {
    signal?.throwIfAborted();
    const flying = this.#flights?.get(key);
    const flight = flying ?? this.#take(key, start);
    flight.waiting++;
    const promise = signal === undefined ? flight.promise : this.#untilAborted(key, flight, signal);
    return { promise, joined: flying !== undefined };
  }

  /** Those in the flight of `key` get what it brings; whoever comes now gets a new one. */
  drop(key: string): void {
    this.#flights?.delete(key);
    if (this.#flights?.size === 0) this.#flights = undefined;
  }

  /** As {@link drop}, of all flights. */
  dropAll(): void {
    this.#flights = undefined;
  }

  #take(key: string, start: (signals: FlightSignals) => Promise<T>): Flight<T> {
    const controller = new AbortController();
    const { promise, resolve } = Promise.withResolvers<T>();
    const flight: Flight<T> = { promise, controller, waiting: 0 };
    // When everyone has left, nobody is there to be told; who stayed is told through a promise of their own.
    promise.catch(() => undefined);
    this.#flights ??= new Map();
    this.#flights.set(key, flight);
    resolve(this.#fly(key, flight, start));
    return flight;
  }

  async #fly(key: string, flight: Flight<T>, start: (signals: FlightSignals) => Promise<T>): Promise<T> {
    try {
      const isCurrent = (): boolean => this.#flights?.get(key) === flight;
      return await start({ abandoned: flight.controller.signal, isCurrent });
    } finally {
      this.#land(key, flight);
    }
  }

  #land(key: string, flight: Flight<T>): void {
    if (this.#flights?.get(key) === flight) this.drop(key);
  }

  #untilAborted(key: string, flight: Flight<T>, signal: AbortSignal): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const leave = (): void => {
        reject(signal.reason);
        flight.waiting--;
        if (flight.waiting > 0) return;
        // Whoever comes now must not board a flight that is being called off.
        this.#land(key, flight);
        flight.controller.abort(signal.reason);
      };
      signal.addEventListener('abort', leave, { once: true });
      const stay = (): void => signal.removeEventListener('abort', leave);
      flight.promise.then(
        (value) => {
          stay();
          resolve(value);
        },
        (error: unknown) => {
          stay();
          reject(error);
        },
      );
    });
  }
}
