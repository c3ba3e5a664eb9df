// Two nodes in two regions, one of them away: searches go on, and the pool says what happens.
import { AudioNode } from '@reprise/node';
import { NodePool, powerOfTwoChoices } from 'reprise';

await using node = new AudioNode({ port: 0, password: 'secret' });
await node.start();

await using pool = new NodePool();
pool.on('nodeReady', ({ identifier }) => console.log(`${identifier} is ready`));
pool.on('nodeDown', ({ identifier }, why) => console.log(`${identifier} is down: ${why}`));
await pool.connect({
  client: { userId: '170939974227591168' },
  nodes: [
    { identifier: 'Europe', uri: node.url, password: 'secret', region: 'eu' },
    { identifier: 'America', uri: 'http://127.0.0.1:9', password: 'secret', region: 'us' },
  ],
  nodePicker: powerOfTwoChoices(), // for many processes on the same nodes
  defaultSearchSource: 'demosearch',
});

const region = pool.regionFromEndpoint('c-iad03-d2466d40.discord.media:443'); // 'us'
const { node: answeredBy, result } = await pool.load('greensleeves', { region });
console.log(`${answeredBy} found ${[...result].map(({ title }) => title).join(', ')}`);
