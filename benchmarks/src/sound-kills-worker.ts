// A client with two nodes, and a voice server that hears which of them plays.
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { FakeDiscord, FakeVoiceServer, type HeardVoice, NodeProcess } from '@reprise/devkit';
import { type Backoff, decorrelatedJitter, NodePool, type Player } from 'reprise';
import { serve } from './rpc.ts';
import type { KillsCommands } from './sound/kills-process.ts';
import { writeTune } from './sound/tunes.ts';
import { temporaryFolder } from './stores/folder.ts';

const GUILD = '817327181659111454';
const CHANNEL = '817327182111571989';
const SECONDS = 120;
const HZ = 440;
/** Until a client that never comes back is given up. */
const WITHIN_MS = 30_000;
const SETTLE_MS = 500;

interface Stage {
  readonly pool: NodePool;
  readonly player: Player;
  readonly heard: HeardVoice;
  readonly nodes: readonly NodeProcess[];
}

serve<KillsCommands>({
  async kill(times) {
    await using ends = new AsyncDisposableStack();
    const stage = await prepare(ends);
    const gapsMs: number[] = [];
    for (let i = 0; i < times; i += 1) gapsMs.push(await killOnce(stage));
    return gapsMs;
  },
});

async function prepare(ends: AsyncDisposableStack): Promise<Stage> {
  const { path } = ends.use(temporaryFolder());
  const tune = await writeTune(path, 'wav', SECONDS);
  const server = ends.use(await FakeVoiceServer.start({ dave: true }));
  server.trust();
  const caFile = join(path, 'ca.pem');
  await writeFile(caFile, server.ca);
  const start = (): Promise<NodeProcess> =>
    NodeProcess.start({
      node: { password: 'secret', musicDir: path },
      voice: 'discord',
      env: { NODE_EXTRA_CA_CERTS: caFile },
    });
  const nodes = [ends.use(await start()), ends.use(await start())];
  const discord = ends.use(new FakeDiscord({ voiceServers: [server] }));
  const pool = ends.use(new NodePool());
  discord.onPacket((packet) => pool.handleRaw(packet));
  // How soon a node is back is not measured.
  const backoff = (): Backoff => decorrelatedJitter({ minMs: 100, maxMs: 500 });
  const addresses = nodes.map(({ url }) => ({ identifier: url, uri: url, password: 'secret' }));
  await pool.connect({ client: discord.client, nodes: addresses, backoff, logger: null });
  const player = await pool.createPlayer({ guildId: GUILD, voiceChannelId: CHANNEL });
  const [track] = [...(await pool.fetchTracks(tune))];
  if (track === undefined) throw new Error('The tune is not found.');
  await player.play(track);
  const heard = server.heard(GUILD);
  await heard.hears(HZ, { withinMs: WITHIN_MS });
  return { pool, player, heard, nodes };
}

/** How long nothing is heard when the node dies that plays. */
async function killOnce({ pool, player, heard, nodes }: Stage): Promise<number> {
  await player.seek(0);
  await after(SETTLE_MS);
  heard.clear();
  const dying = nodes.find(({ url }) => url === player.node?.identifier);
  if (dying === undefined) throw new Error('The tune plays nowhere.');
  await dying.die();
  await heard.hears(HZ, { withinMs: WITHIN_MS });
  await after(SETTLE_MS);
  const gapMs = Math.max(0, ...heard.silences(0).map(({ lengthMs }) => lengthMs));
  const isBack = once(pool, 'nodeReady');
  await dying.revive();
  await isBack;
  return gapMs;
}
