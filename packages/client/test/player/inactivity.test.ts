import type { NodePool, Player } from 'reprise';
import { describe, expect, it } from 'vitest';
import { CHANNEL, GUILD } from '../support/stage.ts';
import { type TimedStage, timedStage } from '../support/timed-stage.ts';

/** Steps of the time where nothing is to be seen in between. */
const LONG = 2_500;
const OTHER_CHANNEL = '817327182111571990';

/** What was told as inactive, from now on. */
function inactive(pool: NodePool): string[] {
  const told: string[] = [];
  pool.on('inactivePlayer', () => told.push('player'));
  pool.on('inactiveChannel', () => told.push('channel'));
  return told;
}

async function joined(set: TimedStage): Promise<Player> {
  return set.pool.createPlayer({ guildId: GUILD, voiceChannelId: CHANNEL });
}

describe('a player with nothing to play', () => {
  it('is told as inactive after five minutes, once, and again when it has played meanwhile', async () => {
    await using set = await timedStage();
    const told = inactive(set.pool);
    const player = await joined(set);
    await set.pass(299_000, LONG);
    expect(told).toEqual([]);
    await set.pass(2_000);
    expect(told).toEqual(['player']);
    await set.pass(400_000, LONG);
    expect(told).toEqual(['player']);
    await player.play(await set.track(30_000, 'song'));
    await set.pass(320_000, LONG);
    expect(told).toEqual(['player']);
    await set.pass(12_000, LONG);
    expect(told).toEqual(['player', 'player']);
  });

  it('is not one that plays, nor a paused one, unless that is asked for', async () => {
    await using set = await timedStage();
    const told = inactive(set.pool);
    const player = await set.playing();
    await set.pass(310_000, LONG);
    await player.pause();
    await set.pass(310_000, LONG);
    expect(told).toEqual([]);
    player.inactiveWhenPaused = true;
    await set.pass(299_000, LONG);
    expect(told).toEqual([]);
    player.inactiveWhenPaused = false;
    await set.pass(5_000);
    expect(told).toEqual([]);
    player.inactiveWhenPaused = true;
    await set.pass(302_000, LONG);
    expect(told).toEqual(['player']);
  });

  it('has as long as it is given, by the pool, by its own options, and while it waits', async () => {
    await using set = await timedStage({ pool: { playerDefaults: { inactivePlayerTimeoutMs: 10_000 } } });
    const told = inactive(set.pool);
    const player = await joined(set);
    await set.pass(9_000);
    expect(told).toEqual([]);
    player.inactivePlayerTimeoutMs = 20_000;
    await set.pass(10_000, LONG);
    expect(told).toEqual([]);
    await set.pass(2_000);
    expect(told).toEqual(['player']);
    expect(() => {
      player.inactivePlayerTimeoutMs = -1;
    }).toThrow(RangeError);
    await set.pool.createPlayer({ guildId: '817327181659111455', inactivePlayerTimeoutMs: 0 });
    await set.pass(600_000, LONG);
    expect(told).toEqual(['player']);
  });
});

describe('a channel in which nobody listens', () => {
  it('is told after a minute, once, and again when somebody came and left', async () => {
    await using set = await timedStage();
    const { discord } = set;
    const told = inactive(set.pool);
    const someone = discord.memberJoins(GUILD, CHANNEL, { isDeaf: true });
    discord.memberJoins(GUILD, CHANNEL, { isBot: true });
    await set.playing();
    set.pool.handleVoiceStates(GUILD, [{ user_id: someone, channel_id: CHANNEL }]);
    await set.pass(120_000, LONG);
    expect(told).toEqual([]);
    discord.memberLeaves(GUILD, someone);
    await set.pass(1_000);
    await set.pass(58_000, LONG);
    expect(told).toEqual([]);
    await set.pass(3_000);
    expect(told).toEqual(['channel']);
    await set.pass(120_000, LONG);
    discord.memberJoins(GUILD, OTHER_CHANNEL, { userId: someone });
    await set.pass(1_000);
    discord.memberJoins(GUILD, CHANNEL, { userId: someone });
    await set.pass(5_000);
    expect(told).toEqual(['channel']);
    discord.memberLeaves(GUILD, someone);
    await set.pass(1_000);
    await set.pass(61_000, LONG);
    expect(told).toEqual(['channel', 'channel']);
  });

  it('is never told when it is not known who listens, nor when nobody wants to know', async () => {
    await using set = await timedStage({ pool: { playerDefaults: { inactiveChannelTimeoutMs: 0 } } });
    const told = inactive(set.pool);
    const player = await set.playing();
    player.inactiveChannelTimeoutMs = 60_000;
    await set.pass(120_000, LONG);
    player.inactiveChannelTimeoutMs = 0;
    set.pool.handleVoiceStates(GUILD, []);
    await set.pass(120_000, LONG);
    expect(told).toEqual([]);
    player.inactiveChannelTimeoutMs = 30_000;
    await set.pass(32_000, LONG);
    expect(told).toEqual(['channel']);
  });

  it('is known from the guild that Discord tells of', async () => {
    await using set = await timedStage();
    const told = inactive(set.pool);
    await set.playing();
    set.discord.endGuildOutage(GUILD);
    await set.pass(1_000);
    await set.pass(61_000, LONG);
    expect(told).toEqual(['channel']);
  });

  it('is known from the client first, when that counts itself', async () => {
    let set: TimedStage | undefined;
    let listeners = 3;
    const client = {
      userId: '170939974227591168',
      sendToShard: (guildId: string, payload: object) => set?.discord.client.sendToShard(guildId, payload),
      countListeners: () => listeners,
    };
    set = await timedStage({ pool: { client } });
    await using _ = set;
    const told = inactive(set.pool);
    await set.playing();
    set.pool.handleVoiceStates(GUILD, []);
    await set.pass(120_000, LONG);
    expect(told).toEqual([]);
    listeners = 0;
    await set.pass(62_000, LONG);
    expect(told).toEqual(['channel']);
  });
});
