import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DiscordGuild, type DiscordMember, FakeDiscord, FaultyNode, madeUpTracks } from '@reprise/devkit';
import { expect, vi } from 'vitest';
import type { TotalReport } from '../../../src/cluster/total-report.ts';
import { BotProgram } from './bot-program.ts';

/** Long enough for a machine that is busy with other tests, and no more requests than the page takes of one visitor. */
const PATIENCE = { timeout: 30_000, interval: 300 };

/** What the tests read of `/api/status` and its neighbours. */
export type Told = Pick<TotalReport, 'shards' | 'nodes' | 'players' | 'processes'>;

/** A Discord with a guild on each shard, an outside node, and folders: what programs of the bot are started against. */
export class ShardStage implements AsyncDisposable {
  readonly discord: FakeDiscord;
  readonly node: FaultyNode;
  /** One on each shard, by its id. */
  readonly guilds: readonly DiscordGuild[];
  readonly #folder: string;
  #people = 0;

  private constructor(discord: FakeDiscord, node: FaultyNode, guilds: readonly DiscordGuild[], folder: string) {
    this.discord = discord;
    this.node = node;
    this.guilds = guilds;
    this.#folder = folder;
  }

  static async start(shards: number): Promise<ShardStage> {
    const discord = new FakeDiscord({ shards });
    await discord.listen();
    const guilds = Array.from({ length: shards }, (_, shard) =>
      discord.guild({ id: idOn(shard, shards), name: `Guild of shard ${shard}` }),
    );
    const node = await FaultyNode.start({
      node: { password: 'secret', voice: discord.voice, sources: [madeUpTracks('madesearch')] },
    });
    return new ShardStage(discord, node, guilds, await mkdtemp(join(tmpdir(), 'reprise-shards-')));
  }

  /** Starts the program. @param name - Of its folder: another one is another machine. */
  run(args: readonly string[], env: Readonly<Record<string, string>> = {}, name = 'data'): BotProgram {
    const { discord, node } = this;
    return BotProgram.start(
      args,
      {
        DISCORD_TOKEN: discord.token,
        OWN_NODE_VOICE: 'silent',
        DISCORD_API_BASE: discord.apiUrl,
        DATA_DIR: join(this.#folder, name),
        LAVALINK_NODES: `main=${node.url}`,
        LAVALINK_PASSWORD: 'secret',
        DEFAULT_SEARCH_SOURCE: 'madesearch',
        YTDLP: 'off',
        HTTP_PORT: '0',
        LOG_FORMAT: 'json',
        WARM_LIMIT: '0',
        ...env,
      },
      this.#folder,
    );
  }

  /** Somebody new who listens in the guild of a shard: one person would be too fast. */
  person(shard: number): DiscordMember {
    const guild = this.guilds[shard];
    if (guild === undefined) throw new Error(`There is no shard ${shard}.`);
    this.#people += 1;
    const person = this.discord.user(`person-${this.#people}`).in(guild);
    person.joinVoice('Music');
    return person;
  }

  /** Somebody new types `/play` in the guild of a shard. @returns What the bot answers. */
  async play(shard: number, query: string): Promise<string> {
    return (await this.person(shard).slash('play', { query }).reply()).text;
  }

  /** How often the outside node was asked to find something. */
  get loads(): number {
    return this.node.requests.filter(({ path }) => path.includes('/loadtracks')).length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.node.close();
    await this.discord.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** Waits until all shards of a program play. @returns Where its page is. */
export async function ready(program: BotProgram): Promise<string> {
  const [{ url }] = await Promise.all([
    program.line(({ msg }) => msg === 'The page of the bot is there.'),
    program.line(({ msg }) => msg === 'All shards of this machine are ready.'),
  ]);
  return String(url);
}

/** What the page of a program tells, of all its processes. */
export async function told(url: string): Promise<Told> {
  const all = await Promise.all(['status', 'nodes', 'players'].map(async (what) => read(`${url}/api/${what}`)));
  return Object.assign({}, ...all);
}

async function read(url: string): Promise<Partial<Told>> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url} answers ${answer.status}.`);
  // It is our own page, which other tests hold to its words.
  return (await answer.json()) as Partial<Told>;
}

/** Waits until something is true of what is told. */
export async function until(url: string, test: (now: Told) => boolean): Promise<Told> {
  return vi.waitFor(async () => {
    const now = await told(url);
    if (!test(now)) throw new Error(`It never came true: ${JSON.stringify(now)}`);
    return now;
  }, PATIENCE);
}

/** Waits until a probe answers with a status. */
export async function answers(url: string, path: string, status: number): Promise<void> {
  await expect.poll(async () => (await fetch(`${url}${path}`)).status, PATIENCE).toBe(status);
}

/** Waits until none of these processes is there. */
export async function gone(pids: readonly number[]): Promise<void> {
  await expect.poll(() => pids.filter(isThere), PATIENCE).toEqual([]);
}

/** Whether a process runs. */
export function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** The id of a guild that Discord puts on a shard. */
function idOn(shard: number, shards: number): string {
  const someday = 194_863_000_000n;
  return `${(someday - (someday % BigInt(shards)) + BigInt(shard)) << 22n}`;
}
