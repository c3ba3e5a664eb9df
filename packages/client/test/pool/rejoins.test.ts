import { NodePool, PoolNotConnectedError, type VoicePayload } from 'reprise';
import { expect, it } from 'vitest';
import { CHANNEL, until } from '../support/stage.ts';
import { type TimedStage, timedStage } from '../support/timed-stage.ts';

const PLAYERS = 130;
const FIRST = 817327181659111454n;
const SHARD = 1n << 22n;

const guildId = (i: number): string => String(FIRST + BigInt(i) * SHARD);

/** The next process of the bot, and how many channels it asked to enter. */
async function nextProcess(set: TimedStage, bytes: Uint8Array): Promise<{ pool: NodePool; joins: () => number }> {
  set.discord.reidentifyGateway();
  const pool = new NodePool();
  set.discord.onPacket((packet) => pool.handleRaw(packet));
  pool.restore(bytes);
  const { client } = set.discord;
  const entered = new Set<string>();
  const sendToShard = (guild: string, payload: VoicePayload): void => {
    if (payload.d.channel_id !== null) entered.add(guild);
    client.sendToShard(guild, payload);
  };
  const nodes = [{ identifier: 'A', uri: set.nodes[0]?.url ?? '', password: 'secret' }];
  await pool.connect({ client: { ...client, sendToShard }, nodes, clock: set.clock, logger: null });
  return { pool, joins: () => entered.size };
}

/** A minute of that process, in steps in which its nodes answer. */
async function minute({ clock }: TimedStage, pool: NodePool): Promise<void> {
  for (let passedMs = 0; passedMs < 61_000; passedMs += 1_000) {
    clock.advance(1_000);
    await pool.getNode('A').fetchVersion();
  }
}

/** What a pool with more players than a shard enters channels in a minute leaves when it is closed. */
async function fullPool(set: TimedStage): Promise<Uint8Array> {
  const guilds = Array.from({ length: PLAYERS }, (_, i) => guildId(i));
  const join = (guild: string) => set.pool.createPlayer({ guildId: guild, voiceChannelId: CHANNEL });
  await Promise.all(guilds.slice(0, 100).map(join));
  await minute(set, set.pool);
  await Promise.all(guilds.slice(100).map(join));
  const bytes = set.pool.snapshot();
  await set.pool.close({ keepPlaying: true });
  return bytes;
}

it('a shard enters a hundred channels a minute after a restart, and forgets none when it restarts meanwhile', async () => {
  await using set = await timedStage();
  const bytes = await fullPool(set);

  const { pool: second, joins } = await nextProcess(set, bytes);
  await until(() => joins() === 100);
  const meanwhile = second.snapshot();
  await second.close({ keepPlaying: true });
  set.clock.advance(61_000);
  expect(joins()).toBe(100);

  const third = await nextProcess(set, meanwhile);
  const { pool } = third;
  await until(() => third.joins() === 100);
  // Somebody moves one of those that wait, and sends another away.
  const [moved, sentAway] = [pool.getPlayer(guildId(128)), pool.getPlayer(guildId(129))];
  await moved?.connect('817327182111571990');
  await sentAway?.disconnect();
  await minute(set, pool);
  await until(() => third.joins() === PLAYERS - 1);
  expect(moved?.voiceChannelId).toBe('817327182111571990');
  expect(sentAway?.voiceChannelId).toBeUndefined();
  // Leaving takes a minute as well.
  await pool.close({ keepPlaying: true });
});

it('a channel that Discord does not let it enter is remembered until somebody sends it elsewhere', async () => {
  await using set = await timedStage();
  const guild = guildId(0);
  await set.pool.createPlayer({ guildId: guild, voiceChannelId: CHANNEL });
  const bytes = set.pool.snapshot();
  await set.pool.close({ keepPlaying: true });

  set.discord.isSilent = true;
  const second = await nextProcess(set, bytes);
  await minute(set, second.pool);
  expect(second.pool.getPlayer(guild)?.voiceChannelId).toBeUndefined();
  const meanwhile = second.pool.snapshot();
  await second.pool.close({ keepPlaying: true });

  set.discord.isSilent = false;
  const { pool } = await nextProcess(set, meanwhile);
  await until(() => pool.getPlayer(guild)?.voiceChannelId === CHANNEL);
  await pool.getPlayer(guild)?.disconnect();
  expect(pool.getPlayer(guild)?.voiceChannelId).toBeUndefined();
  const left = pool.snapshot();
  await pool.close({ keepPlaying: true });

  const { pool: last } = await nextProcess(set, left);
  await minute(set, last);
  expect(last.getPlayer(guild)?.voiceChannelId).toBeUndefined();
  await last.close({ keepPlaying: true });
});

it('a pool that was closed while it connected leaves nothing behind that would hold the process', async () => {
  await using set = await timedStage();
  const bytes = await fullPool(set);
  await set.nodes[0]?.close();
  const { pending } = set.clock;

  const pool = new NodePool();
  pool.restore(bytes);
  const nodes = [{ identifier: 'A', uri: set.nodes[0]?.url ?? '', password: 'secret' }];
  const connecting = pool.connect({ client: set.discord.client, nodes, clock: set.clock, logger: null });
  await pool.close({ keepPlaying: true });
  await expect(connecting).rejects.toThrow(PoolNotConnectedError);
  expect(set.clock.pending).toBe(pending);
});
