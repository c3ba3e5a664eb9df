import { shardIdOf } from 'reprise';
import { describe, expect, it } from 'vitest';
import { CHANNEL, GUILD } from '../support/stage.ts';
import { type TimedStage, timedStage } from '../support/timed-stage.ts';

/** Of two shards it is on the other one. */
const OTHER_GUILD = `${BigInt(GUILD) + (1n << 22n)}`;
const SHARDS = 2;

/** Two players, each of a guild on a shard of its own. */
async function twoShards(): Promise<TimedStage> {
  const set = await timedStage({ nodes: 2, discord: { onRejoin: 'state-only' } });
  for (const guildId of [GUILD, OTHER_GUILD]) {
    const player = await set.pool.createPlayer({ guildId, voiceChannelId: CHANNEL, node: 'A' });
    await player.play(await set.track(3_600_000, 'song'));
  }
  await set.pass(1_000);
  set.discord.clearSent();
  return set;
}

/** The guilds that are asked for again after a `READY`, once somebody in each of them has joined. */
async function askedAfter(set: TimedStage, ready: object): Promise<readonly string[]> {
  set.pool.handleRaw({ t: 'READY', d: ready });
  for (const guildId of [GUILD, OTHER_GUILD]) set.discord.memberJoins(guildId, CHANNEL);
  await set.pass(1_000);
  return set.discord.sent.map(({ guildId }) => guildId);
}

describe('a shard that has a new session', () => {
  it('voids the voice of its own guilds and leaves those of other shards as they are', async () => {
    await using set = await twoShards();
    const player = set.pool.getPlayer(GUILD);
    const voice = async () => (await player?.node?.fetchPlayer(GUILD))?.voice;
    const before = await voice();
    expect(await askedAfter(set, { guilds: [{ id: OTHER_GUILD, unavailable: true }] })).toEqual([OTHER_GUILD]);
    expect(await voice()).toEqual(before);
    await player?.switchNode('B');
    expect([await voice(), player?.node?.identifier, player?.state]).toEqual([before, 'B', 'playing']);
  });

  const guilds: readonly object[] = [];
  it.each([
    ['by its number when it has no guilds', { guilds, shard: [shardIdOf(OTHER_GUILD, SHARDS), SHARDS] }, [OTHER_GUILD]],
    ['as the only one when it says nothing of itself', { guilds }, [GUILD, OTHER_GUILD]],
    ['as the only one when what it says is broken', { guilds, shard: ['0', 0] }, [GUILD, OTHER_GUILD]],
  ])('is known %s', async (_how, ready, asked) => {
    await using set = await twoShards();
    expect(await askedAfter(set, ready)).toEqual(asked);
  });
});
