// Writes to a store without end, and to a file beside it which writes were acknowledged: FOLDER FILE NAME FROM
import { openSync, writeSync } from 'node:fs';
import { LmdbStore } from '../../../src/index.ts';
import { KEYS, valueOfWrite } from './writes.ts';

const [folder = '', file = '', name = '', from = '0'] = process.argv.slice(2);
const store = new LmdbStore({ path: folder });
const acknowledged = openSync(file, 'a');

async function write(number: number): Promise<void> {
  const now = Date.now();
  const life = { storedAt: now, freshUntil: now + 3_600_000, expiresAt: now + 3_600_000 + (number % 7) };
  const bytes = Buffer.from(valueOfWrite(name, number));
  await store.set(`${name} ${number % KEYS}`, { bytes, schemaVersion: 1, costMs: number, ...life });
  writeSync(acknowledged, `${number}\n`);
}

for (let number = Number(from); ; number += 10) {
  await Promise.all(Array.from({ length: 10 }, (_, i) => write(number + i)));
  if (number === Number(from)) process.stdout.write('writing\n');
}
