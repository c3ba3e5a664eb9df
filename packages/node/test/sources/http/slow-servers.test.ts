import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { resolvePublic } from '../../../src/sources/http/address-policy.ts';
import { webMedia } from '../../../src/sources/http/web-media.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const NEVER = new AbortController().signal;
const resolve = (hostname: string) => resolvePublic(hostname, true);
const LIVE = '#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:7\n#EXTINF:2,\n/part.ts\n';

/** A server that gives one byte of a list after the other, for ever. */
interface Trickle extends AsyncDisposable {
  readonly url: string;
  /** Requests that are answered so just now. */
  readonly waiting: number;
  /** Bytes that were given so. */
  readonly given: number;
}

/** @param pages - What it gives at once; each may be had once. */
async function trickle(pages: Map<string, string> = new Map()): Promise<Trickle> {
  let waiting = 0;
  let given = 0;
  const drip = (response: ServerResponse): void => {
    waiting += 1;
    response.writeHead(200, { 'content-type': 'application/vnd.apple.mpegurl' }).write('#EXTM3U\n');
    const dripping = setInterval(() => {
      given += 1;
      response.write('#');
    }, 2);
    response.on('close', () => {
      waiting -= 1;
      clearInterval(dripping);
    });
  };
  const server = createServer(({ url = '' }, response) => {
    const page = pages.get(url);
    pages.delete(url);
    if (page === undefined) drip(response);
    else response.end(page);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const where = server.address();
  return {
    url: `http://127.0.0.1:${typeof where === 'object' ? where?.port : undefined}`,
    get waiting() {
      return waiting;
    },
    get given() {
      return given;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

describe('a server that trickles, and so is never silent', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** Seconds until something fails, with a byte in each second in which the server is waited for. */
  async function secondsUntilFailed(work: Promise<unknown>, clock: ManualClock, site: Trickle): Promise<number> {
    let hasFailed = false;
    work.catch(() => {
      hasFailed = true;
    });
    let seconds = 0;
    let given = site.given;
    const look = (): boolean => {
      if (site.waiting > 0 && site.given === given) return hasFailed;
      given = site.given;
      seconds += 1;
      clock.advance(1_000);
      vi.advanceTimersByTime(1_000);
      return hasFailed;
    };
    await expect.poll(() => site.waiting, { interval: 1 }).toBe(1);
    await expect.poll(look, { interval: 5, timeout: 5_000 }).toBe(true);
    return seconds;
  }

  it('is given up when a song is opened', async () => {
    await using site = await trickle();
    const clock = new ManualClock();
    const opening = webMedia(`${site.url}/live.m3u8`, { resolve, clock }, NEVER);

    expect(await secondsUntilFailed(opening, clock, site)).toBeLessThan(20);
    await expect(opening).rejects.toThrow('No answer within 15000 ms.');
  });

  it('breaks a live stream when it gives its list so', async () => {
    const pages = new Map([
      ['/live.m3u8', LIVE],
      ['/part.ts', 'sound'],
    ]);
    await using site = await trickle(pages);
    const clock = new ManualClock();
    const input = await webMedia(`${site.url}/live.m3u8`, { resolve, clock }, NEVER);
    pages.set('/live.m3u8', LIVE);
    const heard: string[] = [];
    const listening = (async () => {
      for await (const bytes of await input.read(0, NEVER)) heard.push(Buffer.from(bytes).toString());
    })();
    await expect.poll(() => heard).toEqual(['sound']);
    clock.advance(2_000);

    expect(await secondsUntilFailed(listening, clock, site)).toBeLessThan(60);
    await expect(listening).rejects.toThrow('The stream has stopped.');
  });
});
