import { Client, Events } from 'discord.js';
import { NodePool } from 'reprise';

export async function startBot(options: { api: string; token: string; node: string }): Promise<() => Promise<void>> {
  const client = new Client({ intents: ['Guilds', 'GuildVoiceStates'], rest: { api: options.api } });
  const pool = new NodePool();
  const query = { type: 3, name: 'query', description: 'What to play', required: true };
  client.on(Events.InteractionCreate, async (interaction) => {
    if (!interaction.isChatInputCommand() || !interaction.inCachedGuild()) return;
    await interaction.deferReply();
    const voiceChannelId = interaction.member.voice.channelId;
    const [song] = [...(await pool.fetchTracks(interaction.options.getString('query', true)))];
    if (voiceChannelId === null || song === undefined || !('encoded' in song)) {
      await interaction.editReply(voiceChannelId === null ? 'Join a voice channel first.' : 'Nothing found.');
      return;
    }
    const player = await pool.createPlayer({ guildId: interaction.guildId, voiceChannelId });
    await player.play(song);
    await interaction.editReply({ content: `Playing ${song.title}`, allowedMentions: { parse: [] } });
  });
  const ready = new Promise((resolve) => client.once(Events.ClientReady, resolve));
  await client.login(options.token);
  await ready;
  await pool.connect({ client, nodes: [{ identifier: 'A', uri: options.node, password: '' }] });
  await client.application?.commands.set([{ name: 'play', description: 'Plays a song', options: [query] }]);
  return async () => {
    await pool.close();
    await client.destroy();
  };
}
