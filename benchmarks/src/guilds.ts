import type { Bench, Row } from './bench.ts';
import { type Life, type Outcome, playInGuilds } from './guilds/play-in-guilds.ts';
import { firstOf, readTrace, syntheticTrace, type Trace } from './traces.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** No song of the trace comes to its end. */
const NEVER_MS = 10_000 * DAY_MS;

const GUILDS = 300;
/** A guild that listens for an hour and a quarter a day, at under four minutes a song. */
const SONGS_A_DAY = 20;
const DAYS = 14;
const QUICK_DAYS = 1;

/** What the documents say, and what it would take: a longer life, and more room. */
const LIVES: readonly (readonly [name: string, life: Life])[] = [
  ['2 h', { ttlMs: 2 * HOUR_MS, maxSize: 1_000 }],
  ['24 h', { ttlMs: DAY_MS, maxSize: 1_000 }],
  ['7 days', { ttlMs: 7 * DAY_MS, maxSize: 1_000 }],
  ['7 days, room for 10,000', { ttlMs: 7 * DAY_MS, maxSize: 10_000 }],
  ['for ever', { ttlMs: NEVER_MS, maxSize: 1_000 }],
  ['for ever, room for 10,000', { ttlMs: NEVER_MS, maxSize: 10_000 }],
  ['for ever, room for all', { ttlMs: NEVER_MS, maxSize: 1_000_000 }],
];
const WARMED = ['2 h', '24 h'];
const QUICK_LIVES = LIVES.slice(0, 2);

const COLD = 'as asked for';
const WARM = 'with warming of the top 20 each 10 min';

export const guilds: Bench = {
  name: 'guilds',
  title: `Plays as what ${GUILDS} guilds ask for, ${SONGS_A_DAY} songs each a day for ${DAYS} days; a cache of 1,000 unless told`,
  goals: [
    // Which share comes out is up to the songs; that warming does no harm is not.
    ...WARMED.map((name) => {
      return { case: `${name}: hit rate`, subject: WARM, relativeTo: COLD, atLeast: 0.99 };
    }),
  ],
  async run({ quick }) {
    const length = GUILDS * SONGS_A_DAY * (quick ? QUICK_DAYS : DAYS);
    const trace = firstOf(readTrace('nowplaying') ?? syntheticTrace(length), length);
    const everyMs = DAY_MS / (GUILDS * SONGS_A_DAY);
    const rows: Row[] = [row('requests', COLD, length, ''), row('different songs', COLD, trace.distinct, '')];
    for (const [name, life] of quick ? QUICK_LIVES : LIVES) {
      rows.push(...rowsOf(name, COLD, await playInGuilds(trace, everyMs, life, 0), trace));
      if (WARMED.includes(name)) rows.push(...rowsOf(name, WARM, await playInGuilds(trace, everyMs, life, 20), trace));
    }
    return rows;
  },
};

function rowsOf(name: string, subject: string, { hits, warmed }: Outcome, { keys }: Trace): Row[] {
  const days = keys.length / (GUILDS * SONGS_A_DAY);
  const rate = row(`${name}: hit rate`, subject, (hits / keys.length) * 100, '%');
  return subject === COLD ? [rate] : [rate, row(`${name}: made ahead, a day`, subject, warmed / days, 'songs')];
}

function row(name: string, subject: string, value: number, unit: string): Row {
  return { bench: 'guilds', case: name, subject, value, unit };
}
