import { CachedSongProcessor } from '@reprise/bot';
import { NodePool } from 'reprise';
import type { Bench, Row } from './bench.ts';
import { median } from './measure.ts';
import { Child } from './rpc.ts';
import type { Shop, ShopCommands } from './songs/shop.ts';
import { temporaryFolder } from './stores/folder.ts';

const FIRST = 'first time';
const SECOND = 'second time';
const RESTARTED = 'after a restart';
const WITHOUT = 'without the cache';
const WITH = 'with the cache';

const ONE = 'a song by its link';
const OPENING = 'opening what the former run left';
const SAVED = 'share of the time that knowing 8 of 20 songs saves';
const SHARE_KNOWN = 0.4;
/** Other programs run on the machine too. */
const LOAD_MS = 60_000;

export const songs: Bench = {
  name: 'songs',
  title:
    'Songs by the real yt-dlp, from a web site on this machine; a list of 20 of which 8 are known (5 and 2 with --quick)',
  goals: [
    { case: ONE, subject: SECOND, atMost: 10, dependsOnMachine: true },
    { case: ONE, subject: RESTARTED, atMost: 10, dependsOnMachine: true },
    { case: ONE, subject: FIRST, relativeTo: SECOND, atLeast: 50 },
    { case: ONE, subject: FIRST, relativeTo: RESTARTED, atLeast: 50 },
    { case: SAVED, subject: WITH, atLeast: 38, dependsOnMachine: true },
    ...[WITHOUT, WITH].map((subject) => {
      return { case: 'the first song of the list, as a share of the time until the last', subject, atMost: 99 };
    }),
  ],
  async run({ quick }) {
    const child = new Child<ShopCommands>(new URL('./songs-worker.ts', import.meta.url));
    try {
      const shop = await child.call('open');
      if ('missing' in shop) return [row(ONE, FIRST, Number.NaN, shop.missing)];
      const single = await oneSong(shop, quick ? 2 : 7);
      return [...single, ...(await oneList(shop, quick ? 5 : 20, quick ? 1 : 3))];
    } finally {
      await child.kill();
    }
  },
};

/** Songs of the first case have numbers that no list reaches. */
const SINGLES_FROM = 1_000;

async function oneSong(shop: Shop, count: number): Promise<Row[]> {
  using folder = temporaryFolder();
  const links = Array.from({ length: count }, (_, i) => songLink(shop, SINGLES_FROM + i));
  const first: number[] = [];
  const second: number[] = [];
  {
    await using bot = await botOn(shop, folder.path);
    // The program's own files are read from the disk once.
    await bot.songs.processSong(songLink(shop, SINGLES_FROM - 1));
    for (const link of links) first.push(await timeOf(bot, link, false));
    for (const link of links) second.push(await timeOf(bot, link, true));
  }
  await using bot = await botOn(shop, folder.path);
  const startedAt = performance.now();
  await bot.songs.cache.ready();
  const openingMs = performance.now() - startedAt;
  const restarted: number[] = [];
  for (const link of links) restarted.push(await timeOf(bot, link, true));
  return [
    row(ONE, FIRST, median(first), 'ms'),
    row(ONE, SECOND, median(second), 'ms'),
    row(ONE, RESTARTED, median(restarted), 'ms'),
    row(OPENING, RESTARTED, openingMs, 'ms'),
  ];
}

async function timeOf({ songs }: Bot, link: string, isKnown: boolean): Promise<number> {
  const startedAt = performance.now();
  const [song, wasCached] = await songs.processSong(link);
  const tookMs = performance.now() - startedAt;
  if (wasCached !== isKnown || song.encoded === '') throw new Error(`${link} was ${isKnown ? 'not ' : ''}known.`);
  return tookMs;
}

async function oneList(shop: Shop, length: number, rounds: number): Promise<Row[]> {
  const known = Math.round(length * SHARE_KNOWN);
  const without: ListTimes[] = [];
  const withCache: ListTimes[] = [];
  for (let round = 0; round < rounds; round += 1) {
    without.push(await listTimes(shop, length, 0));
    withCache.push(await listTimes(shop, length, known));
  }
  const saved = 1 - median(withCache.map(({ lastMs }) => lastMs)) / median(without.map(({ lastMs }) => lastMs));
  return [...listRows(WITHOUT, without), ...listRows(WITH, withCache), row(SAVED, WITH, saved * 100, '%')];
}

function listRows(subject: string, times: readonly ListTimes[]): Row[] {
  const firstMs = median(times.map((one) => one.firstMs));
  const lastMs = median(times.map((one) => one.lastMs));
  return [
    row('the list itself', subject, median(times.map((one) => one.listMs)), 'ms'),
    row('the first song of the list can be played', subject, firstMs, 'ms'),
    row('the last can', subject, lastMs, 'ms'),
    row('the first song of the list, as a share of the time until the last', subject, (firstMs / lastMs) * 100, '%'),
  ];
}

interface ListTimes {
  readonly listMs: number;
  readonly firstMs: number;
  readonly lastMs: number;
}

/** Takes a list of which some songs were asked for by an earlier run of the bot. */
async function listTimes(shop: Shop, length: number, known: number): Promise<ListTimes> {
  using folder = temporaryFolder();
  {
    await using before = await botOn(shop, folder.path);
    // Spread over the list, so that neither its beginning nor its end is the known part.
    const numbers = Array.from({ length: known }, (_, i) => Math.floor(((i + 0.5) * length) / known) + 1);
    await before.songs.batchProcess(numbers.map((number) => songLink(shop, number)));
  }
  await using bot = await botOn(shop, folder.path);
  await bot.songs.cache.ready();
  const startedAt = performance.now();
  const list = await bot.songs.processPlaylist(`${shop.siteUrl}/list-${length}`);
  const listMs = performance.now() - startedAt;
  const times: number[] = [];
  let cached = 0;
  for await (const outcome of list.songs) {
    if (outcome.status === 'failed') throw outcome.error;
    if (outcome.wasCached) cached += 1;
    times.push(performance.now() - startedAt);
  }
  if (times.length !== length || cached !== known) throw new Error(`${times.length} songs, ${cached} of them known.`);
  return { listMs, firstMs: times[0] ?? Number.NaN, lastMs: times.at(-1) ?? Number.NaN };
}

interface Bot extends AsyncDisposable {
  readonly songs: CachedSongProcessor;
}

/** A bot that has just been started: nothing is in memory. */
async function botOn({ nodeUrl }: Shop, cacheDir: string): Promise<Bot> {
  const pool = new NodePool();
  await pool.connect({
    client: { userId: '1' },
    nodes: [{ identifier: 'shop', uri: nodeUrl, password: 'secret', requestTimeoutMs: LOAD_MS }],
    cacheConfig: {},
    logger: null,
    loadTimeoutMs: LOAD_MS,
  });
  const songs = new CachedSongProcessor({ pool, cache: { cacheDir } });
  return {
    songs,
    [Symbol.asyncDispose]: async () => {
      await songs.close();
      await pool.close();
    },
  };
}

function songLink({ siteUrl }: Shop, number: number): string {
  return `${siteUrl}/song-${number}.wav`;
}

function row(name: string, subject: string, value: number, unit: string): Row {
  return { bench: 'songs', case: name, subject, value, unit };
}
