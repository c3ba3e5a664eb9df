import { ManualClock } from '@reprise/devkit';
import { type Player, UnresolvedTrack } from 'reprise';
import { describe, expect, it } from 'vitest';
import type { Log } from '../../src/log/log.ts';
import { LookAhead } from '../../src/playback/look-ahead.ts';
import { PlaybackService } from '../../src/playback/playback-service.ts';
import { until } from '../support/panel-stage.ts';
import { type SongStage, songStage } from '../support/song-stage.ts';

const GUILD = '817327181659111454';
const CHANNEL = '817327182111571989';
const HOUR_MS = 3_600_000;

/** Tells nobody. */
const silent: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silent,
  flush: () => undefined,
};

/** Songs that grow old after two hours of a clock that can be moved, and whoever finds them anew. */
async function aheadStage(debug: Log['debug'] = () => undefined) {
  const clock = new ManualClock();
  const stage = await songStage({ cache: { clock } });
  const ahead = new LookAhead({ pool: stage.pool, songs: stage.songs, clock, log: { ...silent, debug } });
  ahead.start();
  return { stage, clock, ahead };
}

async function queue({ pool, songs }: SongStage, names: readonly string[], guildId: string = GUILD): Promise<Player> {
  const playback = new PlaybackService({ pool, songs });
  for (const userInput of names) {
    await playback.playRequestCached({ userInput, guildId, voiceChannelId: CHANNEL, requestedBy: '7' });
  }
  const player = pool.getPlayer(guildId);
  if (player === undefined) throw new Error('Nothing plays.');
  return player;
}

function titles(player: Player): string {
  return [...player.queue].map(({ title }) => title).join();
}

/** A node has reported where the player is. */
function reported({ pool }: SongStage, player: Player): void {
  pool.emit('playerUpdate', player, { time: 0, position: 0, connected: true, ping: 0 });
}

async function settled(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 60));
}

describe('the next songs of a queue', () => {
  it('are found anew when they have grown old there, one after the other, with all that was noted on them', async () => {
    const { stage, clock, ahead } = await aheadStage();
    await using _ = stage;
    const player = await queue(stage, ['one', 'two', 'three', 'four', 'five', 'six']);
    stage.script.asked.length = 0;
    stage.script.edition = 2;
    clock.advance(3 * HOUR_MS);
    await player.skip();
    await until(() => titles(player) === 'three 2,four 2,five 2,six 1' || undefined);
    expect(player.queue.peek()?.userData).toMatchObject({ requesterId: '7', song: 'scsearch:three' });
    expect(stage.script.asked).toEqual(['three', 'four', 'five'].map((name) => `scsearch:${name}`));
    expect((await stage.songs.stats()).totalProcessed).toBe(6);
    reported(stage, player);
    await settled();
    expect(stage.script.asked).toHaveLength(3);
    ahead.close();
  });

  it('stay as they are while they are good, and nobody is asked', async () => {
    const { stage, ahead } = await aheadStage();
    await using _ = stage;
    const player = await queue(stage, ['one', 'two', 'three']);
    stage.script.asked.length = 0;
    await player.skip();
    reported(stage, player);
    await settled();
    expect([titles(player), stage.script.asked]).toEqual(['three 1', []]);
    ahead.close();
  });

  it('are found anew shortly before their turn when they would be too old by then', async () => {
    const { stage, clock, ahead } = await aheadStage();
    await using _ = stage;
    const player = await queue(stage, ['one', 'two']);
    stage.script.edition = 2;
    const left = (stage.songs.lookUp('two')?.expiresAt ?? 0) - clock.now();
    clock.advance(left - 90_000);
    reported(stage, player);
    await settled();
    expect(titles(player)).toBe('two 1');
    clock.advance(60_000);
    reported(stage, player);
    await until(() => titles(player) === 'two 2' || undefined);
    ahead.close();
  });

  it('are taken from what somebody else has found since', async () => {
    const { stage, clock, ahead } = await aheadStage();
    await using _ = stage;
    const player = await queue(stage, ['one', 'two']);
    stage.script.edition = 2;
    clock.advance(3 * HOUR_MS);
    await stage.songs.repair({ key: 'scsearch:two' });
    stage.script.asked.length = 0;
    reported(stage, player);
    await until(() => titles(player) === 'two 2' || undefined);
    expect(stage.script.asked).toEqual([]);
    ahead.close();
  });

  it('stay when they are not found, which the log alone is told, and are not tried again at once', async () => {
    const failures: string[] = [];
    const { stage, clock, ahead } = await aheadStage((message) => failures.push(message));
    await using _ = stage;
    const player = await queue(stage, ['one', 'two']);
    clock.advance(3 * HOUR_MS);
    stage.script.failure = new Error('The site is down.');
    reported(stage, player);
    await until(() => failures[0]);
    const asked = stage.script.asked.length;
    for (let i = 0; i < 5; i += 1) reported(stage, player);
    await settled();
    expect([titles(player), stage.script.asked.length]).toEqual(['two 1', asked]);
    stage.script.failure = undefined;
    stage.script.edition = 2;
    clock.advance(300_000);
    reported(stage, player);
    await until(() => titles(player) === 'two 2' || undefined);
    ahead.close();
  });

  it('are looked up for three guilds at once, and for none that is over', async () => {
    const { stage, clock, ahead } = await aheadStage();
    await using _ = stage;
    const players: Player[] = [];
    for (let i = 0; i < 6; i += 1) {
      players.push(await queue(stage, [`first ${i}`, `next ${i}`], `81732718165911145${i}`));
    }
    stage.script.asked.length = 0;
    stage.script.edition = 2;
    stage.script.delayMs = 100;
    clock.advance(3 * HOUR_MS);
    for (const player of players) reported(stage, player);
    await until(() => stage.script.asked[2]);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(stage.script.asked).toHaveLength(3);
    await players[5]?.destroy();
    await until(() => players.slice(0, 5).every((player) => titles(player).endsWith(' 2')) || undefined);
    expect(stage.script.asked).not.toContain('scsearch:next 5');
    ahead.close();
  });

  it('are looked up by the pool when only their names are known', async () => {
    const { stage, ahead } = await aheadStage();
    await using _ = stage;
    const started = new Promise((resolve) => stage.pool.once('trackStart', resolve));
    const player = await queue(stage, ['one']);
    await started;
    player.queue.put(new UnresolvedTrack({ title: 'two', author: 'Somebody' }));
    await until(() => player.queue.peek()?.isResolved === true || undefined);
    ahead.close();
  });

  it('are left alone once it has ended', async () => {
    const { stage, clock, ahead } = await aheadStage();
    await using _ = stage;
    const player = await queue(stage, ['one', 'two']);
    clock.advance(3 * HOUR_MS);
    ahead.close();
    stage.script.edition = 2;
    reported(stage, player);
    await settled();
    expect(titles(player)).toBe('two 1');
  });
});
