import { durationMs, finiteNumber } from '@reprise/options';
import { DevkitError } from '../errors.ts';
import type { HeardFrame } from './arrivals.ts';
import type { HeardAudio } from './heard-audio.ts';
import type { PacketGaps } from './packet-gaps.ts';
import type { RtpFaults } from './rtp-order.ts';
import type { Silence } from './silences.ts';
import { isHeard, type Tone } from './tone.ts';
import type { SpeakingChange, UselessPackets, VoiceEar } from './voice-ear.ts';

/** How long to wait for a sound. */
export interface ListenOptions {
  /** Milliseconds after which the promise is rejected. @defaultValue `5000` */
  readonly withinMs?: number;
}

/** What {@link HeardVoice.hears} listens for. */
export interface ToneOptions extends ListenOptions {
  /** How far the tone may be off, in hertz. @defaultValue `5` */
  readonly toleranceHz?: number;
  /** What is not as loud is not heard, in dB. @defaultValue `-50` */
  readonly minDb?: number;
}

/** What {@link HeardVoice.silent} waits for. */
export interface SilentOptions extends ListenOptions {
  /** How long nothing must be heard, in milliseconds. @defaultValue `200` */
  readonly forMs?: number;
}

const PATIENCE_MS = 5_000;
/** A tone has to sound for so long. */
const TONE_MS = 100;

/** What a {@link FakeVoiceServer} hears in a guild: of whoever is connected, one after the other. */
export class HeardVoice {
  readonly guildId: string;
  readonly #ear: VoiceEar;

  constructor(guildId: string, ear: VoiceEar) {
    this.guildId = guildId;
    this.#ear = ear;
  }

  /** The last 10,000 frames, oldest first, those of silence included; none with `keepMs: 0`. */
  get frames(): readonly HeardFrame[] {
    return this.#ear.frames.items;
  }

  /** How many frames of music came. */
  get frameCount(): number {
    return this.#ear.frameCount;
  }

  /** How many frames of silence (F8 FF FE) came. */
  get silenceFrameCount(): number {
    return this.#ear.silenceFrameCount;
  }

  /** When the first frame of music came, in milliseconds since 1970; `undefined` while there is none. */
  get firstFrameAt(): number | undefined {
    return this.#ear.firstFrameAt;
  }

  /** When the last frame of music came, in milliseconds since 1970; `undefined` while there is none. */
  get lastFrameAt(): number | undefined {
    return this.#ear.lastFrameAt;
  }

  /** What was wrong with the numbers of packets. */
  get faults(): RtpFaults {
    return { ...this.#ear.faults };
  }

  /** How evenly packets came. */
  get gaps(): PacketGaps {
    return { ...this.#ear.gaps };
  }

  /** Packets that were good for nothing. */
  get useless(): UselessPackets {
    return { ...this.#ear.useless };
  }

  /** The last 10,000 times somebody said whether they speak, oldest first. */
  get speaking(): readonly SpeakingChange[] {
    return this.#ear.speaking.items;
  }

  /** What was said last: `true` from the first frame to the end of a song. */
  get isSpeaking(): boolean {
    return (this.speaking.at(-1)?.flags ?? 0) !== 0;
  }

  /**
   * The last `lastMs` of the music, its frames one after the other, whenever they came: for what is in the sound. How it was
   * heard in time is {@link audio}.
   *
   * @throws {@link DevkitError} `VOICE_STATE` when the server keeps nothing.
   */
  music(lastMs: number = 1_000): HeardAudio {
    return this.#listening().timeline.music(durationMs('HeardVoice: lastMs', lastMs, { min: 1 }));
  }

  /**
   * The last `lastMs` as somebody in the channel hears it, up to the last frame that came: with pauses, and with holes where
   * packets were late or lost.
   *
   * @throws {@link DevkitError} `VOICE_STATE` when the server keeps nothing.
   */
  audio(lastMs: number = 1_000): HeardAudio {
    const { timeline } = this.#listening();
    const ms = durationMs('HeardVoice: lastMs', lastMs, { min: 1 });
    return timeline.between(timeline.startOf(ms), timeline.endAt);
  }

  /**
   * What was heard between two times, in milliseconds since 1970: silence where there was nothing, or where it is not kept
   * any more.
   *
   * @throws {@link DevkitError} `VOICE_STATE` when the server keeps nothing.
   */
  audioBetween(fromAt: number, toAt: number): HeardAudio {
    return this.#listening().timeline.between(
      finiteNumber('HeardVoice: fromAt', fromAt),
      finiteNumber('HeardVoice: toAt', toAt),
    );
  }

  /**
   * Times without sound of at least `minMs`, after the first sound; the present one is the last. Packets that come up to 60 ms
   * late make none, as in Discord's clients.
   */
  silences(minMs: number = 100): readonly Silence[] {
    const { silences, clock } = this.#ear;
    return silences.list(durationMs('HeardVoice: minMs', minMs), clock.now());
  }

  /**
   * Waits until a tone is the loudest thing for 100 ms, in sound that comes from now on. Answers when that was, in milliseconds
   * since 1970.
   *
   * @throws {@link DevkitError} `VOICE_UNHEARD` when it is not heard in time, `VOICE_STATE` when the server keeps nothing.
   */
  async hears(frequencyHz: number, options: ToneOptions = {}): Promise<number> {
    const { timeline, arrivals } = this.#listening();
    const { withinMs = PATIENCE_MS, toleranceHz = 5, minDb = -50 } = options;
    const wanted = finiteNumber('HeardVoice: frequencyHz', frequencyHz, { min: 20, max: 24_000 });
    const tone: Tone = { frequencyHz: wanted, toleranceHz, minDb };
    const before = timeline.musicMs;
    const look = ({ at }: HeardFrame): number | undefined =>
      timeline.musicMs - before >= TONE_MS && isHeard(tone, timeline.music(TONE_MS)) ? at : undefined;
    return arrivals.until(look, withinMs, () => this.#unheard(`${wanted} Hz within ${withinMs} ms`));
  }

  /**
   * Waits until nothing was heard for a while; answers at once when that is so. Answers when the silence began, in milliseconds
   * since 1970; `undefined` when there never was a sound.
   *
   * @throws {@link DevkitError} `VOICE_UNHEARD` when it does not become silent in time.
   */
  async silent({ forMs = 200, withinMs = PATIENCE_MS }: SilentOptions = {}): Promise<number | undefined> {
    const { clock, silences } = this.#ear;
    const deadline = clock.now() + durationMs('HeardVoice: withinMs', withinMs);
    const wanted = durationMs('HeardVoice: forMs', forMs);
    for (;;) {
      const now = clock.now();
      const dueAt = (silences.since ?? now - wanted) + wanted;
      if (dueAt <= now) return silences.since;
      if (now >= deadline) throw this.#unheard(`a silence of ${wanted} ms within ${withinMs} ms`);
      await new Promise<void>((resolve) => clock.after(Math.min(dueAt, deadline) - now, resolve));
    }
  }

  /**
   * Waits for the next frame of music.
   *
   * @throws {@link DevkitError} `VOICE_UNHEARD` when none comes in time.
   */
  nextFrame({ withinMs = PATIENCE_MS }: ListenOptions = {}): Promise<HeardFrame> {
    const look = (frame: HeardFrame): HeardFrame | undefined => (frame.isSilence ? undefined : frame);
    return this.#ear.arrivals.until(look, withinMs, () => this.#unheard(`a frame of music within ${withinMs} ms`));
  }

  /** Forgets what was heard and counts from 0. Streams go on, and so does the present silence. */
  clear(): void {
    this.#ear.clear();
  }

  #listening(): VoiceEar {
    if (this.#ear.listens) return this.#ear;
    throw new DevkitError('VOICE_STATE', 'This voice server decodes no sound: its option keepMs is 0.');
  }

  #unheard(what: string): DevkitError {
    const frames = `${this.frameCount} frames of music and ${this.silenceFrameCount} of silence came`;
    const audio = this.#ear.listens ? this.music(200) : undefined;
    const loudest = audio?.frequencyHz === undefined ? '' : `, the last with ${audio.frequencyHz.toFixed(1)} Hz`;
    const level = audio === undefined ? '' : ` at ${audio.levelDb.toFixed(1)} dB`;
    return new DevkitError(
      'VOICE_UNHEARD',
      `Guild ${this.guildId}: no ${what}; ${frames}${loudest && loudest + level}.`,
    );
  }
}
