import { eachLimited } from './limited.ts';
import type { Processed } from './results.ts';

/** What became of one key of a batch. */
export type BatchOutcome<V> =
  | { readonly key: string; readonly status: 'done'; readonly result: Processed<V> }
  | { readonly key: string; readonly status: 'failed'; readonly error: unknown };

/** How far a batch is. */
export interface BatchProgress<V> {
  readonly done: number;
  readonly total: number;
  /** What was done last. */
  readonly outcome: BatchOutcome<V>;
}

/** Options of `SmartCache.batchProcess`. */
export interface BatchOptions<V> {
  /** Keys that are worked on at once. @defaultValue 3 */
  readonly concurrency?: number;
  /** Gives up what is not done: it fails with the signal's reason. */
  readonly signal?: AbortSignal;
  /** How long values that are made are fresh, as for one of them. */
  readonly ttlMs?: number | ((value: V) => number);
  /** Told after each key. */
  readonly onProgress?: (progress: BatchProgress<V>) => void;
}

/** Serves keys a few at once. What became of each of them, in their order. */
export async function batch<V>(
  keys: readonly string[],
  concurrency: number,
  serve: (key: string) => Promise<Processed<V>>,
  onProgress: ((progress: BatchProgress<V>) => void) | undefined,
): Promise<BatchOutcome<V>[]> {
  const outcomes = new Map<number, BatchOutcome<V>>();
  await eachLimited(keys, concurrency, async (key, index) => {
    const outcome = await outcomeOf(key, serve);
    outcomes.set(index, outcome);
    onProgress?.({ done: outcomes.size, total: keys.length, outcome });
  });
  return [...outcomes].sort(([a], [b]) => a - b).map(([, outcome]) => outcome);
}

async function outcomeOf<V>(key: string, serve: (key: string) => Promise<Processed<V>>): Promise<BatchOutcome<V>> {
  try {
    return { key, status: 'done', result: await serve(key) };
  } catch (error) {
    return { key, status: 'failed', error };
  }
}
