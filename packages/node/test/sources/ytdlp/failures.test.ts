import { describe, expect, it } from 'vitest';
import { readFailure } from '../../../src/sources/ytdlp/failure.ts';
import { RateLimitPause } from '../../../src/sources/ytdlp/rate-limit-pause.ts';
import { video } from '../../support/fake-yt-dlp.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { NEVER, scene } from './stage.ts';

const ID = 'dQw4w9WgXcQ';
const LINK = `https://www.youtube.com/watch?v=${ID}`;

describe('the last error line', () => {
  it.for([
    ['ERROR: [youtube] x: Video unavailable. This video has been removed by the uploader', 'not_found'],
    ['ERROR: [generic] nope: Unable to download webpage: HTTP Error 404: File not found', 'not_found'],
    ['ERROR: [generic] Unable to download webpage: HTTP Error 410: Gone', 'not_found'],
    ["ERROR: [youtube] x: Private video. Sign in if you've been granted access to this video", 'private'],
    ['ERROR: [youtube] x: Sign in to confirm your age. This video may be inappropriate', 'login'],
    ["ERROR: [youtube] x: Sign in to confirm you're not a bot. Use --cookies", 'login'],
    ['ERROR: [youtube] x: The uploader has not made this video available in your country', 'geo'],
    ['ERROR: Unable to download API page: HTTP Error 429: Too Many Requests', 'rate_limited'],
    ['ERROR: [youtube] x: The current session has been rate-limited by YouTube', 'rate_limited'],
    ['ERROR: unable to download video data: HTTP Error 403: Forbidden', 'forbidden'],
    ['ERROR: [youtube] x: This live event will begin in 3 hours.', 'not_started'],
    ['ERROR: [twitch:stream] x: The channel is not currently live', 'not_started'],
    ['ERROR: No suitable extractor found for URL http://x/', 'unsupported'],
    ['ERROR: Unsupported URL: http://x/', 'unsupported'],
    ["ERROR: [generic] '-oX' is not a valid URL.", 'unsupported'],
    ['ERROR: [x] 1: Unable to download webpage: [Errno 111] Connection refused', 'network'],
    ["ERROR: query: Failed to resolve 'www.youtube.com' ([Errno -2] Name or service not known)", 'network'],
    ['ERROR: [x] The read operation timed out', 'network'],
    ['ERROR: [x] 1: HTTP Error 503: Service Unavailable', 'server'],
    ['ERROR: [x] This video is DRM protected', 'drm'],
    ['ERROR: [youtube] x: Unable to extract player; please report this issue', 'broken'],
    ['Traceback (most recent call last):\n  File "x"\nKeyError: 1', 'broken'],
    ['', 'broken'],
  ])('%s is %s', ([line, kind]) => {
    expect(readFailure(line ?? '', 1).kind).toBe(kind);
  });

  it('is what counts, whatever stands around it', () => {
    const stderr = 'WARNING: HTTP Error 429\nERROR: Private video\nERROR: HTTP Error 404: x\nnot an error: DRM\n';

    expect(readFailure(stderr, 1).kind).toBe('not_found');
  });

  it('tells no secret, and is short and on one line', () => {
    const line = `ERROR: proxy http://me:pass@p:1 failed \u001b[31m${'x'.repeat(10_000)}`;

    const { message } = readFailure(line, 1, ['http://me:pass@p:1', 'pass', 'me']);

    expect(message).toMatch(/^broken: proxy \*\*\* failed {2}\[31mx+$/);
    expect(message.length).toBeLessThan(520);
  });

  it('of any length and kind is read at once', () => {
    for (const unit of ['a', ' ', 'HTTP Error ', 'in your ', 'rate', 'sign', '\\']) {
      const before = performance.now();
      readFailure(`ERROR: ${unit.repeat(10_000)}`, 1);
      expect(performance.now() - before).toBeLessThan(50);
    }
  });
});

describe('a failed look-up', () => {
  it('is told with message, severity and the kind in its cause', async () => {
    await using stage = await scene();
    await stage.fake.answer(LINK, { exit: 1, err: 'ERROR: [youtube] x: Video unavailable' });

    await expect(stage.source.load(LINK, NEVER)).rejects.toMatchObject({
      name: 'SourceError',
      message: 'This track does not exist any more.',
      severity: 'common',
      cause: { name: 'YtDlpError', message: 'not_found: [youtube] x: Video unavailable' },
    });
    expect(await stage.fake.calls()).toHaveLength(1);
  });

  it.for([
    ['HTTP Error 503: Service Unavailable', 2],
    ['Connection refused', 2],
    ['HTTP Error 403: Forbidden', 1],
    ['HTTP Error 404: Not Found', 1],
  ] as const)('by %s is made %i times in all', async ([line, times]) => {
    await using stage = await scene();
    await stage.fake.answer(LINK, { exit: 1, err: `ERROR: ${line}` });

    await expect(stage.source.load(LINK, NEVER)).rejects.toThrow();
    expect(await stage.fake.calls()).toHaveLength(times);
  });

  it('by wrong arguments of the configuration is a fault', async () => {
    await using stage = await scene();
    await stage.fake.answer(LINK, { exit: 2, err: 'yt-dlp: error: no such option: --sign-in' });

    await expect(stage.source.load(LINK, NEVER)).rejects.toMatchObject({ cause: { kind: 'program' } });
  });

  it('by too many requests leaves that site alone for a while, and no other', async () => {
    const clock = new ManualClock();
    await using stage = await scene({ clock });
    const other = 'https://vimeo.com/1';
    await stage.fake.answer(LINK, { exit: 1, err: 'ERROR: HTTP Error 429: Too Many Requests' });
    await stage.fake.answer(other, { out: video('1', { webpage_url: other }) });
    const load = (): Promise<unknown> => stage.source.load(LINK, NEVER);

    await expect(load()).rejects.toMatchObject({ cause: { kind: 'rate_limited' } });
    await expect(load()).rejects.toMatchObject({
      severity: 'suspicious',
      cause: { message: expect.stringContaining('60 s') },
    });
    expect(await stage.fake.calls()).toHaveLength(1);
    expect(await stage.source.load(other, NEVER)).toMatchObject({ loadType: 'track' });

    clock.advance(60_000);
    await stage.fake.answer(LINK, { out: video(ID) });
    expect(await load()).toMatchObject({ loadType: 'track' });
  });
});

describe('the pause of a site', () => {
  it('doubles with each refusal up to a quarter of an hour, counts calls made together once, and ends with an answer', () => {
    let now = 0;
    const pause = new RateLimitPause(() => now);
    const lengths: number[] = [];
    for (let i = 0; i < 6; i += 1) {
      const startedAt = now;
      pause.refused('s', startedAt);
      pause.refused('s', startedAt);
      const began = now;
      while (isPaused(pause)) now += 1_000;
      lengths.push(now - began);
    }

    expect(lengths).toEqual([60_000, 120_000, 240_000, 480_000, 900_000, 900_000]);
    pause.answered('s', 0);
    pause.refused('s', now);
    expect(() => pause.check('s')).toThrow('900 s');
    now += 900_000;
    pause.answered('s', now);
    pause.refused('s', now);
    expect(() => pause.check('s')).toThrow('60 s');
  });
});

function isPaused(pause: RateLimitPause): boolean {
  try {
    pause.check('s');
    return false;
  } catch {
    return true;
  }
}
