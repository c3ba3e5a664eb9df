import { setTimeout as after } from 'node:timers/promises';
import type { Bench, Goal, Row } from './bench.ts';
import { BotProcess, type BotProgram, OUR_BOT, PLAIN_BOT } from './bot/bot-process.ts';
import { type DiscordSetup, type Reply, startDiscordProcess, type Use } from './bot/discord-process.ts';
import { poissonTimes } from './bot/poisson-times.ts';
import { Latencies } from './latency.ts';
import { seededRandom } from './random.ts';

/** What a search on the network takes at its best. */
const SEARCH_MS = 150;
const KNOWN_NAME = 'known song';
const KNOWN_SONGS = 20;
const KNOWN_SHARE = 0.75;
/** Commands before those that count: with them come the code that all of them share, the songs, and the bot into its channels. */
const FIRST_USES = 60;
const FIRST_GAP_MS = 125;
/** A guild may use a bot 20 times in 10 s. */
const FIRST_GAP_ALONE_MS = 550;
/** Longer than messages of a channel are held back. */
const SETTLE_MS = 3_000;
const OVER_MS = 100_000;
const QUICK_OVER_MS = 20_000;
/** discord.js makes 50 calls a second at most; what waits for that says nothing about a bot. */
const MOST_CALLS = 49;
/** Other programs run on the machine too: the slowest of a hundred may take three times as long. */
const NOISE = 2;

const KNOWN = `${OUR_BOT.name}, a known song`;
const NEW = `${OUR_BOT.name}, a new one`;
const PLAIN = PLAIN_BOT.name;

interface Scene {
  readonly guilds: number;
  /** Guilds where people listen. One shard may ask for 120 voice channels a minute. */
  readonly listening: number;
  readonly perSecond: number;
}

const QUICK_SCENE: Scene = { guilds: 50, listening: 50, perSecond: 4 };
const SCENES: readonly Scene[] = [
  { guilds: 1, listening: 1, perSecond: 1.5 },
  QUICK_SCENE,
  { guilds: 500, listening: 100, perSecond: 6 },
];

export const replies: Bench = {
  name: 'replies',
  title: `From /play to what the bot says, ${KNOWN_SHARE * 100} % known songs; a node that takes ${SEARCH_MS} ms to search, a Discord that takes no time`,
  goals: SCENES.flatMap((scene): Goal[] => [
    ...[KNOWN, NEW].map((subject) => ({ case: caseOf(scene, 'heard, p99'), subject, atMost: 20, tolerance: NOISE })),
    { case: caseOf(scene, 'answered, p99'), subject: KNOWN, atMost: 60, tolerance: NOISE },
    ...[NEW, PLAIN].map((subject) => {
      return { case: caseOf(scene, 'answered, p50'), subject, relativeTo: KNOWN, atLeast: 3, tolerance: 0.3 };
    }),
    ...[KNOWN, PLAIN].map((subject) => ({ case: caseOf(scene, 'calls in a second'), subject, atMost: MOST_CALLS })),
  ]),
  async run({ quick }) {
    const rows: Row[] = [];
    for (const scene of quick ? [QUICK_SCENE] : SCENES) {
      for (const bot of [OUR_BOT, PLAIN_BOT]) {
        rows.push(...(await measure(bot, scene, quick ? QUICK_OVER_MS : OVER_MS)));
      }
    }
    return rows;
  },
};

async function measure(program: BotProgram, scene: Scene, overMs: number): Promise<readonly Row[]> {
  const discord = startDiscordProcess();
  try {
    const address = await discord.call('open', setupOf(scene));
    await using _bot = await BotProcess.start(program, address);
    await discord.call('use', firstUses(scene));
    await after(SETTLE_MS);
    const all = await discord.call('use', usesOf(scene, overMs));
    const calls = await discord.call('fullestSecond');
    return program === OUR_BOT ? rowsOfOurs(scene, all, calls) : rowsOf(scene, PLAIN, all, calls);
  } finally {
    await discord.kill();
  }
}

function setupOf({ guilds }: Scene): DiscordSetup {
  return { guilds, members: 20, inVoice: 3, textChannels: 5, voiceChannels: 2, roles: 5, searchMs: SEARCH_MS };
}

/** Every guild that listens asks for songs until all songs are known that are to be. */
function firstUses({ listening }: Scene): readonly Use[] {
  const gapMs = listening === 1 ? FIRST_GAP_ALONE_MS : FIRST_GAP_MS;
  return Array.from({ length: Math.max(listening, FIRST_USES) }, (_, i) => {
    return { atMs: i * gapMs, guild: i % listening, song: knownSong(i % KNOWN_SONGS) };
  });
}

/** The same for all bots. */
function usesOf({ listening, perSecond }: Scene, overMs: number): readonly Use[] {
  const random = seededRandom(17);
  return poissonTimes(perSecond, overMs, random).map((atMs, i) => {
    const guild = Math.floor(random() * listening);
    const isKnown = random() < KNOWN_SHARE;
    return { atMs, guild, song: isKnown ? knownSong(Math.floor(random() * KNOWN_SONGS)) : `new song ${i}` };
  });
}

function knownSong(number: number): string {
  return `${KNOWN_NAME} ${number}`;
}

function rowsOfOurs(scene: Scene, all: readonly Reply[], calls: number): Row[] {
  const wrong = all.find(({ song, answer }) => song.startsWith(KNOWN_NAME) !== answer.includes('⚡'));
  if (wrong !== undefined) throw new Error(`Known or not, ${wrong.song} is answered with ${wrong.answer}.`);
  const known = all.filter(({ song }) => song.startsWith(KNOWN_NAME));
  const others = all.filter(({ song }) => !song.startsWith(KNOWN_NAME));
  return [...rowsOf(scene, KNOWN, known, calls), ...rowsOf(scene, NEW, others)];
}

function rowsOf(scene: Scene, subject: string, all: readonly Reply[], calls?: number): Row[] {
  const heard = new Latencies();
  const answered = new Latencies();
  for (const { song, answer, deferMs, answerMs } of all) {
    if (!answer.includes(song)) throw new Error(`${subject}: ${song} is answered with ${answer}.`);
    heard.add(deferMs);
    answered.add(answerMs);
  }
  const row = (what: string, value: number, unit: string): Row => {
    return { bench: 'replies', case: caseOf(scene, what), subject, value, unit };
  };
  return [
    row('commands', all.length, ''),
    row('heard, p50', heard.quantile(0.5), 'ms'),
    row('heard, p99', heard.quantile(0.99), 'ms'),
    row('answered, p50', answered.quantile(0.5), 'ms'),
    row('answered, p99', answered.quantile(0.99), 'ms'),
    ...(calls === undefined ? [] : [row('calls in a second', calls, 'at most')]),
  ];
}

function caseOf({ guilds, listening, perSecond }: Scene, what: string): string {
  const of =
    listening < guilds ? `${guilds} guilds, ${listening} listening` : guilds === 1 ? '1 guild' : `${guilds} guilds`;
  return `${of}, ${perSecond} /s: ${what}`;
}
