import { setTimeout as after } from 'node:timers/promises';
import type { Bench, Row } from './bench.ts';
import { BotProcess, type BotProgram, OUR_BOT, PLAIN_BOT } from './bot/bot-process.ts';
import { type DiscordProcess, startDiscordProcess, type Use } from './bot/discord-process.ts';

const SONGS_EACH = 4;
const SEARCH_MS = 20;
/** Below the 16 a second at which discord.js begins to hold calls back. */
const GAP_MS = 140;
/** Players that are not counted one by one: with them comes the code that all of them share. */
const FIRST_PLAYERS = 15;
const SETTLE_MS = 60_000;
const QUICK_SETTLE_MS = 10_000;

const GUILD = { members: 20, inVoice: 2, textChannels: 20, voiceChannels: 5, roles: 15, searchMs: SEARCH_MS };

interface Scene {
  readonly guilds: number;
  readonly players: number;
}

const EMPTY: Scene = { guilds: 0, players: 0 };
const MIDDLE: Scene = { guilds: 500, players: FIRST_PLAYERS };
const LARGE: Scene = { guilds: 2_500, players: 75 };
const OURS = OUR_BOT.name;
const RESIDENT = 'resident memory';
const HIGHEST = 'resident, at its highest';
const HEAP = 'heap';
const CPU = 'of one processor';
const GUILD_HEAP = 'heap a guild';
const PLAYER_HEAP = `heap a player and its ${SONGS_EACH} songs`;

export const botMemory: Bench = {
  name: 'bot-memory',
  title: `What a bot takes a minute after ${SONGS_EACH} songs a player; guilds of ${GUILD.textChannels + GUILD.voiceChannels} channels, ${GUILD.roles} roles, ${GUILD.members} members, ${GUILD.inVoice} of them in voice`,
  goals: [
    // What V8 has not given back yet varies.
    ...[MIDDLE, LARGE].map((scene) => {
      return { case: caseOf(scene, RESIDENT), subject: OURS, atMost: 300, tolerance: 0.1 };
    }),
    { case: caseOf(LARGE, HEAP), subject: OURS, relativeTo: PLAIN_BOT.name, atMost: 1 },
    { case: GUILD_HEAP, subject: OURS, relativeTo: PLAIN_BOT.name, atMost: 1 },
  ],
  async run({ quick }) {
    const rows: Row[] = [];
    const settleMs = quick ? QUICK_SETTLE_MS : SETTLE_MS;
    for (const bot of quick ? [OUR_BOT] : [OUR_BOT, PLAIN_BOT]) {
      for (const scene of quick ? [EMPTY, MIDDLE] : [EMPTY, MIDDLE, LARGE]) {
        rows.push(...(await whole(bot, scene, settleMs)));
      }
      if (!quick) rows.push(...(await each(bot)));
    }
    return rows;
  },
};

/** A bot that nobody looks at until the end, as its system sees it. */
async function whole(program: BotProgram, scene: Scene, settleMs: number): Promise<readonly Row[]> {
  return inGuilds(program, scene, async (bot, discord) => {
    await discord.call('use', usesOf(0, scene.players));
    const { cpuMs } = await bot.needs(false);
    await after(settleMs);
    const needs = await bot.needs(true);
    return [
      row(program, caseOf(scene, RESIDENT), needs.residentBytes / 1e6, 'MB'),
      row(program, caseOf(scene, HIGHEST), needs.highestBytes / 1e6, 'MB'),
      row(program, caseOf(scene, HEAP), needs.heapBytes / 1e6, 'MB'),
      row(program, caseOf(scene, CPU), ((needs.cpuMs - cpuMs) / settleMs) * 100, '%'),
    ];
  });
}

/** What a guild and a player add, looked at in between. */
async function each(program: BotProgram): Promise<readonly Row[]> {
  const heap = async (bot: BotProcess): Promise<number> => (await bot.needs(true)).heapBytes;
  const empty = await inGuilds(program, EMPTY, heap);
  return inGuilds(program, LARGE, async (bot, discord) => {
    const quiet = await heap(bot);
    await discord.call('use', usesOf(0, FIRST_PLAYERS));
    const first = await heap(bot);
    await discord.call('use', usesOf(FIRST_PLAYERS, LARGE.players));
    const all = await heap(bot);
    return [
      row(program, GUILD_HEAP, (quiet - empty) / LARGE.guilds / 1e3, 'kB'),
      row(program, PLAYER_HEAP, (all - first) / (LARGE.players - FIRST_PLAYERS) / 1e3, 'kB'),
    ];
  });
}

async function inGuilds<T>(
  program: BotProgram,
  { guilds }: Scene,
  look: (bot: BotProcess, discord: DiscordProcess) => Promise<T>,
): Promise<T> {
  const discord = startDiscordProcess();
  try {
    const address = await discord.call('open', { guilds, ...GUILD });
    await using bot = await BotProcess.start(program, address);
    return await look(bot, discord);
  } finally {
    await discord.kill();
  }
}

/** People of guilds `from` to `to` − 1 ask for songs, each guild for its own. */
function usesOf(from: number, to: number): readonly Use[] {
  const count = Math.max(0, to - from);
  return Array.from({ length: count * SONGS_EACH }, (_, i) => {
    return { atMs: i * GAP_MS, guild: from + (i % count), song: `song ${i} after ${from}` };
  });
}

function row({ name }: BotProgram, what: string, value: number, unit: string): Row {
  return { bench: 'bot-memory', case: what, subject: name, value, unit };
}

function caseOf({ guilds, players }: Scene, what: string): string {
  return `${guilds === 0 ? 'no guilds' : `${guilds.toLocaleString('en')} guilds, ${players} players`}: ${what}`;
}
