import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type DiscordGuild,
  type DiscordGuildOptions,
  type DiscordMember,
  type DiscordMemberOptions,
  type DiscordMessage,
  FakeDiscord,
  type FakeDiscordOptions,
  FaultyNode,
  type RecordedRequest,
} from '@reprise/devkit';
import type { Player } from 'reprise';
import { type WholeBot, type WholeBotOptions, wholeBot } from '../../support/whole-bot.ts';
import { Site } from './site.ts';

/** What a {@link world} is to have. */
export interface WorldOptions {
  /** Names of the nodes. @defaultValue one, A */
  readonly nodes?: readonly string[];
  readonly guild?: DiscordGuildOptions;
  readonly discord?: FakeDiscordOptions;
}

/** A Discord with a guild, nodes that play from a {@link Site}, and a folder for a bot. */
export interface World extends AsyncDisposable {
  readonly discord: FakeDiscord;
  /** Has the voice channels Music and Other, the text channel general, and the role DJ. */
  readonly guild: DiscordGuild;
  readonly site: Site;
  readonly dataDir: string;
  readonly env: Readonly<Record<string, string>>;
  /** The node of that name. */
  node(name?: string): FaultyNode;
  /** Starts a bot in the folder; whoever starts it stops it. */
  bot(options?: Partial<Omit<WholeBotOptions, 'discord'>>): Promise<WholeBot>;
  /** Another guild as {@link guild}. */
  another(): DiscordGuild;
  /** Somebody who was never there before, so that nobody is too fast, in the voice channel Music. */
  listener(guild?: DiscordGuild, options?: DiscordMemberOptions): DiscordMember;
  /** Somebody who was never there before, in no voice channel. */
  outsider(guild?: DiscordGuild, options?: DiscordMemberOptions): DiscordMember;
}

export const GUILD: DiscordGuildOptions = {
  channels: [
    { name: 'general', type: 'text' },
    { name: 'Music', type: 'voice' },
    { name: 'Other', type: 'voice' },
  ],
  roles: [{ name: 'DJ' }],
};

/** Makes a {@link World}. */
export async function world({
  nodes: names = ['A'],
  guild = {},
  discord: how = {},
}: WorldOptions = {}): Promise<World> {
  const discord = new FakeDiscord(how);
  const site = new Site();
  const dataDir = await mkdtemp(join(tmpdir(), 'reprise-e2e-'));
  const nodes = new Map<string, FaultyNode>();
  for (const name of names) {
    const node = { password: 'secret', voice: discord.voice.at(name), sources: [site.source()] };
    nodes.set(name, await FaultyNode.start({ node }));
  }
  let people = 0;
  const home = discord.guild({ ...GUILD, ...guild });
  const outsider: World['outsider'] = (where = home, options = {}) => {
    people += 1;
    return discord.user(`person ${people}`).in(where, options);
  };
  const env = {
    LAVALINK_NODES: [...nodes].map(([name, { url }]) => `${name}=${url}`).join(','),
    LAVALINK_PASSWORD: 'secret',
    OWN_NODE: 'off',
    DEFAULT_SEARCH_SOURCE: 'ytsearch',
    LOG_LEVEL: 'debug',
    WARM_LIMIT: '0',
  };
  return {
    discord,
    guild: home,
    site,
    dataDir,
    env,
    node: (name = 'A') => there(nodes.get(name), `the node ${name}`),
    bot: (options = {}) => wholeBot({ discord, dataDir, ...options, env: { ...env, ...options.env } }),
    another: () => discord.guild(GUILD),
    outsider,
    listener: (where, options) => {
      const member = outsider(where, options);
      member.joinVoice('Music');
      return member;
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([...nodes.values()].map((node) => node.close()));
      await discord.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** What there must be. */
export function there<T>(value: T | undefined | null, what: string): T {
  if (value === undefined || value === null) throw new Error(`There is no ${what}.`);
  return value;
}

/** The player of a guild, which there must be. */
export function playerOf({ bot }: WholeBot, { id }: DiscordGuild): Player {
  return there(bot.services.pool.getPlayer(id), 'player');
}

/** What nodes were asked to find. */
export function loads(node: FaultyNode): readonly RecordedRequest[] {
  return node.requests.filter(({ path }) => path.includes('/loadtracks'));
}

/** What was logged on that level, parsed. */
export function logged(
  { lines }: WholeBot,
  ...levels: readonly string[]
): readonly { readonly level: string; readonly msg: string }[] {
  return lines.map((line) => JSON.parse(line)).filter(({ level }) => levels.includes(level));
}

/** Does something with each, ten at once: what runs in one process with its Discord and its nodes must not wait 3 s for itself. */
export async function tenAtOnce<T>(items: readonly T[], work: (item: T, i: number) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < items.length; from += 10) {
    await Promise.all(items.slice(from, from + 10).map((item, i) => work(item, from + i)));
  }
}

/** Whether it is more than that the bot searches, which it says on a slow machine. */
export function isAnswer({ text }: DiscordMessage): boolean {
  return text !== 'Searching…';
}
