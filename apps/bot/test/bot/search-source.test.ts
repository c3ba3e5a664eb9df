import { FakeDiscord } from '@reprise/devkit';
import { AudioNode, type Source } from '@reprise/node';
import { describe, expect, it, onTestFinished } from 'vitest';
import { searchSource } from '../../src/bot/search-source.ts';
import { readConfig } from '../../src/config/index.ts';
import { ToldLines } from '../own-node/support.ts';
import { wholeBot } from '../support/whole-bot.ts';

const YOUTUBE: Source = { name: 'youtube', load: async () => undefined };
const LAVALINK = { LAVALINK_NODES: 'main=http://127.0.0.1:2333', LAVALINK_PASSWORD: 'secret' };

async function startedNode(options: ConstructorParameters<typeof AudioNode>[0] = {}) {
  const node = new AudioNode({ port: 0, password: 'secret', ...options });
  await node.start();
  onTestFinished(() => node.close());
  return { url: node.url, password: 'secret' };
}

const config = (env: Readonly<Record<string, string>> = {}) => readConfig({ env, cwd: '/' }).config;

describe('words that name no source are looked for', () => {
  it('on YouTube, where the own node has it', async () => {
    const log = new ToldLines();
    expect(await searchSource(config(), await startedNode({ sources: [YOUTUBE] }), log)).toBe('ytsearch');
    expect(log.all).toEqual([]);
  });

  it('among the built-in pieces where it has not, which is said once, with what to do', async () => {
    const log = new ToldLines();
    expect(await searchSource(config(), await startedNode(), log)).toBe('demosearch');
    expect(log.all).toEqual([expect.stringMatching(/^warn There is no YouTube without yt-dlp.*doctor/)]);
  });

  it('there without a word, when nobody wants yt-dlp', async () => {
    const log = new ToldLines();
    expect(await searchSource(config({ YTDLP: 'off' }), await startedNode(), log)).toBe('demosearch');
    expect(log.all).toEqual([]);
  });

  it('where somebody chose, or on YouTube by other nodes, whatever the own node has', async () => {
    const own = await startedNode();
    const log = new ToldLines();
    expect(await searchSource(config({ DEFAULT_SEARCH_SOURCE: 'scsearch' }), own, log)).toBe('scsearch');
    expect(await searchSource(config(LAVALINK), own, log)).toBe('ytsearch');
    expect(await searchSource(config(LAVALINK), undefined, log)).toBe('ytsearch');
    expect(log.all).toEqual([]);
  });

  it('on YouTube when the own node does not answer, which is said', async () => {
    const log = new ToldLines();
    // Nobody listens on the port of discard.
    const gone = { url: 'http://127.0.0.1:9', password: 'secret' };
    expect(await searchSource(config(), gone, log)).toBe('ytsearch');
    expect(log.all).toHaveLength(1);
  });
});

describe('a bot with a token and nothing else', () => {
  async function alone() {
    const discord = new FakeDiscord();
    onTestFinished(() => discord.close());
    const bot = await wholeBot({
      discord,
      env: { WARM_LIMIT: '0' },
      ownNode: await startedNode({ voice: discord.voice }),
    });
    onTestFinished(() => bot[Symbol.asyncDispose]());
    const guild = discord.guild();
    return async (name: string, options: Readonly<Record<string, string>>) => {
      const member = discord.user(name).in(guild);
      member.joinVoice('Music');
      return (await member.slash('play', options).reply()).text;
    };
  }

  it('plays a built-in piece', async () => {
    const play = await alone();
    expect(await play('ada', { query: 'ode to joy' })).toMatch(/^Playing .*Ode to Joy/);
  });

  it('says that it has no YouTube, again and again, where somebody means YouTube', async () => {
    const play = await alone();
    const link = 'https://www.youtube.com/watch?v=dQw4w9WgXcQ';
    expect(await play('ada', { query: link })).toContain('yt-dlp');
    expect(await play('bob', { query: link })).toContain('yt-dlp');
    expect(await play('cleo', { query: 'ode to joy', source: 'ytsearch' })).toContain('yt-dlp');
    expect(await play('dora', { query: 'no such piece' })).toBe('Nothing was found. Try other words, or a link.');
  });
});
