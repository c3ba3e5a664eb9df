import { Pool as HttpPool } from 'undici';
import type { Bench } from './bench.ts';
import { poolOn, startLibrary } from './library.ts';
import { median } from './measure.ts';

const OURS = 'Node.loadTracks';
const BARE = 'bare undici';
const CALLS_A_ROUND = 400;

export const rest: Bench = {
  name: 'rest',
  title: 'A search of 20 tracks, not cached',
  goals: [
    { case: 'one at a time', subject: OURS, relativeTo: BARE, atLeast: 0.9, tolerance: 0.15 },
    { case: '32 at a time', subject: OURS, relativeTo: BARE, atLeast: 0.9, tolerance: 0.15 },
  ],
  async run({ quick }) {
    const library = await startLibrary({ answerMs: 0, tracksPerAnswer: 20 });
    const pool = await poolOn(library, 100, 1_000);
    const node = pool.getNode();
    // As many connections as our client has, so that the two have the same road.
    const http = new HttpPool(library.url, { connections: 32 });
    const path = `/v4/loadtracks?identifier=${encodeURIComponent('library:song')}`;
    const subjects = new Map<string, () => Promise<unknown>>([
      [OURS, () => node.loadTracks('library:song')],
      [
        BARE,
        async () => {
          const { body } = await http.request({ path, method: 'GET', headers: { authorization: 'secret' } });
          return body.json();
        },
      ],
    ]);
    const rows = [];
    for (const [name, atOnce] of [
      ['one at a time', 1],
      ['32 at a time', 32],
    ] as const) {
      for (const [subject, value] of await callsPerSecond(subjects, atOnce, quick ? 15 : 31)) {
        rows.push({ bench: 'rest', case: name, subject, value, unit: '/s' });
      }
    }
    await pool.close();
    await http.close();
    await library.close();
    return rows;
  },
};

/** Calls a second of each subject, in turns: the median of all rounds. */
async function callsPerSecond(
  subjects: ReadonlyMap<string, () => Promise<unknown>>,
  atOnce: number,
  rounds: number,
): Promise<Map<string, number>> {
  const rates = new Map([...subjects.keys()].map((subject) => [subject, [] as number[]]));
  for (let round = -2; round < rounds; round += 1) {
    // Who goes first changes, so that neither always runs in the other's wake.
    const order = round % 2 === 0 ? [...subjects] : [...subjects].reverse();
    for (const [subject, call] of order) {
      const startedAt = performance.now();
      await Promise.all(Array.from({ length: atOnce }, () => repeat(call, CALLS_A_ROUND / atOnce)));
      if (round >= 0) rates.get(subject)?.push((CALLS_A_ROUND / (performance.now() - startedAt)) * 1_000);
    }
  }
  return new Map(Array.from(rates, ([subject, list]) => [subject, median(list)]));
}

async function repeat(call: () => Promise<unknown>, times: number): Promise<void> {
  for (let i = 0; i < times; i += 1) await call();
}
