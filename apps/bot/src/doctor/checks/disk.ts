import { statfs } from 'node:fs/promises';
import { type Answer, type Check, failed, ok, warning } from '../finding.ts';
import { existing } from './existing-folder.ts';

const MIB = 1_048_576;
const ENOUGH_BYTES = 1_024 * MIB;
const LEAST_BYTES = 50 * MIB;

/** How much room there is for the data. */
export function disk(dataDir: string): Check {
  return {
    name: 'disk',
    async run() {
      const { bavail, bsize } = await statfs(await existing(dataDir));
      return judgeDisk(bavail * bsize);
    },
  };
}

/** What so many free bytes mean. */
export function judgeDisk(freeBytes: number): Answer {
  const isLarge = freeBytes >= ENOUGH_BYTES;
  const text = `${(freeBytes / (isLarge ? ENOUGH_BYTES : MIB)).toFixed(1)} ${isLarge ? 'GiB' : 'MiB'} are free.`;
  if (isLarge) return ok(text);
  const advice = 'Make room where DATA_DIR is, or set it to a folder on another disk.';
  return freeBytes < LEAST_BYTES ? failed(text, advice) : warning(text, advice);
}
