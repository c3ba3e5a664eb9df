import { describe, expect, it } from 'vitest';
import { GUILD, type Stage, stage, statesOf, testSource, VOICE } from '../support/stage.ts';

const TEN_SECONDS = { track: { identifier: 'test:10000' } };

function quietStage(): Promise<Stage> {
  return stage({ sources: [testSource()], playerUpdateIntervalMs: 1_000, statsIntervalMs: 1_000_000 });
}

describe('a player without voice data', () => {
  it('starts its track, stays at 0 and is cleaned up after a minute', async () => {
    await using scene = await quietStage();
    await scene.update(TEN_SECONDS);

    await scene.advance(59_999);
    expect((await scene.player()).state).toMatchObject({ position: 0, connected: false, ping: -1 });
    expect(await scene.events()).toEqual(['TrackStartEvent']);

    await scene.advance(1);
    expect(await scene.events()).toEqual(['TrackEndEvent cleanup']);
    expect((await scene.player()).track).toBeNull();
  });

  it('begins to move when voice data comes, from where it was told to start', async () => {
    await using scene = await quietStage();
    await scene.update({ ...TEN_SECONDS, position: 2_000 });
    await scene.advance(30_000);

    await scene.update({ voice: VOICE });
    await scene.advance(1_000);

    expect((await scene.player()).state.position).toBe(2_980);
  });
});

describe('a player with voice data', () => {
  it('counts in frames of 20 ms and ends as finished, one frame before its length', async () => {
    await using scene = await quietStage();
    await scene.update({ voice: VOICE, ...TEN_SECONDS });
    await scene.heard();

    await scene.advance(1_005);
    expect((await scene.player()).state).toMatchObject({ position: 980, connected: true, ping: 0 });
    await scene.advance(8_995);

    const end = (await scene.heard()).find(({ op }) => op === 'event');
    expect(end).toMatchObject({ type: 'TrackEndEvent', reason: 'finished', track: { info: { position: 9_980 } } });
  });

  it('sends an update every interval while it has a track, paused or not, and none afterwards', async () => {
    await using scene = await quietStage();
    await scene.update({ voice: VOICE, ...TEN_SECONDS });
    await scene.heard();

    await scene.advance(2_000);
    await scene.update({ paused: true });
    await scene.advance(2_000);
    expect(statesOf(await scene.heard()).map(({ position }) => position)).toEqual([980, 1_980, 1_980, 1_980]);

    await scene.update({ track: { encoded: null } });
    await scene.heard();
    await scene.advance(5_000);
    expect(await scene.heard()).toEqual([]);
  });

  it('stands still while paused and ends that much later', async () => {
    await using scene = await quietStage();
    await scene.update({ voice: VOICE, ...TEN_SECONDS });
    await scene.advance(5_000);
    await scene.update({ paused: true });
    await scene.advance(60_000);
    expect((await scene.player()).state.position).toBe(4_980);

    await scene.update({ paused: false });
    await scene.advance(4_999);
    expect(await scene.events()).toEqual(['TrackStartEvent']);
    await scene.advance(1);
    expect(await scene.events()).toEqual(['TrackEndEvent finished']);
  });

  it('seeks at once, and past the end it finishes', async () => {
    await using scene = await quietStage();
    await scene.update({ voice: VOICE, ...TEN_SECONDS });
    await scene.advance(1_000);
    await scene.heard();

    expect((await scene.update({ position: 7_000 })).state.position).toBe(7_000);
    expect(statesOf(await scene.heard()).map(({ position }) => position)).toEqual([7_000]);
    await scene.advance(500);
    expect((await scene.player()).state.position).toBe(7_480);

    await scene.update({ position: 999_999 });
    await scene.advance(20);
    expect(await scene.events()).toEqual(['TrackEndEvent finished']);
  });

  it('never reaches an end time that its start has passed', async () => {
    await using scene = await quietStage();
    await scene.update({ voice: VOICE, ...TEN_SECONDS, position: 3_000, endTime: 2_000 });

    await scene.advance(6_900);
    expect(await scene.events()).toEqual(['TrackStartEvent']);
    await scene.advance(100);
    expect(await scene.events()).toEqual(['TrackEndEvent finished']);
  });

  it('ends at the end time, also when a seek jumps over it, but not when it had already passed', async () => {
    await using scene = await quietStage();
    await scene.update({ voice: VOICE, ...TEN_SECONDS, position: 1_000, endTime: 2_000 });
    await scene.advance(1_000);
    expect(await scene.events()).toEqual(['TrackStartEvent', 'TrackEndEvent finished']);

    await scene.update({ ...TEN_SECONDS, endTime: 5_000 });
    await scene.update({ position: 6_000 });
    expect(await scene.events()).toEqual(['TrackStartEvent', 'TrackEndEvent finished']);

    await scene.update({ ...TEN_SECONDS });
    await scene.advance(3_000);
    await scene.update({ endTime: 2_000 });
    await scene.advance(1_000);
    await scene.update({ endTime: null });
    expect(await scene.events()).toEqual(['TrackStartEvent']);
  });

  it('shows played time with a timescale, and ends when the track is through', async () => {
    await using scene = await quietStage();
    await scene.update({ voice: VOICE, ...TEN_SECONDS, filters: { timescale: { speed: 2 } } });

    await scene.advance(4_000);
    expect((await scene.player()).state.position).toBe(3_980);
    await scene.advance(999);
    expect(await scene.events()).toEqual(['TrackStartEvent']);
    await scene.advance(1);
    expect(await scene.events()).toEqual(['TrackEndEvent finished']);

    await scene.update(TEN_SECONDS);
    await scene.update({ filters: {} });
    await scene.advance(2_000);
    await scene.update({ filters: { timescale: { speed: 2, rate: 2 } } });
    await scene.advance(2_000);
    expect(await scene.events()).toEqual(['TrackStartEvent', 'TrackEndEvent finished']);
  });

  it('plays a live stream without end, and does not seek in it', async () => {
    await using scene = await quietStage();
    await scene.update({ voice: VOICE, track: { identifier: 'test:live' } });
    await scene.advance(100_000);
    await scene.update({ position: 5 });
    await scene.advance(100_000);

    expect((await scene.player()).state.position).toBe(199_980);
    expect(await scene.events()).toEqual(['TrackStartEvent']);
  });

  it('writes the length of a live stream as the whole number it is', async () => {
    await using scene = await quietStage();

    expect((await scene.rest.load('test:live')).text).toContain('"length":9223372036854775807,');
  });

  it('moves to other voice data without losing its place, and ignores the same again', async () => {
    await using scene = await quietStage();
    await scene.update({ voice: VOICE, ...TEN_SECONDS });
    await scene.advance(3_000);
    await scene.heard();

    await scene.update({ voice: VOICE });
    expect(await scene.heard()).toEqual([]);

    await scene.update({ voice: { ...VOICE, channelId: '6' } });
    const heard = await scene.heard();
    expect(heard[0]).toEqual({
      op: 'event',
      type: 'WebSocketClosedEvent',
      guildId: GUILD,
      code: 1000,
      reason: '',
      byRemote: false,
    });
    expect(statesOf(heard)).toMatchObject([
      { connected: false, ping: -1, position: 2_980 },
      { connected: true, ping: 0, position: 2_980 },
    ]);
    await scene.advance(1_000);
    expect((await scene.player()).state.position).toBe(3_980);
  });

  it('is deleted with its track stopped, its connection closed and one last update', async () => {
    await using scene = await quietStage();
    await scene.update({ voice: VOICE, ...TEN_SECONDS });
    await scene.advance(500);
    await scene.heard();

    await scene.rest.delete(`${scene.session}/players/${GUILD}`);

    const heard = await scene.heard();
    expect(heard.map((message) => ('type' in message ? message.type : message.op))).toEqual([
      'TrackEndEvent',
      'WebSocketClosedEvent',
      'playerUpdate',
    ]);
    expect(statesOf(heard)).toMatchObject([{ connected: false, position: 0 }]);
  });
});

describe('an update of a player', () => {
  it('keeps what plays with noReplace, its pause and position too, but takes volume and filters', async () => {
    await using scene = await quietStage();
    const { track } = await scene.update({ voice: VOICE, ...TEN_SECONDS });
    await scene.advance(2_000);

    const kept = await scene.update(
      { track: { identifier: 'test:5000' }, position: 9_000, paused: true, volume: 7, filters: { volume: 0.5 } },
      '?noReplace=true',
    );

    expect(kept).toMatchObject({ paused: false, volume: 7, filters: { volume: 0.5 }, state: { position: 1_980 } });
    expect(kept.track?.info.identifier).toBe(track?.info.identifier);
  });

  it('plays with noReplace when nothing plays', async () => {
    await using scene = await quietStage();

    expect((await scene.update(TEN_SECONDS, '?noReplace=true')).track?.info.title).toBe('test:10000');
  });

  it('takes a new track with its pause, and ends a pause with a new track', async () => {
    await using scene = await quietStage();

    expect((await scene.update({ ...TEN_SECONDS, paused: true })).paused).toBe(true);
    expect((await scene.update(TEN_SECONDS)).paused).toBe(false);
    expect((await scene.update({ paused: true })).paused).toBe(true);
    expect((await scene.update({ track: { encoded: null } })).paused).toBe(false);
  });

  it('writes the position into the encoded text of a playing track', async () => {
    await using scene = await quietStage();
    const started = await scene.update({ voice: VOICE, ...TEN_SECONDS });
    await scene.advance(2_000);
    const later = await scene.player();

    expect(later.track?.encoded).not.toBe(started.track?.encoded);
    await scene.update({ track: { encoded: later.track?.encoded } });
    expect((await scene.player()).state.position).toBe(1_980);
  });

  it('refuses to play a list', async () => {
    await using scene = await quietStage();

    const answers = [
      await scene.patch({ track: { identifier: 'demosearch:beethoven' } }),
      await scene.patch({ track: { identifier: 'demo:playlist:beethoven' } }),
    ];

    expect(answers.map(({ status, json }) => [status, json])).toMatchObject([
      [400, { message: 'Cannot play a playlist or search result' }],
      [400, { message: 'Cannot play a playlist or search result' }],
    ]);
  });

  it('takes positions of any size without breaking', async () => {
    await using scene = await quietStage();
    for (const position of [Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER, 9e18, '9223372036854774784']) {
      await scene.update({ ...TEN_SECONDS, position });
      await scene.update({ position });
    }
    await scene.update({ voice: VOICE });
    await scene.advance(100);

    expect((await scene.rest.get('/version')).status).toBe(200);
  });
});
