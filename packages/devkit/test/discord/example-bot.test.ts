import { readFileSync } from 'node:fs';
import { FakeDiscord, FaultyNode, madeUpTracks } from '@reprise/devkit';
import { describe, expect, it } from 'vitest';
import { startBot } from './example-bot.ts';

describe('the bot of the README', () => {
  it('plays what is asked for, to who is there', async () => {
    await using discord = new FakeDiscord();
    const guild = discord.guild();
    await using node = await FaultyNode.start({ node: { voice: discord.voice, sources: [madeUpTracks()] } });
    const stop = await startBot({ api: await discord.listen(), token: discord.token, node: node.url });
    const ada = discord.user('ada').in(guild);

    const alone = ada.slash('play', { query: 'madeup:200000:my song' });
    expect((await alone.reply()).text).toBe('Join a voice channel first.');
    expect(guild.botChannelId).toBeNull();

    ada.joinVoice('Music');
    const play = ada.slash('play', { query: 'madeup:200000:my song' });
    expect((await play.acknowledged()).kind).toBe('defer');
    expect((await play.reply()).text).toBe('Playing my song');
    expect(guild.botChannelId).toBe(guild.channel('Music'));
    expect(discord.voice.nodesHeardIn(guild.id)).toHaveLength(1);
    expect(node.requests.some(({ method, path }) => method === 'PATCH' && path.endsWith(guild.id))).toBe(true);
    await stop();
  });

  it('stands there as it runs', () => {
    const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
    expect(read('../../README.md')).toContain(`\`\`\`ts\n${read('./example-bot.ts')}\`\`\``);
  });
});
