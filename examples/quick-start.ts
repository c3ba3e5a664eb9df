import { AudioNode } from '@reprise/node';
import { Pool } from 'reprise';

await using node = new AudioNode({ port: 0, password: 'secret' }); // or any Lavalink 4
await node.start();
await Pool.connect({
  client: { userId: '170939974227591168' }, // or your discord.js client
  nodes: [{ identifier: 'Main', uri: node.url, password: 'secret' }],
  cacheConfig: { capacity: 500, trackCapacity: 10_000 },
  defaultSearchSource: 'demosearch', // or ytsearch, dzsearch, scsearch …
});
for (const query of ['ode to joy', 'Ode to  Joy']) {
  const { result, servedFrom, durationMs } = await Pool.load(query);
  console.log(
    servedFrom,
    `${durationMs.toFixed(3)} ms`,
    [...result].map(({ title }) => title),
  );
}
await Pool.close();
