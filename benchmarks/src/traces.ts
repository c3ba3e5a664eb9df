import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { seededRandom, zipfRanks } from './random.ts';

/** A sequence of requests, each for a key. */
export interface Trace {
  readonly name: string;
  /** Keys are numbered from 0 in the order of their first request. */
  readonly keys: Int32Array;
  readonly distinct: number;
}

/** Reads `NAME.gz` (one key a line) from the folder that `REPRISE_TRACES` names; undefined when it is not there. */
export function readTrace(name: string): Trace | undefined {
  const folder = process.env.REPRISE_TRACES;
  const file = folder === undefined ? undefined : join(folder, `${name}.gz`);
  if (file === undefined || !existsSync(file)) return undefined;
  const lines = gunzipSync(readFileSync(file)).toString('utf8').split('\n');
  return numbered(
    name,
    lines.filter((line) => line !== ''),
  );
}

/**
 * A made-up trace that behaves like music: Zipf popularity (exponent 0.85 over 200,000 titles), a quarter of the
 * requests repeat one of the last few dozen, and now and then a new title enters the charts.
 */
export function syntheticTrace(length: number): Trace {
  const random = seededRandom(7);
  const draw = zipfRanks(200_000, 0.85, random);
  const titleAt = Int32Array.from({ length: 200_000 }, (_, rank) => rank);
  const keys: number[] = [];
  let titles = titleAt.length;
  for (let i = 0; i < length; i += 1) {
    if (random() < 0.001) titleAt[Math.floor(200 * random() ** 2)] = titles++;
    const back = 1 + Math.floor(-Math.log(1 - random()) * 60);
    const repeated = i > 50 && random() < 0.25 ? keys[i - Math.min(i, back)] : undefined;
    keys.push(repeated ?? titleAt[draw()] ?? 0);
  }
  return numbered('synthetic', keys);
}

/** The beginning of a trace. */
export function firstOf(trace: Trace, length: number): Trace {
  return numbered(trace.name, trace.keys.subarray(0, length));
}

function numbered<K>(name: string, requests: Iterable<K>): Trace {
  const numbers = new Map<K, number>();
  const keys: number[] = [];
  for (const key of requests) {
    const known = numbers.get(key);
    if (known === undefined) numbers.set(key, numbers.size);
    keys.push(known ?? numbers.size - 1);
  }
  return { name, keys: Int32Array.from(keys), distinct: numbers.size };
}
