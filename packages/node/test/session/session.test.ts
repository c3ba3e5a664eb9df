import { describe, expect, it } from 'vitest';
import { nameOf, pause, Socket } from '../support/socket.ts';
import { GUILD, type Stage, stage, testSource, VOICE } from '../support/stage.ts';

const SONG = { track: { identifier: 'test:10000' } };

function scene(): Promise<Stage> {
  return stage({ sources: [testSource()], playerUpdateIntervalMs: 1_000, statsIntervalMs: 60_000 });
}

function comeBack(scene: Stage): Promise<Socket> {
  return Socket.open(scene.node.url, { 'Session-Id': scene.session.split('/')[3] ?? '' });
}

/** Waits until the node noticed that the client is gone. */
async function untilAway({ rest, session }: Stage): Promise<void> {
  await expect.poll(async () => (await rest.get(`${session}/players`)).status).toBe(404);
}

describe('a session whose client went away', () => {
  it('plays on and gives back what was missed, in order, then where each player is', async () => {
    await using stage = await scene();
    await stage.rest.patch(stage.session, { resuming: true, timeout: 120 });
    await stage.update({ voice: VOICE, ...SONG });
    await stage.rest.patch(`${stage.session}/players/2`, { ...SONG, voice: VOICE, position: 5_000 });
    await stage.socket.close('cut');
    await untilAway(stage);
    stage.clock.advance(61_000);

    const back = await comeBack(stage);
    await back.settled();

    expect(back.upgradeHeaders['session-resumed']).toBe('true');
    expect(back.messages[0]).toMatchObject({ op: 'ready', resumed: true, sessionId: stage.session.split('/')[3] });
    expect(back.messages.map(nameOf)).toEqual([
      'ready',
      'TrackEndEvent finished',
      'TrackEndEvent finished',
      'stats',
      'playerUpdate',
      'playerUpdate',
    ]);
    expect(back.messages[1]).toMatchObject({ guildId: '2' });
    expect((await stage.rest.patch(stage.session, {})).json).toEqual({ resuming: true, timeout: 120 });

    await stage.update(SONG);
    await back.settled();
    expect(back.messages.map(nameOf)).toContain('TrackStartEvent');
    await back.close();
  });

  it('is gone to the millisecond when its time is over, and its players with it', async () => {
    await using stage = await scene();
    await stage.rest.patch(stage.session, { resuming: true, timeout: 3 });
    await stage.update({ voice: VOICE, ...SONG });
    await stage.socket.close();
    await untilAway(stage);

    stage.clock.advance(2_999);
    expect((await stage.rest.get('/v4/stats')).json).toMatchObject({ players: 1 });
    stage.clock.advance(1);
    expect((await stage.rest.get('/v4/stats')).json).toMatchObject({ players: 0, playingPlayers: 0 });
    // Nothing ticks on for a session that is over.
    expect(stage.clock.pending).toBe(0);

    const late = await comeBack(stage);
    expect(late.upgradeHeaders['session-resumed']).toBe('false');
    expect(await late.sessionId()).not.toBe(stage.session.split('/')[3]);
    await late.close();
  });

  it('ends when it missed more than can be kept for it', async () => {
    await using stage = await scene();
    await stage.rest.patch(stage.session, { resuming: true, timeout: 3_600 });
    const userData = { text: 'x'.repeat(4_000_000) };
    for (let guild = 1; guild <= 9; guild += 1) {
      const player = `${stage.session}/players/${guild}`;
      await stage.rest.patch(player, { voice: VOICE, track: { ...SONG.track, userData } });
    }
    await stage.socket.close();
    await untilAway(stage);

    stage.clock.advance(20_000);

    expect((await stage.rest.get('/v4/stats')).json).toMatchObject({ players: 0 });
    expect(stage.clock.pending).toBe(0);
    const late = await comeBack(stage);
    expect(late.upgradeHeaders['session-resumed']).toBe('false');
    await late.close();
  });

  it('ends at once without resuming', async () => {
    await using stage = await scene();
    await stage.update({ voice: VOICE, ...SONG });
    await stage.socket.close();
    await untilAway(stage);

    expect((await stage.rest.get('/v4/stats')).json).toMatchObject({ players: 0 });
    expect(stage.clock.pending).toBe(0);
  });

  it('is not given to a second client while the first is there', async () => {
    await using stage = await scene();
    await stage.rest.patch(stage.session, { resuming: true });

    const second = await comeBack(stage);

    expect(second.upgradeHeaders['session-resumed']).toBe('false');
    expect(await second.sessionId()).not.toBe(stage.session.split('/')[3]);
    expect((await stage.rest.get(`${stage.session}/players`)).status).toBe(200);
    await second.close();
  });
});

describe('a session', () => {
  it('keeps its players apart from those of other sessions', async () => {
    await using stage = await scene();
    const other = await Socket.open(stage.node.url);
    const id = await other.sessionId();
    await stage.update(SONG);
    await other.settled();

    expect((await stage.rest.get(`/v4/sessions/${id}/players/${GUILD}`)).status).toBe(404);
    expect(other.names.filter((name) => name !== 'stats')).toEqual(['ready']);
    expect((await stage.rest.get('/v4/stats')).json).toMatchObject({ players: 1, playingPlayers: 1 });
    await other.close();
  });

  it('sends statistics every interval', async () => {
    await using stage = await scene();
    await stage.advance(180_000);

    expect((await stage.heard()).map(({ op }) => op)).toEqual(['stats', 'stats', 'stats']);
  });

  it('counts frames once a player has played through a full minute', async () => {
    await using stage = await scene();
    await stage.update({ voice: VOICE, track: { identifier: 'test:live' } });
    await stage.advance(120_000);
    const stats = (await stage.heard()).filter((message) => message.op === 'stats');

    expect(stats.map(({ frameStats }) => frameStats)).toEqual([null, { sent: 3_000, nulled: 0, deficit: 0 }]);

    await stage.advance(30_000);
    await stage.update({ paused: true });
    await stage.advance(30_000);
    const [paused] = (await stage.heard()).filter((message) => message.op === 'stats');
    expect(paused?.frameStats).toEqual({ sent: 1_500, nulled: 1_500, deficit: 0 });
  });

  it('drops what a client sends, and cuts one that sends too much', async () => {
    await using stage = await scene();
    const other = await Socket.open(stage.node.url);
    other.ws.send(Buffer.alloc(60_000));
    await other.settled();
    expect(other.closed).toBeUndefined();

    other.ws.on('error', () => undefined);
    other.ws.send(Buffer.alloc(70_000));

    await expect.poll(() => other.closed).toEqual({ code: 1009 });
  });

  it('cuts a client that reads nothing, and keeps its messages for when it is back', async () => {
    await using stage = await scene();
    await stage.rest.patch(stage.session, { resuming: true });
    stage.socket.ws.pause();
    const userData = { text: 'x'.repeat(1_000_000) };

    let away = false;
    for (let i = 0; i < 60 && !away; i += 1) {
      away = (await stage.patch({ track: { identifier: 'test:1000', userData } })).status === 404;
    }

    expect(away).toBe(true);
    stage.socket.ws.resume();
    await pause(1);
  });
});
