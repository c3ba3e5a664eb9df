// One of several processes on one store: FOLDER NAME COUNT
import { LmdbStore } from '../../../src/index.ts';

const [folder = '', name = '', count = '0'] = process.argv.slice(2);
const store = new LmdbStore({ path: folder, isShared: true });
const now = Date.now();
const life = { storedAt: now, freshUntil: now + 600_000, expiresAt: now + 600_000 };
const entry = (text: string): Parameters<LmdbStore['set']>[1] => ({
  bytes: Buffer.from(text),
  schemaVersion: 1,
  costMs: 1,
  ...life,
});

let leases = 0;
for (let i = 0; i < Number(count); i++) {
  if ((await store.lease?.(`leased ${i}`, 60_000)) !== undefined) leases++;
  await store.set(`${name} ${i}`, entry(`${name} ${i}`));
  await store.set(`all ${i}`, entry(name));
}
process.stdout.write(`${JSON.stringify({ leases, setAside: store.stats().setAside })}\n`);
// Without closing it, as a process that ends by itself.
process.exit(0);
