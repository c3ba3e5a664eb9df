import { AudioNode, type VoiceConnector } from '@reprise/node';
import { describe, expect, it } from 'vitest';
import { pause } from '../support/socket.ts';
import { GUILD, type Stage, stage, statesOf, testSource, VOICE } from '../support/stage.ts';
import { HandPlayedVoice } from '../support/voice.ts';

const SONG = { track: { identifier: 'test:600000' } };
const OTHER_VOICE = { ...VOICE, token: 'another' };

/** A player that plays in a voice channel, and what has to do with it. */
async function playing(voice = new HandPlayedVoice()): Promise<Stage & { readonly voice: HandPlayedVoice }> {
  const scene = await quiet(voice);
  const update = scene.update({ voice: VOICE, ...SONG });
  (await voice.attempt(0)).open();
  await update;
  await scene.heard();
  return { ...scene, voice };
}

function quiet(voice: VoiceConnector): Promise<Stage> {
  return stage({ voice, sources: [testSource()], playerUpdateIntervalMs: 1_000, statsIntervalMs: 1_000_000 });
}

/** Whether a promise has settled by now, after everything that was on its way arrived. */
async function isSettled(scene: Stage, promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  const note = (): void => {
    settled = true;
  };
  promise.then(note, note);
  await scene.socket.settled();
  await pause(20);
  return settled;
}

describe('voice data', () => {
  it('goes to the connector with the guild and the bot it is for', async () => {
    await using scene = await playing();

    expect((await scene.voice.attempt(0)).target).toEqual({ ...VOICE, guildId: GUILD, userId: '1' });
  });

  it('is answered when the voice server has answered, and only then the rest of the call is done', async () => {
    const voice = new HandPlayedVoice();
    await using scene = await quiet(voice);
    const update = scene.update({ voice: VOICE, ...SONG });
    const attempt = await voice.attempt(0);

    expect(await isSettled(scene, update)).toBe(false);
    expect(await scene.player()).toMatchObject({ voice: VOICE, track: null, state: { connected: false, ping: -1 } });

    attempt.open();
    expect(await update).toMatchObject({ state: { connected: true, ping: 0 }, track: {} });
    expect((await scene.heard()).map(({ op }) => op)).toEqual([
      'playerUpdate',
      'event',
      'playerUpdate',
      'playerUpdate',
    ]);
  });

  it('that is the same as before does nothing while connected', async () => {
    await using scene = await playing();

    await scene.update({ voice: VOICE });

    expect(scene.voice.attempts).toHaveLength(1);
    expect(await scene.heard()).toEqual([]);
  });

  it('that is new closes the old connection with 1000, and the song stands still until the new one is there', async () => {
    await using scene = await playing();
    await scene.advance(1_000);
    await scene.heard();
    const update = scene.update({ voice: OTHER_VOICE });
    const attempt = await scene.voice.attempt(1);

    const [closed, gone] = await scene.heard();
    expect(closed).toMatchObject({ type: 'WebSocketClosedEvent', code: 1000, reason: '', byRemote: false });
    expect(gone).toMatchObject({ state: { connected: false, ping: -1, position: 980 } });
    expect((await scene.voice.attempt(0)).isLeft).toBe(true);

    await scene.advance(500);
    expect((await scene.player()).state.position).toBe(980);
    attempt.open();
    await update;
    await scene.advance(500);
    expect((await scene.player()).state).toMatchObject({ connected: true, position: 1_480 });
  });

  it('that fails is a 500 in the words of the real server, leaves the rest undone, and can be sent again', async () => {
    const voice = new HandPlayedVoice();
    await using scene = await quiet(voice);
    const failing = scene.patch({ voice: VOICE, ...SONG });
    (await voice.attempt(0)).fail(new Error('no TLS'));

    const answer = await failing;
    expect(answer.status).toBe(500);
    expect(answer.json).toMatchObject({ message: 'Failed to connect to voice server' });
    expect(await scene.player()).toMatchObject({ track: null, state: { connected: false } });

    const again = scene.update({ voice: VOICE });
    (await voice.attempt(1)).open();
    expect((await again).state.connected).toBe(true);
  });

  it('that a connector throws over is a 500 too', async () => {
    const broken: VoiceConnector = {
      connect: () => {
        throw new Error('broken');
      },
    };
    await using scene = await quiet(broken);

    expect((await scene.patch({ voice: VOICE })).status).toBe(500);
  });

  it('that is never answered hangs the next voice data of that guild too, until DELETE', async () => {
    const voice = new HandPlayedVoice();
    await using scene = await quiet(voice);
    const path = `${scene.session}/players/${GUILD}`;
    const first = scene.patch({ voice: VOICE }).catch(() => undefined);
    await voice.attempt(0);
    const second = scene.patch({ voice: OTHER_VOICE }).catch(() => undefined);

    expect(await isSettled(scene, Promise.race([first, second]))).toBe(false);
    expect(voice.attempts).toHaveLength(1);
    expect((await scene.patch({ volume: 50 })).status).toBe(200);
    expect((await scene.rest.patch(`${scene.session}/players/7`, { volume: 50 })).status).toBe(200);

    await scene.heard();
    expect((await scene.rest.delete(path)).status).toBe(204);
    expect((await voice.attempt(0)).signal.aborted).toBe(true);
    expect(await scene.events()).toEqual([]);
    const third = scene.update({ voice: OTHER_VOICE });
    (await voice.attempt(1)).open();
    expect((await third).state.connected).toBe(true);
    expect(await isSettled(scene, Promise.race([first, second]))).toBe(false);
  });

  it('of a player that is deleted while it connects leaves the connection that comes too late', async () => {
    const voice = new HandPlayedVoice();
    await using scene = await quiet(voice);
    void scene.patch({ voice: VOICE }).catch(() => undefined);
    const attempt = await voice.attempt(0);
    await scene.rest.delete(`${scene.session}/players/${GUILD}`);

    attempt.open();
    attempt.listener.closed(4014, 'late');

    await expect.poll(() => attempt.isLeft).toBe(true);
    expect(await scene.events()).toEqual([]);
  });

  it('waits for its turn behind data that is still being answered', async () => {
    const voice = new HandPlayedVoice();
    await using scene = await quiet(voice);
    const first = scene.update({ voice: VOICE });
    const attempt = await voice.attempt(0);
    const same = scene.update({ voice: VOICE });
    await scene.socket.settled();
    attempt.open();

    expect((await first).state.connected).toBe(true);
    expect((await same).state.connected).toBe(true);
    expect(voice.attempts).toHaveLength(1);
  });
});

describe('a voice connection', () => {
  it('tells its ping', async () => {
    await using scene = await playing();
    (await scene.voice.attempt(0)).pingMs = 23;

    expect((await scene.player()).state.ping).toBe(23);
    await scene.advance(1_000);
    expect(statesOf(await scene.heard())).toMatchObject([{ ping: 23 }]);
  });

  it('that Discord closed is not connected, but the song goes on until new voice data comes', async () => {
    await using scene = await playing();
    const attempt = await scene.voice.attempt(0);
    attempt.listener.closed(4006, 'Session is no longer valid.');
    attempt.listener.closed(4014, 'twice');

    const [closed, update, ...rest] = await scene.heard();
    expect(closed).toMatchObject({
      type: 'WebSocketClosedEvent',
      code: 4006,
      reason: 'Session is no longer valid.',
      byRemote: true,
    });
    expect(update).toMatchObject({ state: { connected: false, ping: -1 } });
    expect(rest).toEqual([]);
    await scene.advance(2_000);
    expect((await scene.player()).state).toMatchObject({ connected: false, position: 1_980 });
    expect(attempt.isLeft).toBe(false);

    await scene.heard();
    const again = scene.update({ voice: VOICE });
    const next = await scene.voice.attempt(1);
    expect(attempt.isLeft).toBe(true);
    next.open();
    expect((await again).state.connected).toBe(true);
    expect(await scene.events()).toEqual([]);
  });

  it('that Discord closed says nothing more when the player is deleted', async () => {
    await using scene = await playing();
    const attempt = await scene.voice.attempt(0);
    attempt.listener.closed(4014, 'Disconnected.');
    await scene.heard();

    await scene.rest.delete(`${scene.session}/players/${GUILD}`);

    expect(attempt.isLeft).toBe(true);
    expect(await scene.events()).toEqual(['TrackEndEvent stopped']);
  });

  it('that takes no music any more stops the song where it is, without a word', async () => {
    await using scene = await playing();
    const attempt = await scene.voice.attempt(0);
    await scene.advance(1_000);
    attempt.takesMusic = false;
    attempt.listener.changed();
    await scene.advance(3_000);

    expect((await scene.player()).state).toMatchObject({ connected: true, position: 980 });
    expect(await scene.events()).toEqual([]);

    attempt.takesMusic = true;
    attempt.listener.changed();
    await scene.advance(1_000);
    expect((await scene.player()).state.position).toBe(1_980);
  });

  it('is left when the node closes', async () => {
    const voice = new HandPlayedVoice();
    const scene = await playing(voice);
    await scene.node.close();

    expect((await voice.attempt(0)).isLeft).toBe(true);
    await scene.socket.close();
  });
});

describe('the option voice', () => {
  it('must be able to connect', () => {
    // @ts-expect-error: not a connector
    expect(() => new AudioNode({ voice: {} })).toThrow('AudioNode: voice.connect must be a function');
  });
});
