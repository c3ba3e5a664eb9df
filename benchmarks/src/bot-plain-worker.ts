// The least that a bot of discord.js and lavalink-client is: what their documents show, with the answer deferred.
import { type ChatInputCommandInteraction, Client, Events, GatewayIntentBits } from 'discord.js';
import { LavalinkManager } from 'lavalink-client';

const { DISCORD_TOKEN = '', DISCORD_API_BASE = '', LAVALINK_NODES = '', LAVALINK_PASSWORD = '' } = process.env;
const STRING_OPTION = 3;

const node = new URL(LAVALINK_NODES.slice(LAVALINK_NODES.indexOf('=') + 1));
const client = new Client({
  intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildVoiceStates],
  rest: { api: DISCORD_API_BASE },
});
const lavalink = new LavalinkManager({
  nodes: [{ id: 'main', host: node.hostname, port: Number(node.port), authorization: LAVALINK_PASSWORD }],
  sendToShard: (guildId, payload) => client.guilds.cache.get(guildId)?.shard.send(payload),
  autoSkip: true,
});

lavalink.nodeManager.once('connect', () => console.log('The bot is ready.'));
client.on('raw', (packet) => lavalink.sendRawData(packet));
client.once(Events.ClientReady, async ({ application, user }) => {
  const query = { name: 'query', description: 'A song', type: STRING_OPTION, required: true } as const;
  await application.commands.set([{ name: 'play', description: 'Plays a song', options: [query] }]);
  await lavalink.init({ id: user.id, username: user.username });
});
client.on(Events.InteractionCreate, async (interaction) => {
  if (interaction.isChatInputCommand() && interaction.inCachedGuild()) await play(interaction);
});
await client.login(DISCORD_TOKEN);

async function play(interaction: ChatInputCommandInteraction<'cached'>): Promise<void> {
  await interaction.deferReply();
  const { guildId, channelId, member, user, options } = interaction;
  const { channelId: voiceChannelId } = member.voice;
  if (voiceChannelId === null) {
    await interaction.editReply('Join a voice channel first.');
    return;
  }
  const player = lavalink.createPlayer({ guildId, voiceChannelId, textChannelId: channelId, selfDeaf: true });
  if (!player.connected) await player.connect();
  const { tracks } = await player.search({ query: options.getString('query', true), source: 'ytsearch' }, user);
  const [track] = tracks;
  if (track === undefined) {
    await interaction.editReply('Nothing found.');
    return;
  }
  await player.queue.add(track);
  if (!player.playing) await player.play();
  await interaction.editReply({ content: `Queued **${track.info.title}**`, allowedMentions: { parse: [] } });
}
