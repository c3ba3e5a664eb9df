// Writes to a store until it is killed, and to a file outside of it which writes were acknowledged: FOLDER FILE NAME FROM
import { openSync, writeSync } from 'node:fs';
import { LmdbStore } from '@reprise/cache';
import { keyOfWrite, valueOfWrite } from './crash/writes.ts';

const AT_ONCE = 10;
const LIFE_MS = 86_400_000;

const [folder = '', file = '', name = '', from = '0'] = process.argv.slice(2);
const store = new LmdbStore({ path: folder });
const acknowledged = openSync(file, 'a');

async function write(number: number): Promise<void> {
  const storedAt = Date.now();
  const freshUntil = storedAt + LIFE_MS;
  const bytes = valueOfWrite(name, number);
  const life = { storedAt, freshUntil, expiresAt: freshUntil + (number % 7) };
  await store.set(keyOfWrite(name, number), { bytes, schemaVersion: 1, costMs: number, ...life });
  writeSync(acknowledged, `${number}\n`);
}

for (let number = Number(from); ; number += AT_ONCE) {
  await Promise.all(Array.from({ length: AT_ONCE }, (_, i) => write(number + i)));
  if (number === Number(from)) process.stdout.write('writing\n');
}
