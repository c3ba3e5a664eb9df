import type { Store, StoredEntry } from '@reprise/cache';
import type { Clock } from '@reprise/clock';

/** What the bot keeps; whatever else has the former prefix is another bot's by now. */
const KEPT = /^(?:settings|favourites|requests-of-user|requests-in-guild):/;
/** Says that it was done. */
const DONE = 'former-keys';
/** Other bots may have used the same keys; after this time they are gone for good. In milliseconds. */
const LAST_MS = 30 * 86_400_000;
const DONE_FOR_MS = 3e15;

/**
 * Takes over what all bots of a server kept under the same keys, once: each bot has keys of its own. What this bot has kept there
 * by itself stays. The former keys expire after 30 days, in which other bots can take them over as well.
 *
 * @returns How many were taken over.
 * @throws What the stores throw; it is done again the next time then.
 */
export async function takeFormerKeys(former: Store, own: Store, clock: Clock): Promise<number> {
  if ((await own.get(DONE)) !== undefined) return 0;
  let taken = 0;
  for await (const [key, entry] of former.entries()) {
    if (!KEPT.test(key)) continue;
    if ((await own.get(key)) === undefined) {
      await own.set(key, entry);
      taken += 1;
    }
    await former.set(key, { ...entry, expiresAt: Math.min(entry.expiresAt, clock.now() + LAST_MS) });
  }
  await own.set(DONE, doneEntry());
  return taken;
}

function doneEntry(): StoredEntry {
  return { bytes: Buffer.from('1'), schemaVersion: 1, storedAt: 0, freshUntil: 0, expiresAt: DONE_FOR_MS, costMs: 0 };
}
