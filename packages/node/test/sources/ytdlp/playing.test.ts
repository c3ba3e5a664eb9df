import { describe, expect, it } from 'vitest';
import { makeFakeYtDlp, video } from '../../support/fake-yt-dlp.ts';
import { stage, VOICE } from '../../support/stage.ts';
import { PROXY } from './stage.ts';

const LINK = 'https://soundcloud.com/a/sets/b';
const TRACK = 'https://soundcloud.com/a/one';

describe('a track of a list', () => {
  it('whose length the list did not tell ends when the track itself does', async () => {
    await using fake = await makeFakeYtDlp();
    const entries = [{ _type: 'url', id: '7', ie_key: 'Soundcloud', url: TRACK }];
    await fake.answer(LINK, { out: { _type: 'playlist', title: 'B', entries } });
    await fake.answer(TRACK, { out: video('7', { webpage_url: TRACK, duration: 10 }) });
    // The clock is moved while the real program runs.
    const trackStuckThresholdMs = 1_000_000;
    await using scene = await stage({ ytdlp: { path: fake.path, proxy: PROXY }, trackStuckThresholdMs });
    const loaded = await scene.rest.load(LINK);
    expect(loaded.json).toMatchObject({ loadType: 'playlist', data: { tracks: [{ info: { isStream: false } }] } });
    const encoded = /"encoded":"([^"]+)"/.exec(loaded.text)?.[1];

    await scene.update({ voice: VOICE, track: { encoded } });
    await expect.poll(async () => (await fake.calls()).length, { timeout: 10_000 }).toBe(2);
    await expect
      .poll(
        async () => {
          await scene.advance(1_000);
          return (await scene.player()).state.position;
        },
        { timeout: 10_000 },
      )
      .toBeGreaterThan(0);
    await scene.advance(10_000);

    expect(await scene.events()).toEqual(['TrackStartEvent', 'TrackEndEvent finished']);
  });

  it('that cannot be looked up any more ends as loadFailed, with the words for it', async () => {
    await using fake = await makeFakeYtDlp();
    await fake.answer(TRACK, { exit: 1, err: 'ERROR: [soundcloud] 7: HTTP Error 404: Not Found' });
    await fake.answer(LINK, { out: { _type: 'playlist', title: 'B', entries: [{ _type: 'url', url: TRACK }] } });
    await using scene = await stage({ ytdlp: { path: fake.path, proxy: PROXY } });
    const encoded = /"encoded":"([^"]+)"/.exec((await scene.rest.load(LINK)).text)?.[1];

    await scene.update({ voice: VOICE, track: { encoded } });
    await scene.socket.find((message) => 'reason' in message && message.reason === 'loadFailed');

    const exception = (await scene.heard()).find((message) => 'exception' in message);
    expect(exception).toMatchObject({
      exception: { message: 'This track does not exist any more.', severity: 'common' },
    });
  });
});
