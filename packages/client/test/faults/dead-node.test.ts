import { Filters, type Player } from 'reprise';
import { describe, expect, it } from 'vitest';
import { record, until } from '../support/stage.ts';
import { Ears } from './support/ears.ts';
import { calls, type FaultStage, faultStage } from './support/fault-stage.ts';
import { figure, seconds } from './support/figure.ts';

/** What a real voice server takes. */
const VOICE_ANSWER_MS = 100;
const LONGEST_GAP_MS = { 1: 2_000, 500: 5_000 };
const MOST_OFF_MS = 250;

/** What the death of a node costs: the time until the last player plays on, and the place it lost. */
async function gapOf(set: FaultStage, players: readonly Player[]): Promise<{ lastMs: number; offMs: number }> {
  const guildIds = players.map(({ guildId }) => guildId);
  const ears = new Ears(set.discord, guildIds);
  set.discord.voice.answerAfterMs = VOICE_ANSWER_MS;
  set.node('B').clearRequests();
  const diedAt = performance.now();
  const places = new Map(players.map((player) => [player.guildId, player.position]));
  const died = set.node('A').die();
  const heardAt = await ears.until('B', 10_000);
  await died;
  await until(() => players.every(({ state }) => state === 'playing'));
  const offMs = await Promise.all(
    players.map(async (player) => {
      const remote = await player.node?.fetchPlayer(player.guildId);
      const since = performance.now() - (heardAt.get(player.guildId) ?? 0);
      return Math.abs((remote?.state.position ?? 0) - since - (places.get(player.guildId) ?? 0));
    }),
  );
  return { lastMs: Math.max(...heardAt.values()) - diedAt, offMs: Math.max(...offMs) };
}

describe('a node that dies in the middle of a song', () => {
  it('costs one player less than two seconds, and nothing of the song', async () => {
    await using set = await faultStage();
    const players = await set.playing(1, { node: 'A' });
    await until(() => (players[0]?.position ?? 0) > 300);
    const seen = record(set.pool, 'trackStart', 'trackEnd');
    const { lastMs, offMs } = await gapOf(set, players);
    figure('F1', `one player: ${seconds(lastMs)}, place off by ${offMs.toFixed(0)} ms`);
    expect(lastMs).toBeLessThan(LONGEST_GAP_MS[1]);
    expect(offMs).toBeLessThan(MOST_OFF_MS);
    expect(seen).toEqual([]);
  });

  // By the machine's clock, so that whatever else it does counts too.
  it('costs the last of 500 players less than five seconds, one call each, and loses none', {
    retry: 2,
    timeout: 40_000,
  }, async () => {
    await using set = await faultStage();
    const players = await set.playing(500, { node: 'A' });
    const over = new Promise<number>((resolve) => set.pool.once('failover', (_node, moved) => resolve(moved.length)));
    const { lastMs, offMs } = await gapOf(set, players);
    const updates = calls(set.node('B'), 'PATCH').length;
    figure('F1', `500 players: ${seconds(lastMs)}, place off by ${offMs.toFixed(0)} ms, ${updates} calls`);
    expect(lastMs).toBeLessThan(LONGEST_GAP_MS[500]);
    expect(offMs).toBeLessThan(MOST_OFF_MS);
    expect([updates, await over]).toEqual([500, 500]);
  });

  it('takes voice, track, place, filters, volume, pause and end along in one call', async () => {
    await using set = await faultStage();
    const [player, paused] = await set.playing(2, { node: 'A' });
    if (player === undefined || paused === undefined) throw new Error('There are two players.');
    await player.play(await set.song(), { startMs: 60_000, endMs: 120_000, volume: 40 });
    await player.setFilters(new Filters().timescale({ speed: 2 }).lowPass({ smoothing: 10 }));
    await paused.pause();
    await paused.seek(30_000);
    await until(() => player.position > 60_400);
    set.node('B').clearRequests();
    const place = player.position;
    await set.node('A').die();
    await until(() => player.node?.identifier === 'B' && paused.node?.identifier === 'B');
    const patches = calls(set.node('B'), 'PATCH');
    expect(patches).toHaveLength(2);
    const bodyOf = (guildId: string): unknown => patches.find(({ path }) => path.endsWith(guildId))?.body;
    const moved = bodyOf(player.guildId) as { position: number; endTime: number };
    expect(moved).toMatchObject({
      track: { encoded: player.current?.encoded },
      voice: { token: expect.any(String), endpoint: expect.any(String), sessionId: expect.any(String) },
      volume: 40,
      paused: false,
      filters: { timescale: { speed: 2 }, lowPass: { smoothing: 10 } },
    });
    expect(Math.abs(moved.position - place)).toBeLessThan(MOST_OFF_MS);
    // A node counts played time, of which the rest takes half as long at twice the speed.
    expect(moved.endTime - moved.position).toBeCloseTo((120_000 - moved.position) / 2, -1);
    expect(bodyOf(paused.guildId)).toMatchObject({ position: 30_000, paused: true, volume: 100 });
    expect([player.volume, paused.state]).toEqual([40, 'paused']);
    const before = player.position;
    await until(() => player.position - before > 400, 1_000);
  });

  it('is asked to delete nothing when it comes back empty', async () => {
    await using set = await faultStage();
    const players = await set.playing(5, { node: 'A' });
    await set.node('A').die();
    set.node('A').clearRequests();
    await until(() => players.every(({ node }) => node?.identifier === 'B'));
    await set.node('A').revive();
    await until(() => set.pool.getNode('A').state === 'ready');
    expect(calls(set.node('A'), 'DELETE')).toEqual([]);
  });
});
