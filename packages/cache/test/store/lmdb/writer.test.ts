import { systemClock } from '@reprise/clock';
import { expect, it } from 'vitest';
import { acquire, release } from '../../../src/store/lmdb/environment.ts';
import { checkedOptions } from '../../../src/store/lmdb/lmdb-store-options.ts';
import { Writer } from '../../../src/store/lmdb/writer.ts';
import { temporaryFolder } from '../support/folder.ts';

it('a write that cannot be made leaves those alone that are committed with it', async () => {
  const folder = await temporaryFolder();
  const writer = new Writer(checkedOptions({ path: folder.path, clock: systemClock }));
  const files = await acquire(folder.path, () => undefined);
  const [name, value] = [Buffer.from('=song'), Buffer.from('x')];
  const outcomes = await Promise.allSettled([
    writer.add(files, 0, () => {
      throw new Error('It cannot be read.');
    }),
    writer.add(files, 1, () => files.entries.put(name, value)),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  expect(files.entries.getBinary(name)).toEqual(value);
  await release(files);
  await folder.remove();
});
