import { describe, expect, it } from 'vitest';
import { FramePump } from '../../src/player/frame-pump.ts';
import { Outlet } from '../../src/player/outlet.ts';
import type { FrameSink } from '../../src/voice/voice-connector.ts';
import { ManualClock } from '../support/manual-clock.ts';

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
