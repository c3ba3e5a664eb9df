import { FakeDiscord } from '@reprise/devkit';
import { NodePool } from 'reprise';
import { describe, expect, it } from 'vitest';
import { nodeAt } from '../support/pools.ts';
import { json, ScriptedServer } from '../support/scripted-server.ts';
import { CHANNEL, GUILD, record, until } from '../support/stage.ts';

const REMOTE = {
  guildId: GUILD,
  track: null,
  volume: 100,
  paused: false,
  state: { time: 1, position: 0, connected: true, ping: 1 },
  voice: {},
  filters: {},
};

/** A node that is there, and never answers when it is given a player. */
function hanging(): Promise<ScriptedServer> {
  return ScriptedServer.start({
    answer: ({ method }, response) => {
      if (method === 'DELETE') response.writeHead(204).end();
    },
  });
}

describe('a player that is destroyed while it looks for a node', () => {
  it('is given to no further one, and nobody is told of it', async () => {
    await using good = await ScriptedServer.start({ answer: (_request, response) => json(response, REMOTE) });
    await using one = await hanging();
    await using other = await hanging();
    const discord = new FakeDiscord();
    await using pool = new NodePool();
    discord.onPacket((packet) => pool.handleRaw(packet));
    const nodes = [good, one, other].map(({ url }, i) => nodeAt(url, { identifier: String(i) }));
    await pool.connect({ client: discord.client, nodes, logger: null, voiceTimeoutMs: 200 });
    const player = await pool.createPlayer({ guildId: GUILD, voiceChannelId: CHANNEL, node: '0' });
    const given = (): number =>
      [one, other].flatMap(({ requests }) => requests).filter(({ method }) => method === 'PATCH').length;
    const seen = record(pool, 'playerError', 'playerDestroy');
    await good[Symbol.asyncDispose]();
    await until(() => given() === 1);
    await player.destroy();
    expect([given(), seen]).toEqual([1, ['playerDestroy']]);
  });
});
