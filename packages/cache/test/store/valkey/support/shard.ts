import { once } from 'node:events';
import { SmartCache } from '../../../../src/smart/smart-cache.ts';
import { ValkeyStore } from '../../../../src/store/valkey/valkey-store.ts';

// A process of its own: told to begin, it asks for one song as many times at once as it was started for, and says how often
// it made it and how many askers got it.

const [url = '', askers = '0'] = process.argv.slice(2);
const LOAD_MS = 200;

const store = new ValkeyStore({ url, prefix: 'shards:', deadlineMs: 1_000 });
await using songs = new SmartCache<string>({ store, storeDeadlineMs: 1_000 });
let loads = 0;

async function load(): Promise<string> {
  loads++;
  await new Promise((resolve) => setTimeout(resolve, LOAD_MS));
  return 'the song';
}

await store.get('anything');
process.send?.('ready');
await once(process, 'message');
const asked = Array.from({ length: Number(askers) }, () => songs.getOrProcess('Ode to Joy', load));
const found = await Promise.all(asked);
process.send?.({ loads, songs: found.filter(({ value }) => value === 'the song').length });
process.disconnect();
