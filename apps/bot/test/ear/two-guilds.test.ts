import { makeTrack, type Source } from '@reprise/node';
import { describe, expect, it } from 'vitest';
import { type BotEar, botEar, type HeardGuild } from './support/bot-ear.ts';
import { listenFor } from './support/ear.ts';
import { toneWav } from './support/tone.ts';

/** What a stalled source gives before it stands still. */
const GIVEN_MS = 3_000;
const BYTES_PER_MS = 192;

/** Finds one track, which never comes further than its first seconds. */
function stallingSource(): Source {
  const file = toneWav([{ hz: 700, ms: 60_000 }]);
  const info = {
    identifier: 'stalls',
    title: 'stalls',
    author: 'nobody',
    lengthMs: 60_000,
    uri: 'https://stalls.test/',
  };
  async function* read(start: number, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    yield new Uint8Array(file.subarray(start, Math.max(start, GIVEN_MS * BYTES_PER_MS)));
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  }
  return {
    name: 'stalling',
    load: async (identifier) =>
      identifier === 'demosearch:stalls'
        ? { loadType: 'search', data: [makeTrack({ ...info, sourceName: 'stalling' })] }
        : undefined,
    audio: async () => ({
      kind: 'media',
      type: 'audio/wav',
      size: file.length,
      read: async (start, signal) => read(start, signal),
    }),
  };
}

/** Lets a guild hear a tune. */
async function hears(all: BotEar, query: string, hz: number): Promise<HeardGuild> {
  const guild = all.guild();
  await guild.says('play', { query });
  await guild.heard.hears(hz);
  return guild;
}

describe('two guilds that listen at once', () => {
  it('each hears its own tone and nothing of the other, and stops for itself', async () => {
    await using all = await botEar({ node: 'own', tunes: ['a440', 'c523'] });
    const one = await hears(all, 'a440', 440);
    const other = await hears(all, 'c523', 523);
    await listenFor(1_000);
    expect(one.heard.music(500).frequencyHz).toBeCloseTo(440, 0);
    expect(other.heard.music(500).frequencyHz).toBeCloseTo(523, 0);
    expect(one.heard.music(500).levelDbAt(523)).toBeLessThan(-60);
    expect(other.heard.music(500).levelDbAt(440)).toBeLessThan(-60);
    await one.says('pause');
    await one.heard.silent({ forMs: 300 });
    await other.heard.hears(523);
  });

  it('do not wait for each other: one stalls, and no frame of the other is late or missing', async () => {
    await using all = await botEar({ node: 'outside', tunes: ['a440'], nodeOptions: { sources: [stallingSource()] } });
    const flowing = await hears(all, 'a440', 440);
    const stalling = await hears(all, 'stalls', 700);
    await stalling.heard.silent({ forMs: 300, withinMs: 10_000 });
    flowing.heard.clear();
    await listenFor(4_000);
    const { gaps, frameCount, faults } = flowing.heard;
    console.log(`beside a source that stalls: ${frameCount} frames, ${gaps.over60Ms} gaps over 60 ms`);
    expect(stalling.heard.frameCount).toBeLessThan((GIVEN_MS + 500) / 20);
    expect(faults.lost).toBe(0);
    // A busy machine is late by itself; who waited for the other would be so all the time.
    expect(gaps.over60Ms).toBeLessThan(0.1 * frameCount);
    expect(gaps.longestMs).toBeLessThan(1_000);
    expect(frameCount).toBeGreaterThan(0.8 * (4_000 / 20));
  });
});
