import { FakeDiscord, FaultyNode, madeUpTracks } from '@reprise/devkit';
import { Client, Events } from 'discord.js';
import { NodePool } from 'reprise';
import { describe, expect, it } from 'vitest';

/** A bot in twenty lines, as the README shows it. */
async function startBot({ api, token, node }: { api: string; token: string; node: string }): Promise<AsyncDisposable> {
  const client = new Client({ intents: ['Guilds', 'GuildVoiceStates'], rest: { api } });
  const pool = new NodePool();
  client.once(Events.ClientReady, async () => {
    await pool.connect({ client, logger: null, nodes: [{ identifier: 'A', uri: node, password: '' }] });
    const options = [{ type: 3, name: 'query', description: 'What to play', required: true }];
    await client.application?.commands.set([{ name: 'play', description: 'Plays a song', options }]);
    client.emit('debug', 'ready to play');
  });
  client.on(Events.InteractionCreate, async (interaction) => {
    if (!interaction.isChatInputCommand() || !interaction.inCachedGuild()) return;
    await interaction.deferReply();
    const voiceChannelId = interaction.member.voice.channelId;
    if (voiceChannelId === null) return void (await interaction.editReply('Join a voice channel first.'));
    const [song] = [...(await pool.fetchTracks(interaction.options.getString('query', true)))];
    if (song === undefined || !('title' in song)) return void (await interaction.editReply('Nothing found.'));
    const player = await pool.createPlayer({ guildId: interaction.guildId, voiceChannelId });
    await player.play(song);
    await interaction.editReply({ content: `Playing ${song.title}`, allowedMentions: { parse: [] } });
  });
  const playable = new Promise<void>((resolve) => client.on('debug', (line) => line === 'ready to play' && resolve()));
  await client.login(token);
  await playable;
  return {
    async [Symbol.asyncDispose]() {
      await pool.close();
      await client.destroy();
    },
  };
}

describe('a bot of twenty lines', () => {
  it('plays what is asked for, to who is there', async () => {
    await using discord = new FakeDiscord();
    const guild = discord.guild();
    const api = await discord.listen();
    await using node = await FaultyNode.start({ node: { voice: discord.voice, sources: [madeUpTracks()] } });
    await using _bot = await startBot({ api, token: discord.token, node: node.url });
    const ada = discord.user('ada').in(guild);

    expect((await ada.slash('play', { query: 'madeup:200000:my song' }).reply()).text).toBe(
      'Join a voice channel first.',
    );
    ada.joinVoice('Music');
    const play = ada.slash('play', { query: 'madeup:200000:my song' });

    expect((await play.acknowledged()).kind).toBe('defer');
    expect((await play.reply()).text).toBe('Playing my song');
    expect(guild.botChannelId).toBe(guild.channel('Music'));
    expect(discord.voice.nodesHeardIn(guild.id)).toHaveLength(1);
    expect(node.requests.filter(({ method }) => method === 'PATCH')).not.toEqual([]);
  });
});
