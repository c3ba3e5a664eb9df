// A song that goes on when its node dies. The gateway is made up, so no token is needed, and nothing is heard.
import { once } from 'node:events';
import { AudioNode } from '@reprise/node';
import { Pool, type RawClient } from 'reprise';

const USER = '170939974227591168';

/** Answers as Discord would: with the two voice updates, in which it lets the bot into any channel. */
const client: RawClient = {
  userId: USER,
  async sendToShard(guild_id, { d: { channel_id } }) {
    const state = { guild_id, user_id: USER, channel_id, session_id: 'made up' };
    Pool.handleRaw({ t: 'VOICE_STATE_UPDATE', d: state });
    if (channel_id === null) return;
    Pool.handleRaw({ t: 'VOICE_SERVER_UPDATE', d: { guild_id, token: 'made up', endpoint: 'fra1.discord.media:443' } });
  },
};

await using one = new AudioNode({ port: 0, password: 'secret' }); // or any Lavalink 4
await using two = new AudioNode({ port: 0, password: 'secret' });
await one.start();
await two.start();
await Pool.connect({
  client,
  nodes: [
    { identifier: 'one', uri: one.url, password: 'secret' },
    { identifier: 'two', uri: two.url, password: 'secret' },
  ],
  defaultSearchSource: 'demosearch',
  logger: null,
});

Pool.on('trackStart', (player, { title }) => console.log(`${title} plays on ${player.node?.identifier}`));
Pool.on('failover', ({ identifier }, moved, _orphaned, durationMs) =>
  console.log(`${identifier} is gone: ${moved.length} moved in ${durationMs.toFixed(0)} ms`),
);
const player = await Pool.createPlayer({
  guildId: '817327181659111454',
  voiceChannelId: '817327182111571989',
  node: 'one',
});
player.queue.put(await Pool.fetchTracks('ode to joy'));
await player.skip();
await player.seek(20_000);
const seenTo = once(Pool, 'failover');
await one.close();
await seenTo;
console.log(`${player.current?.title} plays on ${player.node?.identifier}, at ${player.position} ms`);
await Pool.close();
