// Discord and a node in a process of their own, so that they cost the bot nothing.
import { createHash } from 'node:crypto';
import { setTimeout as after } from 'node:timers/promises';
import { type DiscordChannelOptions, type DiscordMember, FakeDiscord } from '@reprise/devkit';
import { AudioNode, makeTrack, type Source } from '@reprise/node';
import type { DiscordCommands, DiscordSetup, Reply, Use } from './bot/discord-process.ts';
import { mostWithin } from './recovery/most-within.ts';
import { serve } from './rpc.ts';

const PASSWORD = 'secret';
const PREFIX = 'ytsearch:';
const FOUND = 10;
/** No song comes to its end. */
const HOUR_MS = 3_600_000;
const SECOND_MS = 1_000;
const ROLE_PERMISSIONS = 0n;
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

const discord = new FakeDiscord();
const guilds: GuildPeople[] = [];

serve<DiscordCommands>({
  async open(setup) {
    for (let i = 0; i < setup.guilds; i += 1) guilds.push(new GuildPeople(i, setup));
    const sources = [slowSearch(setup.searchMs)];
    const node = new AudioNode({ port: 0, password: PASSWORD, sources, voice: discord.voice, log: silent });
    await node.start();
    const api = await discord.listen();
    return { api, token: discord.token, nodeUrl: node.url, nodePassword: PASSWORD };
  },
  async use(uses) {
    discord.rest.clearRequests();
    const startedAt = performance.now();
    const replies: Promise<Reply>[] = [];
    for (const use of uses) {
      const waitMs = startedAt + use.atMs - performance.now();
      if (waitMs > 0) await after(waitMs);
      const reply = replyTo(use);
      // Told when all have asked: until then nobody looks, and a rejection would end the process.
      reply.catch(() => undefined);
      replies.push(reply);
    }
    return Promise.all(replies);
  },
  fullestSecond: () =>
    mostWithin(
      SECOND_MS,
      discord.rest.requests.map(({ at }) => at),
    ),
});

async function replyTo(use: Use): Promise<Reply> {
  const person = guilds[use.guild]?.next();
  if (person === undefined) throw new Error(`There is no guild ${use.guild}.`);
  const startedAt = performance.now();
  const play = person.slash('play', { query: use.song });
  await play.acknowledged();
  const deferMs = performance.now() - startedAt;
  const { text } = await play.reply();
  return { ...use, deferMs, answerMs: performance.now() - startedAt, answer: text };
}

/** The people of a guild, who use the bot by turns: nobody types a command every second. */
class GuildPeople {
  readonly #people: readonly DiscordMember[];
  #uses = 0;

  constructor(index: number, { members, inVoice, textChannels, voiceChannels, roles }: DiscordSetup) {
    const guild = discord.guild({
      name: `Guild ${index}`,
      channels: [...channelsOf('text', textChannels), ...channelsOf('voice', voiceChannels)],
      roles: Array.from({ length: roles }, (_, i) => ({ name: `role ${i}`, permissions: ROLE_PERMISSIONS })),
    });
    this.#people = Array.from({ length: members }, (_, i) => discord.user(`person ${i} of ${index}`).in(guild));
    for (const person of this.#people.slice(0, inVoice)) person.joinVoice('voice 0');
  }

  next(): DiscordMember | undefined {
    const person = this.#people[this.#uses % this.#people.length];
    this.#uses += 1;
    if (person?.voiceChannelId === null) person.joinVoice('voice 0');
    return person;
  }
}

function channelsOf(type: 'text' | 'voice', count: number): DiscordChannelOptions[] {
  return Array.from({ length: count }, (_, i) => ({ name: `${type} ${i}`, type }));
}

/** A source as YouTube is, as far as time goes. */
function slowSearch(searchMs: number): Source {
  return {
    name: 'youtube',
    async load(identifier) {
      if (!identifier.startsWith(PREFIX)) return undefined;
      await after(searchMs);
      const words = identifier.slice(PREFIX.length);
      return { loadType: 'search', data: [words, ...others(words)].map(trackOf) };
    },
  };
}

function others(words: string): string[] {
  return Array.from({ length: FOUND - 1 }, (_, i) => `${words} cover ${i}`);
}

function trackOf(title: string): ReturnType<typeof makeTrack> {
  const identifier = createHash('sha1').update(title).digest('base64url').slice(0, 11);
  const uri = `https://www.youtube.com/watch?v=${identifier}`;
  return makeTrack({ identifier, title, author: 'Somebody', lengthMs: HOUR_MS, uri, sourceName: 'youtube' });
}
