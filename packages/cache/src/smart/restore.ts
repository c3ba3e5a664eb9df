import { setImmediate } from 'node:timers/promises';
import { isAlive } from '../store/stored-entry.ts';
import type { Entry } from './entry.ts';
import type { LedgerContent } from './ledger-content.ts';
import type { StoreSide } from './store-side.ts';
import type { Tiers } from './tiers.ts';

/** So many entries are decoded before others have their turn. */
const CHUNK = 100;

type Uses = ReadonlyMap<
  string,
  { readonly place: number; readonly accessCount: number; readonly lastAccessed: number }
>;

/** Brings what the former run left in the store into memory, in its order. @throws {@link StoreError} */
export async function restore<V>(tiers: Tiers<V>, ledger: LedgerContent | undefined, maxSize: number): Promise<void> {
  const { store } = tiers;
  if (store === undefined) return;
  const uses: Uses = new Map(
    ledger?.order.map(([key, accessCount, lastAccessed], place) => [key, { place, accessCount, lastAccessed }]),
  );
  tiers.beginRestoring();
  try {
    // A store that others share may hold far more than belongs in this memory.
    const keys = store.isShared ? [...uses.keys()].slice(-maxSize) : await ownKeys(tiers, store, uses, maxSize);
    for (let i = 0; i < keys.length; i += CHUNK) {
      if (!(await restoreChunk(tiers, store, keys.slice(i, i + CHUNK), uses))) return;
    }
  } finally {
    tiers.endRestoring();
  }
}

/** Keys of the newest entries, the newest last. What is too much leaves the store: it would never be used. */
async function ownKeys<V>(tiers: Tiers<V>, store: StoreSide, uses: Uses, maxSize: number): Promise<string[]> {
  const found: { readonly key: string; readonly storedAt: number }[] = [];
  for await (const [key, entry] of store.entries()) {
    if (isAlive(entry, tiers.now())) found.push({ key, storedAt: entry.storedAt });
  }
  // What the ledger does not know was written after it.
  const place = (key: string): number => uses.get(key)?.place ?? Number.POSITIVE_INFINITY;
  found.sort((a, b) => {
    const [first, second] = [place(a.key), place(b.key)];
    return first === second ? a.storedAt - b.storedAt : first - second;
  });
  const excess = Math.max(0, found.length - maxSize);
  for (const { key } of found.slice(0, excess)) tiers.discard(key);
  return found.slice(excess).map(({ key }) => key);
}

async function restoreChunk<V>(tiers: Tiers<V>, store: StoreSide, keys: string[], uses: Uses): Promise<boolean> {
  const stored = await store.readMany(keys);
  for (const [i, key] of keys.entries()) {
    const bytes = stored[i];
    if (bytes === undefined) continue;
    const entry = tiers.accept(key, bytes);
    if (entry !== undefined && !tiers.restore(used(entry, uses))) return false;
    // Nobody will ever be able to use it.
    if (entry === undefined && !store.isShared) tiers.discard(key);
  }
  await setImmediate();
  return true;
}

function used<V>(entry: Entry<V>, uses: Uses): Entry<V> {
  const { accessCount = 0, lastAccessed = entry.storedAt } = uses.get(entry.key) ?? {};
  return Object.assign(entry, { accessCount, lastAccessed });
}
