import type { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { silentLog } from '../../src/log.ts';
import { FramePump } from '../../src/player/frame-pump.ts';
import { Outlet } from '../../src/player/outlet.ts';
import { HostCheck } from '../../src/server/host-check.ts';
import { HttpServer } from '../../src/server/http-server.ts';
import { PasswordCheck } from '../../src/server/password.ts';
import { Router } from '../../src/server/router.ts';
import type { FrameSink } from '../../src/voice/voice-connector.ts';
import { listen, rms } from '../sound/support/listening.ts';
import { oggPagesOf, packetsOn } from '../sound/support/ogg.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { OggListener } from '../support/ogg-listener.ts';

const SILENCE = 'f8fffe';

/** A sink that writes down what it gets, and when. */
function noting(clock: ManualClock): FrameSink & { readonly got: string[] } {
  const startedAt = clock.now();
  const got: string[] = [];
  const note = (text: string): void => void got.push(`${clock.now() - startedAt} ${text}`);
  return {
    got,
    send: (frame) => note(Buffer.from(frame).toString('hex')),
    setSpeaking: (isSpeaking) => note(isSpeaking ? 'speaks' : 'is silent'),
  };
}

/** Frames 01, 02, 03 … */
function counting(): () => Uint8Array {
  let frames = 0;
  return () => Uint8Array.of(++frames);
}

describe('the frames of a player', () => {
  it('leave every 20 ms, after Discord was told that somebody speaks', async () => {
    const clock = new ManualClock();
    const sink = noting(clock);
    const outlet = new Outlet(new FramePump(clock), () => sink);
    outlet.play(counting());
    await clock.advance(60);
    expect(sink.got).toEqual(['20 speaks', '20 01', '40 02', '60 03']);
  });

  it('are followed by five of silence when it stops, and by nothing after that', async () => {
    const clock = new ManualClock();
    const sink = noting(clock);
    const outlet = new Outlet(new FramePump(clock), () => sink);
    outlet.play(counting());
    await clock.advance(20);
    outlet.halt();
    await clock.advance(1_000);
    const silence = [40, 60, 80, 100, 120].map((at) => `${at} ${SILENCE}`);
    expect(sink.got.slice(2)).toEqual([...silence, '140 is silent']);
  });

  it('go on at once when it plays again', async () => {
    const clock = new ManualClock();
    const sink = noting(clock);
    const outlet = new Outlet(new FramePump(clock), () => sink);
    outlet.play(counting());
    await clock.advance(20);
    outlet.halt();
    await clock.advance(20);
    outlet.play(counting());
    await clock.advance(20);
    expect(sink.got.slice(2)).toEqual([`40 ${SILENCE}`, '60 01']);
  });

  it('are left out for a turn that has none, and nobody falls silent for that', async () => {
    const clock = new ManualClock();
    const sink = noting(clock);
    const frames = [Uint8Array.of(1), undefined, Uint8Array.of(2)];
    const outlet = new Outlet(new FramePump(clock), () => sink);
    outlet.play(() => frames.shift());
    await clock.advance(60);
    expect(sink.got).toEqual(['20 speaks', '20 01', '60 02']);
  });

  it('tell a new connection that somebody speaks', async () => {
    const clock = new ManualClock();
    const sinks = [noting(clock), noting(clock)] as const;
    let current: FrameSink = sinks[0];
    const outlet = new Outlet(new FramePump(clock), () => current);
    outlet.play(counting());
    await clock.advance(20);
    current = sinks[1];
    await clock.advance(20);
    expect(sinks[1].got).toEqual(['40 speaks', '40 02']);
  });

  it('are taken also when nobody hears them', async () => {
    const clock = new ManualClock();
    let taken = 0;
    const outlet = new Outlet(new FramePump(clock), () => undefined);
    outlet.play(() => {
      taken += 1;
      return Uint8Array.of(1);
    });
    await clock.advance(100);
    outlet.close();
    await clock.advance(100);
    expect(taken).toBe(5);
  });
});

describe('whoever listens over HTTP', () => {
  it('hears what leaves, silence when nothing does, and costs no turn once gone', async () => {
    const clock = new ManualClock();
    const outlet = new Outlet(new FramePump(clock), () => undefined);
    const listener = outlet.listen();
    await clock.advance(20);
    outlet.play(counting());
    await clock.advance(60);
    outlet.halt();
    await clock.advance(20);
    const bytes: Buffer = listener.read();
    expect(bytes.subarray(-9).toString('hex')).toBe(`${SILENCE}010203${SILENCE}`);

    expect(clock.pending).toBe(1);
    listener.destroy();
    await setImmediate();
    await clock.advance(20);
    expect(clock.pending).toBe(0);
  });

  it.each([false, true])('hears silence in place of what is too long for a frame (padded: %s)', async (isPadded) => {
    const clock = new ManualClock();
    const outlet = new Outlet(new FramePump(clock), () => undefined);
    const listener = outlet.listen({ isPadded });
    const frames = [14_000, 14_000, 70_000, 14_000, 14_000].map((length) => new Uint8Array(length).fill(0xfc));
    outlet.play(() => frames.shift());
    await clock.advance(100);
    outlet.close();

    const pages = oggPagesOf(Buffer.concat(await listener.toArray()));
    expect(rms(listen(packetsOn(pages.slice(2, 3))))).toBe(0);
    expect(packetsOn(pages.slice(2, 3)).length).toBe(5);
  });

  it('is cut for leaving too much unread, and those who read are not', async () => {
    const clock = new ManualClock();
    const outlet = new Outlet(new FramePump(clock), () => undefined);
    const streams: Readable[] = [];
    const listen = (): Readable => {
      const stream = outlet.listen();
      streams.push(stream);
      return stream;
    };
    const server = new HttpServer({
      router: new Router([{ method: 'GET', path: '/', handle: () => ({ status: 200, body: listen }) }]),
      password: new PasswordCheck(undefined),
      hosts: new HostCheck({ password: undefined, publicUrl: undefined }),
      clock,
      log: silentLog,
      upgrade: () => undefined,
    });
    const url = `http://127.0.0.1:${await server.listen('127.0.0.1', 0)}/`;
    const [slow, quick] = [await OggListener.open(url), await OggListener.open(url)];
    slow.response.pause();
    outlet.play(() => new Uint8Array(1_275));
    // What the machine keeps for a connection, some megabytes, comes on top.
    for (let pages = 20; pages < 5_000 && streams[0]?.destroyed === false; pages += 20) {
      clock.advance(2_000);
      await quick.until(pages);
    }

    expect(streams.map(({ destroyed }) => destroyed)).toEqual([true, false]);
    slow.response.resume();
    expect(await slow.ended).toBe('cut');
    outlet.close();
    expect(await quick.ended).toBe('ended');
    await server.close();
  });

  it('finds an end when the player went in the meantime', async () => {
    const outlet = new Outlet(new FramePump(new ManualClock()), () => undefined);
    outlet.close();
    const pages = await outlet.listen().toArray();
    expect(Buffer.concat(pages).subarray(-27).toString('latin1', 0, 4)).toBe('OggS');
  });
});

describe('the beat', () => {
  it('makes up for a delay without adding it up, and leaves out what is too far behind', () => {
    let now = 0;
    const due: { at: number; run: () => void }[] = [];
    const clock = {
      now: () => now,
      after: (ms: number, run: () => void) => {
        due.push({ at: now + ms, run });
        return () => undefined;
      },
      every: () => () => undefined,
    };
    const beats: number[] = [];
    new FramePump(clock).add({ beat: () => beats.push(now) });
    const wakeAt = (time: number): void => {
      now = time;
      due.shift()?.run();
    };
    wakeAt(20);
    wakeAt(75);
    expect(beats).toEqual([20, 75, 75]);
    expect(due[0]?.at).toBe(80);
    wakeAt(10_000);
    expect(beats.length).toBeLessThanOrEqual(3 + 6);
    expect(due[0]?.at).toBe(10_020);
  });
});
