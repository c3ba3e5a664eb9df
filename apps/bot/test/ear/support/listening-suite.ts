import type { FakeVoiceServer } from '@reprise/devkit';
import { Filters } from 'reprise';
import { expect, it } from 'vitest';
import { ear, listenFor, loudestDb, type NodeAddress } from './ear.ts';

/** A node that is listened to, until it is disposed of. */
export interface ListenedNode extends NodeAddress, AsyncDisposable {
  /** The voice server that it trusts. */
  readonly server: FakeVoiceServer;
  /** By which it loads the file `steps.wav` of {@link tuneFolder}. */
  readonly steps: string;
}

/** Levels may be off by so many decibels: Opus is not exact. */
const LEVEL_DB = 1;
/** A node may have made as much sound ahead, and a machine be busy. */
const CHANGE_MS = 1_200;

/** What is to be heard of any node that speaks Lavalink's protocol, whoever wrote it. */
export function listeningSuite(start: () => Promise<ListenedNode>): void {
  const heardNode = async () => {
    const node = await start();
    const { url, password } = node;
    const listener = await ear([{ url, password }], node.server);
    return {
      ...listener,
      steps: node.steps,
      [Symbol.asyncDispose]: async () => {
        await listener[Symbol.asyncDispose]();
        await node[Symbol.asyncDispose]();
      },
    };
  };

  it('plays fifty frames a second without a gap, and says that it speaks', async () => {
    await using all = await heardNode();
    await all.play(all.steps);
    await all.heard.hears(500, { toleranceHz: 1, withinMs: 10_000 });
    await listenFor(2_000);
    const { heard } = all;
    expect(heard.isSpeaking).toBe(true);
    expect(heard.faults).toMatchObject({ lost: 0 });
    const { frameCount, firstFrameAt = 0, lastFrameAt = 0 } = heard;
    // A busy machine leaves out what it cannot send in time; how even it is on a quiet one is told by a benchmark.
    const due = (lastFrameAt - firstFrameAt) / 20 + 1;
    expect(frameCount).toBeGreaterThan(0.8 * due);
    expect(frameCount).toBeLessThan(1.02 * due + 5);
  });

  it('is silent while it is paused, with five frames of silence, and goes on where it was', async () => {
    await using all = await heardNode();
    await all.play(all.steps);
    await all.heard.hears(500);
    await all.player.pause();
    await all.heard.silent({ forMs: 500 });
    expect([all.heard.silenceFrameCount, all.heard.isSpeaking]).toEqual([5, false]);
    await all.player.resume();
    await all.heard.hears(500);
    await all.heard.hears(1_000);
  });

  it('is heard at the second it is sent to, back and forth, and where it is to start', async () => {
    await using all = await heardNode();
    await all.play(all.steps, 6_100);
    await all.heard.hears(1_500);
    expect(all.heard.music(200).levelDbAt(500)).toBeLessThan(-40);
    await all.player.seek(9_200);
    await all.heard.hears(2_000);
    await all.player.seek(3_200);
    await all.heard.hears(1_000);
  });

  it('is as loud as a real Lavalink at the same volume', async () => {
    await using all = await heardNode();
    await all.play(all.steps);
    await all.heard.hears(500);
    const levels: number[] = [];
    // test/fixtures/golden: rms 2057 at 100, 849 at 50, 6678 at 200.
    for (const volume of [100, 50, 200]) {
      await all.player.setVolume(volume);
      await listenFor(CHANGE_MS);
      levels.push(loudestDb(all.heard.audio(500)));
    }
    const [full = 0, half = 0, twice = 0] = levels;
    expect(Math.abs(half - full - 20 * Math.log10(849 / 2_057))).toBeLessThan(LEVEL_DB);
    expect(Math.abs(twice - full - 20 * Math.log10(6_678 / 2_057))).toBeLessThan(LEVEL_DB);
  });

  it('changes its sound by filters, and back', async () => {
    await using all = await heardNode();
    await all.play(all.steps);
    await all.heard.hears(500);
    await all.player.setFilters(new Filters().timescale({ pitch: 1.5 }));
    await all.heard.hears(750, { toleranceHz: 8, withinMs: 2_000 });
    await all.player.seek(200);
    await all.player.setFilters(new Filters());
    await all.heard.hears(500, { withinMs: 2_000 });
  });

  it('is silent at once when it is stopped', async () => {
    await using all = await heardNode();
    const ended = all.trackEnd();
    await all.play(all.steps);
    await all.heard.hears(500);
    await all.player.stop();
    expect(await ended).toBe('stopped');
    await all.heard.silent({ forMs: 500 });
    expect([all.heard.silenceFrameCount, all.heard.isSpeaking]).toEqual([5, false]);
  });

  it('ends when the sound ends, and plays the next one', async () => {
    await using all = await heardNode();
    const ended = all.trackEnd();
    await all.play(all.steps, 10_500);
    await all.queue(all.steps);
    await all.heard.hears(2_000);
    expect(await ended).toBe('finished');
    await all.heard.hears(500);
    expect(all.heard.silences(1_000)).toEqual([]);
  });
}
