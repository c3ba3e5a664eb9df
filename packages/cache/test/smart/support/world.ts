import { setImmediate } from 'node:timers/promises';
import { ManualClock } from '@reprise/devkit';
import { SmartCache, type SmartCacheOptions } from '../../../src/index.ts';

/** A cache whose clock is moved and whose times to live do not vary. */
export function cacheOf<V extends NonNullable<unknown> = string>(
  options: SmartCacheOptions<V> = {},
): { readonly cache: SmartCache<V>; readonly clock: ManualClock } {
  const clock = new ManualClock();
  return { cache: new SmartCache<V>({ clock, ttlJitter: 0, ...options }), clock };
}

/** Lets what needs no time happen. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 5; i++) await setImmediate();
}

/** A process whose values come when the test says so. */
export class Source {
  readonly calls: { readonly key: string; readonly reason: string; readonly signal: AbortSignal }[] = [];
  readonly #open: PromiseWithResolvers<string>[] = [];

  readonly process = (key: string, { reason, signal }: { reason: string; signal: AbortSignal }): Promise<string> => {
    const open = Promise.withResolvers<string>();
    this.calls.push({ key, reason, signal });
    this.#open.push(open);
    return open.promise;
  };

  /** Ends the oldest that is under way. */
  async answer(value: string): Promise<void> {
    this.#open.shift()?.resolve(value);
    await settled();
  }

  async fail(error: Error): Promise<void> {
    this.#open.shift()?.reject(error);
    await settled();
  }
}
