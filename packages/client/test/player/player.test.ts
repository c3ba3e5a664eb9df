import { PlayerDestroyedError, PlayerNotConnectedError } from 'reprise';
import { describe, expect, it } from 'vitest';
import { CHANNEL, GUILD, next, record, stage, until } from '../support/stage.ts';

describe('Player', () => {
  it('joins, plays, pauses, seeks, changes its sound and stops', async () => {
    await using set = await stage();
    const { pool } = set;
    const player = await pool.createPlayer({ guildId: GUILD, voiceChannelId: CHANNEL });
    expect([player.state, player.node?.identifier, player.voiceChannelId]).toEqual(['idle', 'A', CHANNEL]);

    const started = next(pool, 'trackStart');
    await player.play(await set.track(60_000, 'song'), { startMs: 10_000, volume: 50 });
    expect((await started)[1].title).toBe('song');
    expect([player.state, player.current?.title, player.volume]).toEqual(['playing', 'song', 50]);
    expect(player.position).toBeGreaterThanOrEqual(10_000);
    expect(player.position).toBeLessThan(10_500);

    await player.pause();
    const paused = player.position;
    expect(player.state).toBe('paused');
    expect(await player.seek(30_000)).toBe(true);
    expect(player.position).toBe(30_000);
    expect(paused).toBeLessThan(11_000);
    await player.resume();
    await until(() => player.position > 30_050);

    const ended = next(pool, 'trackEnd');
    await player.stop();
    expect((await ended)[2]).toBe('stopped');
    expect([player.state, player.current, player.position]).toEqual(['idle', undefined, 0]);
  });

  it('goes on to the next track of the queue when one ends, and says when nothing is left', async () => {
    await using set = await stage();
    const { pool } = set;
    const player = await pool.createPlayer({ guildId: GUILD, voiceChannelId: CHANNEL });
    const seen = record(pool, 'trackStart', 'trackEnd', 'queueEnd');
    player.queue.put([await set.track(60, 'two'), await set.track(60, 'three')]);
    const over = next(pool, 'queueEnd');
    await player.play(await set.track(60, 'one'));
    await over;
    expect(seen).toEqual([
      'trackStart one',
      'trackEnd one',
      'trackStart two',
      'trackEnd two',
      'trackStart three',
      'trackEnd three',
      'queueEnd',
    ]);
    expect(player.state).toBe('idle');
  });

  it('is one for a guild, also when it is asked for twice at once', async () => {
    await using set = await stage();
    const options = { guildId: GUILD, voiceChannelId: CHANNEL };
    const [one, two] = await Promise.all([set.pool.createPlayer(options), set.pool.createPlayer(options)]);
    expect(one).toBe(two);
    expect(set.pool.players.size).toBe(1);
    expect(set.discord.sent.length).toBe(1);
  });

  it('says what is missing when it is used too early or too late', async () => {
    await using set = await stage();
    const player = await set.pool.createPlayer({ guildId: GUILD });
    const track = await set.track(1_000);
    await expect(player.play(track)).rejects.toBeInstanceOf(PlayerNotConnectedError);
    await player.destroy();
    await expect(player.play(track)).rejects.toBeInstanceOf(PlayerDestroyedError);
    expect([player.state, set.pool.getPlayer(GUILD)]).toEqual(['destroyed', undefined]);
  });

  it('leaves tracks that break behind, and stops after three in a row', async () => {
    await using set = await stage();
    const player = await set.pool.createPlayer({ guildId: GUILD, voiceChannelId: CHANNEL });
    const broken = await Promise.all(['a', 'b', 'c'].map((name) => set.track('broken', name)));
    const good = await set.track(1_000, 'good');
    player.queue.put([...broken.slice(1), good]);
    const aborted = next(set.pool, 'playbackAborted');
    await player.play(broken[0] ?? good);
    const [, failures] = await aborted;
    expect(failures.map(({ track }) => track.title)).toEqual(['a', 'b', 'c']);
    expect([player.state, player.queue.length]).toEqual(['idle', 1]);
    await player.skip();
    expect(player.current?.title).toBe('good');
  });
});
