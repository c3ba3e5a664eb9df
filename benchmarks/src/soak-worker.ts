// The world of a soak in a process of its own, so that what it keeps is not counted as the client's memory.
import { FakeDiscord, FaultyNode, madeUpTracks, seededRandom } from '@reprise/devkit';
import { FaultMaker } from './soak/fault-maker.ts';
import { nameOf } from './soak/faults.ts';
import type { FromWorld, ToWorld, WorldSetup } from './soak/message.ts';

const VOICE_ANSWER_MS = 100;
/** More than a bot may send; the limit of the gateway is not what is tried here. */
const SENDS_A_MINUTE = 1_000_000;
/** What the nodes write down of each request is of no use here. */
const FORGET_EVERY_MS = 10_000;

async function begin({ seed, nodes: count, guildIds }: WorldSetup): Promise<void> {
  const random = seededRandom(seed);
  const discord = new FakeDiscord({
    random,
    sendsPerMinute: SENDS_A_MINUTE,
    voice: { answerAfterMs: VOICE_ANSWER_MS },
  });
  discord.onPacket((packet) => tell({ kind: 'packet', packet }));
  const names = Array.from({ length: count }, (_, i) => nameOf(i));
  const nodes = await Promise.all(
    names.map((name) =>
      FaultyNode.start({ node: { password: 'secret', sources: [madeUpTracks()], voice: discord.voice.at(name) } }),
    ),
  );
  setInterval(() => {
    for (const node of nodes) node.clearRequests();
  }, FORGET_EVERY_MS);
  const faults = new FaultMaker({ nodes, discord, guildIds, random }, (name) => tell({ kind: 'fault', name }));

  process.on('message', async (message: ToWorld) => {
    switch (message.kind) {
      case 'send':
        discord.client.sendToShard(message.guildId, message.payload);
        return;
      case 'begin':
        void faults.run();
        return;
      case 'heal':
        await faults.stop();
        tell({ kind: 'healed' });
        return;
      case 'listen': {
        const heard = guildIds.map((guildId) => [guildId, discord.voice.nodesHeardIn(guildId)] as const);
        tell({ kind: 'heard', id: message.id, nodes: Object.fromEntries(heard) });
        return;
      }
    }
  });
  tell({ kind: 'ready', urls: nodes.map(({ url }) => url) });
}

function tell(message: FromWorld): void {
  process.send?.(message);
}

process.on('disconnect', () => process.exit());
process.once('message', (message: ToWorld) => {
  if (message.kind === 'setUp') void begin(message.setup);
});
