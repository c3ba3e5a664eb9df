import { once } from 'node:events';
import { SingleFlight } from '../../../../src/smart/single-flight.ts';
import { ValkeyStore } from '../../../../src/store/valkey/valkey-store.ts';

// A process of its own: told to begin, it asks for one song as many times at once as it was started for, makes it at most
// once, and says how often it was made and what the askers got.

const [url = '', askers = '0'] = process.argv.slice(2);
const KEY = 'Ode to Joy';
const LEASE_MS = 5_000;
const LOAD_MS = 200;
const LOOK_MS = 20;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const store = new ValkeyStore({ url, prefix: 'shards:', deadlineMs: 1_000 });
const flights = new SingleFlight<string>();
let loads = 0;

async function load(): Promise<string> {
  loads++;
  await pause(LOAD_MS);
  const now = Date.now();
  const bytes = new TextEncoder().encode('the song');
  const until = now + 60_000;
  await store.set(KEY, {
    bytes,
    schemaVersion: 1,
    storedAt: now,
    freshUntil: until,
    expiresAt: until,
    costMs: LOAD_MS,
  });
  return 'the song';
}

async function find(): Promise<string> {
  for (;;) {
    const lease = await store.lease(KEY, LEASE_MS);
    // Also with the lease in hand: who had it before may have made the song.
    const found = await store.get(KEY);
    const song = found === undefined ? undefined : new TextDecoder().decode(found.bytes);
    try {
      if (song !== undefined) return song;
      if (lease !== undefined) return await load();
    } finally {
      await lease?.release();
    }
    await pause(LOOK_MS);
  }
}

await store.get('anything');
process.send?.('ready');
await once(process, 'message');
const answers = await Promise.all(Array.from({ length: Number(askers) }, () => flights.board(KEY, find).promise));
await store.close();
process.send?.({ loads, songs: answers.filter((answer) => answer === 'the song').length });
process.disconnect();
