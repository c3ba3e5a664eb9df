// Reads one key, and says what became of it: FOLDER
import { LmdbStore, StoreError } from '../../../src/index.ts';

const store = new LmdbStore({ path: process.argv[2] ?? '', onWarning: () => undefined });
try {
  process.stdout.write((await store.get('song')) === undefined ? 'nothing' : 'found');
} catch (error) {
  process.stdout.write(error instanceof StoreError ? `${error.code} ${error.message}` : String(error));
}
await store.close();
