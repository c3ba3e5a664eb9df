import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { LmdbStore } from '@reprise/cache';
import { type Answer, type Check, failed, ok } from '../finding.ts';
import { reasonOf } from '../plain-text.ts';
import { existing } from './existing-folder.ts';

/** Whether the folder of the data can be written to, and whether LMDB keeps there what it is given. */
export function store(dataDir: string): Check {
  return {
    name: 'store',
    async run() {
      // A folder that is not there yet is not made: it would belong to whoever runs this, who need not be the bot.
      const folder = await existing(dataDir);
      let scratch: string;
      try {
        scratch = await mkdtemp(join(folder, '.doctor-'));
      } catch (error) {
        const advice = 'Let the user that the bot runs as own it, or set DATA_DIR to another folder.';
        return failed(`${dataDir} cannot be written to (${reasonOf(error)}).`, advice);
      }
      try {
        return await keeps(scratch, folder === dataDir ? dataDir : `${dataDir}, which will be made,`);
      } finally {
        await rm(scratch, { recursive: true, force: true });
      }
    },
  };
}

async function keeps(scratch: string, place: string): Promise<Answer> {
  const advice =
    'DATA_DIR must be on a local disk, not on that of a network; if it is, install the packages anew: npm ci';
  const lmdb = new LmdbStore({ path: scratch, maxBytes: 1_048_576, minFreeBytes: 0, onWarning: () => undefined });
  try {
    const now = Date.now();
    const bytes = new TextEncoder().encode('"written by the doctor"');
    const times = { storedAt: now, freshUntil: now + 60_000, expiresAt: now + 60_000, costMs: 1 };
    await lmdb.set('doctor', { bytes, schemaVersion: 1, ...times });
    const read = await lmdb.get('doctor');
    if (read === undefined || !Buffer.from(read.bytes).equals(bytes)) {
      return failed(`LMDB in ${place} does not give back what was written.`, advice);
    }
    return ok(`LMDB in ${place} gives back what was written.`);
  } catch (error) {
    return failed(`LMDB in ${place} cannot be used (${reasonOf(error)}).`, advice);
  } finally {
    await lmdb.close();
  }
}
