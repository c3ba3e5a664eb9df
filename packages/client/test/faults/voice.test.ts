import { ManualClock } from '@reprise/devkit';
import type { Player } from 'reprise';
import { describe, expect, it } from 'vitest';
import { record } from '../support/stage.ts';
import { type FaultStage, faultStage } from './support/fault-stage.ts';
import { figure, seconds } from './support/figure.ts';
import { pass, passUntil } from './support/passing.ts';

/** What a real Discord and a real voice server take. */
const ANSWER_MS = 80;
const KICKED_WITHIN_MS = 1_000;
const BACK_WITHIN_MS = 3_000;
const COOLDOWN_MS = 10_000;

/** One player on one node of a manual clock, that plays. */
async function onAir(nodes = 1): Promise<{ set: FaultStage; clock: ManualClock; player: Player; guildId: string }> {
  const clock = new ManualClock();
  const set = await faultStage({ nodes, clock });
  const [player] = await set.playing(1, { node: 'A' });
  if (player === undefined) throw new Error('There is one player.');
  await pass(clock, 2_000);
  set.discord.voice.answerAfterMs = ANSWER_MS;
  return { set, clock, player, guildId: player.guildId };
}

function joins({ discord }: FaultStage): number {
  return discord.sent.filter(({ channelId }) => channelId !== null).length;
}

describe('a bot that Discord puts out of its channel', () => {
  it.each([
    ['kicked', (set: FaultStage, guildId: string) => set.discord.kick(guildId)],
    [
      'its channel deleted',
      (set: FaultStage, guildId: string) => set.discord.deleteChannel(guildId, set.discord.channelOf(guildId) ?? ''),
    ],
  ])('%s, is gone within a second and does not come back', async (what, put) => {
    const { set, clock, player, guildId } = await onAir();
    await using _ = set;
    const before = joins(set);
    put(set, guildId);
    const goneMs = await passUntil(clock, () => player.state === 'destroyed', { withinMs: 5_000, stepMs: 10 });
    await pass(clock, 120_000, 1_000);
    figure('F11', `${what}: the player is over after ${goneMs} ms, ${joins(set) - before} rejoins in 2 min`);
    expect(goneMs).toBeLessThanOrEqual(KICKED_WITHIN_MS);
    expect([joins(set) - before, set.discord.voice.nodesHeardIn(guildId), set.pool.players.size]).toEqual([0, [], 0]);
  });

  it.each([4014, 4022])(
    'with %i, but is still in it, rejoins once and then not for 10 s, however often that happens',
    async (code) => {
      const { set, clock, player, guildId } = await onAir();
      await using _ = set;
      const times: number[] = [];
      let last = joins(set);
      for (let ms = 0; ms < 60_000; ms += 500) {
        set.discord.voice.close(guildId, code);
        await pass(clock, 500, 250);
        if (joins(set) > last) times.push(clock.now());
        last = joins(set);
      }
      const gaps = times.slice(1).map((at, i) => at - (times[i] ?? 0));
      figure(
        'F11',
        `${code} twice a second for a minute: ${times.length} rejoins, at least ${seconds(Math.min(...gaps))} apart`,
      );
      expect(times.length).toBeLessThanOrEqual(6);
      expect(Math.min(...gaps)).toBeGreaterThanOrEqual(COOLDOWN_MS - 1_000);
      expect(set.pool.players.get(guildId)).toBe(player);
    },
  );
});

describe('a voice session that is void', () => {
  it.each([4006, 4009, 4015])('after %i, is made anew within three seconds, and the song goes on', async (code) => {
    const { set, clock, player, guildId } = await onAir();
    await using _ = set;
    const seen = record(set.pool, 'trackStart', 'trackEnd', 'playerDestroy', 'playerError');
    const place = player.position;
    if (code === 4006) set.discord.invalidateSession(guildId);
    else set.discord.voice.close(guildId, code, { resumable: false });
    // The node goes on sending what nobody hears: what counts is an open connection.
    const isHeard = (): boolean => set.discord.voice.connections.some(({ state }) => state === 'open');
    expect(isHeard()).toBe(false);
    const backMs = await passUntil(clock, isHeard, { withinMs: 20_000, stepMs: 10 });
    figure('F12', `${code}: heard again after ${seconds(backMs)}`);
    expect(backMs).toBeLessThanOrEqual(BACK_WITHIN_MS);
    expect([seen, player.state, set.discord.voice.nodesHeardIn(guildId)]).toEqual([[], 'playing', ['A']]);
    expect(player.position).toBeGreaterThanOrEqual(place - 50);
  });

  it('again and again is tried five times, 1, 2, 4 and 8 s apart, and then told', async () => {
    const { set, clock, player, guildId } = await onAir();
    await using _ = set;
    let told: unknown;
    set.pool.on('playerError', (_player, error) => {
      told = error;
    });
    const times: number[] = [];
    let last = joins(set);
    for (let ms = 0; ms < 40_000 && told === undefined; ms += 100) {
      if (set.discord.voice.nodesHeardIn(guildId).length > 0) set.discord.invalidateSession(guildId);
      await pass(clock, 100, 100);
      if (joins(set) > last) times.push(clock.now());
      last = joins(set);
    }
    const gaps = times.slice(1).map((at, i) => at - (times[i] ?? 0));
    figure('F12', `4006 again and again: ${times.length} rejoins, ${gaps.map(seconds).join(', ')} apart`);
    expect(times.length).toBe(5);
    for (const [i, gap] of gaps.entries()) expect(gap).toBeGreaterThanOrEqual(1_000 * 2 ** i - 100);
    expect(told).toMatchObject({ code: 'VOICE_LOST' });
    expect(set.pool.getPlayer(guildId)).toBe(player);
  });

  it.each([4004, 4021, 4017])('for good (%i) is told at once, and nothing is tried', async (code) => {
    const { set, clock, guildId } = await onAir();
    await using _ = set;
    const errors: Error[] = [];
    set.pool.on('playerError', (_player, error) => errors.push(error));
    const before = joins(set);
    set.discord.voice.close(guildId, code);
    await pass(clock, 60_000, 1_000);
    figure('F12', `${code}: ${errors[0]?.message}`);
    expect(errors).toMatchObject([{ code: 'VOICE_LOST', message: expect.stringContaining(String(code)) }]);
    expect(joins(set)).toBe(before);
  });
});
