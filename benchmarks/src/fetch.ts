import { Pool as HttpPool } from 'undici';
import type { Bench, Row } from './bench.ts';
import { Latencies, timed } from './latency.ts';
import { poolOn, startLibrary } from './library.ts';

const QUERY = 'Never Gonna Give You Up';
const PATH = `/v4/loadtracks?identifier=${encodeURIComponent(`library:${QUERY}`)}`;

const CACHED = 'fetchTracks, cached';
const RESPELT = 'fetchTracks, cached, another spelling each time';
const BARE = 'bare undici, from a node on loopback';

export const fetch: Bench = {
  name: 'fetch',
  title: 'A search of 20 tracks, met before',
  goals: [
    { case: 'p50', subject: BARE, relativeTo: CACHED, atLeast: 20 },
    { case: 'p50', subject: CACHED, atMost: 5, dependsOnMachine: true },
    { case: 'p99', subject: CACHED, atMost: 20, dependsOnMachine: true },
    { case: 'p50', subject: RESPELT, atMost: 10, dependsOnMachine: true },
  ],
  async run({ quick }) {
    const library = await startLibrary({ answerMs: 0, tracksPerAnswer: 20 });
    const pool = await poolOn(library, 100, 1_000);
    const http = new HttpPool(library.url);
    const bare = async (): Promise<unknown> => {
      const { body } = await http.request({ path: PATH, method: 'GET', headers: { authorization: 'secret' } });
      return body.json();
    };
    await pool.fetchTracks(QUERY);

    const spell = speller(QUERY);
    const subjects = new Map([
      [CACHED, { times: new Latencies(), calls: 2_000, call: () => pool.fetchTracks(QUERY) }],
      [RESPELT, { times: new Latencies(), calls: 2_000, call: () => pool.fetchTracks(spell()) }],
      [BARE, { times: new Latencies(), calls: 100, call: bare }],
    ]);
    const rounds = quick ? 5 : 25;
    // The first rounds are for the compiler and the connections.
    for (let round = -3; round < rounds; round += 1) {
      for (const { times, calls, call } of subjects.values()) {
        for (let i = 0; i < calls; i += 1) await timed(round < 0 ? new Latencies() : times, call);
      }
    }
    await pool.close();
    await http.close();
    await library.close();
    return Array.from(subjects, ([subject, { times }]) => [
      microseconds('p50', subject, times.quantile(0.5)),
      microseconds('p99', subject, times.quantile(0.99)),
    ]).flat();
  },
};

function microseconds(name: string, subject: string, ms: number): Row {
  return { bench: 'fetch', case: name, subject, value: ms * 1_000, unit: 'µs' };
}

/** Gives a text in ever other upper and lower case. */
function speller(text: string): () => string {
  const letters = [...text.toLowerCase()];
  let number = 0;
  return () => {
    number += 1;
    return letters.map((letter, i) => ((number >> (i % 24)) & 1 ? letter.toUpperCase() : letter)).join('');
  };
}
