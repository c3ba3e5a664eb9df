import { ManualClock } from '@reprise/devkit';
import { OpusEncoder } from 'mediaplex';
import { describe, expect, it } from 'vitest';
import { HeardVoice } from '../../src/voice-server/heard-voice.ts';
import { VoiceEar } from '../../src/voice-server/voice-ear.ts';
import { SILENCE, toneFrames } from './voice-client.ts';

const NOW = 1_800_000_000_000;
const EMPTY = Buffer.alloc(0);
const TONE = toneFrames({ hz: 440 }, 100);
const HIGH_TONE = toneFrames({ hz: 880 }, 100);

/** Somebody who listens on a clock that is moved. */
class Stage {
  readonly clock = new ManualClock(NOW);
  readonly ear: VoiceEar;
  readonly heard: HeardVoice;
  #sequence = 65_530;

  constructor(keepMs = 5_000) {
    this.ear = new VoiceEar({ clock: this.clock, keepMs, newDecoder: () => OpusEncoder.create(48_000, 2) });
    this.heard = new HeardVoice('1', this.ear);
  }

  /** Frames come, one each `everyMs`. */
  come(frames: readonly Buffer[], { ssrc = 1, everyMs = 20 } = {}): this {
    for (const opus of frames) {
      this.#sequence += 1;
      const [sequence, timestamp] = [this.#sequence & 0xffff, (this.#sequence * 960) >>> 0];
      this.ear.take({ ssrc, sequence, timestamp, header: EMPTY, extensionBytes: 0, body: EMPTY }, opus);
      this.clock.advance(everyMs);
    }
    return this;
  }

  wait(ms: number): this {
    this.clock.advance(ms);
    return this;
  }
}

describe('HeardVoice', () => {
  it('knows the time from the last sound of one stream to the first of another', () => {
    const { heard } = new Stage().come(TONE.slice(0, 50)).wait(730).come(TONE.slice(50), { ssrc: 2 });

    expect(heard.silences()).toEqual([{ fromAt: NOW + 1_000, lengthMs: 730, isOver: true }]);
    expect(heard.gaps).toEqual({ over40Ms: 0, over60Ms: 0, longestMs: 20 });
    expect(heard.frames.map(({ ssrc }) => ssrc)).toEqual([...Array(50).fill(1), ...Array(50).fill(2)]);
  });

  it('counts silence in the music as silence, and frames of silence as the end of it', () => {
    const quiet = toneFrames({ hz: 440, amplitude: 0 }, 20);
    const { heard } = new Stage()
      .come(TONE.slice(0, 20))
      .come(quiet)
      .come(TONE.slice(20, 40))
      .come(Array(5).fill(SILENCE));

    const [first, present] = heard.silences();
    // Opus lets a tone fade for a frame or two.
    expect(first?.lengthMs).toBeGreaterThanOrEqual(340);
    expect(first?.lengthMs).toBeLessThanOrEqual(400);
    expect(present).toEqual({ fromAt: NOW + 60 * 20, lengthMs: 100, isOver: false });
    expect([heard.frameCount, heard.silenceFrameCount]).toEqual([60, 5]);
  });

  it('hears nothing of packets that come a little late, and counts them', () => {
    const { heard } = new Stage()
      .come(TONE.slice(0, 25))
      .wait(45)
      .come(TONE.slice(25, 28), { everyMs: 0 })
      .come(TONE.slice(28, 60));

    expect(heard.silences(0)).toEqual([]);
    expect(heard.gaps).toEqual({ over40Ms: 1, over60Ms: 1, longestMs: 65 });
    // Sixty frames without a hole in them: one would spoil the tone.
    expect(heard.audio(1_000).levelDb - heard.audio(1_000).levelDbAt(440)).toBeLessThan(0.1);
  });

  it('keeps pauses in the sound as silence', () => {
    const { heard } = new Stage().come(TONE.slice(0, 25)).wait(500).come(HIGH_TONE.slice(0, 25));

    const audio = heard.audioBetween(NOW, NOW + 1_500);
    expect(audio.lengthMs).toBe(1_500);
    expect(audio.slice(0, 500).frequencyHz).toBeCloseTo(440, 0);
    expect(audio.slice(520, 1_000).levelDb).toBe(Number.NEGATIVE_INFINITY);
    expect(audio.slice(1_000).frequencyHz).toBeCloseTo(880, 0);
    expect(heard.audio(5_000).lengthMs).toBe(1_500);
  });

  it('has the music without what was between it', () => {
    const { heard } = new Stage()
      .come(TONE.slice(0, 25))
      .wait(500)
      .come(TONE.slice(25, 50), { everyMs: 23 })
      .come(Array(5).fill(SILENCE));

    expect(heard.music(5_000).lengthMs).toBe(1_000);
    expect(heard.music(800).lengthMs).toBe(800);
    expect(heard.music().levelDb - heard.music().levelDbAt(440)).toBeLessThan(0.1);
  });

  it('keeps no more than it is told to', () => {
    const { heard } = new Stage(400).come(TONE);

    expect(heard.audio(5_000).lengthMs).toBeLessThanOrEqual(420);
    expect(heard.audioBetween(NOW, NOW + 1_000).levelDb).toBe(Number.NEGATIVE_INFINITY);
    expect(heard.frames).toHaveLength(100);
  });

  it('skips when sound comes far too early, instead of falling behind for ever', () => {
    const { heard } = new Stage().come(TONE, { everyMs: 0 }).come(HIGH_TONE.slice(0, 5));

    expect(heard.audio(100).frequencyHz).toBeCloseTo(880, 0);
    expect(heard.audioBetween(NOW, NOW + 3_000).slice(1_200).levelDb).toBe(Number.NEGATIVE_INFINITY);
  });

  it('hears a tone only in what comes after it was asked, and when 100 ms of it came', async () => {
    const stage = new Stage().come(TONE.slice(0, 50));

    const at = stage.heard.hears(440);
    stage.come(TONE.slice(50, 60));

    expect(await at).toBe(NOW + 54 * 20);
  });

  it('is not satisfied with a tone that is a little off, too quiet, or beside a louder one', async () => {
    const stage = new Stage();
    const waits = [
      stage.heard.hears(460, { withinMs: 900 }),
      stage.heard.hears(880, { withinMs: 900 }),
      stage.heard.hears(440, { withinMs: 900, minDb: -3 }),
    ];
    stage.come(TONE.slice(0, 50));

    const results = await Promise.allSettled(waits);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  });

  it('waits for silence as long as there is sound, and not in vain', async () => {
    const stage = new Stage().come(TONE.slice(0, 10));
    let silentSince: number | undefined;
    const silent = stage.heard.silent({ forMs: 200 }).then((since) => {
      silentSince = since;
    });
    for (const frame of TONE.slice(10, 30)) {
      stage.come([frame]);
      await Promise.resolve();
    }
    expect(silentSince).toBeUndefined();
    for (let i = 0; i < 10; i += 1) {
      stage.wait(20);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await silent;
    expect(silentSince).toBe(NOW + 600);

    const endless = stage.heard.silent({ forMs: 1_000, withinMs: 500 });
    stage.come(TONE.slice(30, 60));
    await expect(endless).rejects.toMatchObject({ code: 'VOICE_UNHEARD' });
    expect(await new Stage().heard.silent()).toBeUndefined();
    expect(stage.clock.pending).toBe(0);
  });

  it('counts what is no Opus, and goes on', () => {
    const { heard } = new Stage()
      .come(TONE.slice(0, 5))
      .come([Buffer.from([0xff, 0xff])])
      .come(TONE.slice(5, 10));

    expect(heard.useless.undecodable).toBe(1);
    expect(heard.frameCount).toBe(11);
  });

  it('forgets and counts anew, and the streams go on', () => {
    const stage = new Stage().come(TONE.slice(0, 10));
    stage.ear.said('10', 1);
    stage.heard.clear();
    const { heard } = stage;
    expect([heard.frameCount, heard.frames.length, heard.firstFrameAt, heard.speaking.length]).toEqual([
      0,
      0,
      undefined,
      0,
    ]);

    stage.come(TONE.slice(10, 20));
    expect(heard.frameCount).toBe(10);
    expect(heard.firstFrameAt).toBe(NOW + 200);
    expect(heard.faults).toEqual({ lost: 0, duplicates: 0, reordered: 0, timestampJumps: 0 });
  });
});
