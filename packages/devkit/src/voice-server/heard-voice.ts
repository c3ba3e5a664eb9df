import type { Clock } from '@reprise/clock';
import { durationMs, finiteNumber } from '@reprise/options';
import type { OpusEncoder } from 'mediaplex';
import { DevkitError } from '../errors.ts';
import { Happened } from '../time/happened.ts';
import { Arrivals, type HeardFrame } from './arrivals.ts';
import { HeardAudio } from './heard-audio.ts';
import { ArrivalTimes, type PacketGaps } from './packet-gaps.ts';
import type { RtpPacket } from './rtp.ts';
import { type RtpFaults, RtpOrder } from './rtp-order.ts';
import { type Silence, Silences } from './silences.ts';
import { SoundTimeline } from './sound-timeline.ts';

/** Somebody said whether they speak. */
export interface SpeakingChange {
  /** When, in milliseconds since 1970. */
  readonly at: number;
  readonly userId: string;
  /** Bits: 1 microphone, 2 soundshare, 4 priority; 0 when they are silent. */
  readonly flags: number;
}

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

/** What packets were good for nothing. */
export interface UselessPackets {
  /** Not encrypted with the key of their session. */
  undecryptable: number;
  /** Not Opus. */
  undecodable: number;
  /** Lost on purpose, by {@link FakeVoiceServer.packetLoss}. */
  dropped: number;
}

interface Stream {
  readonly order: RtpOrder;
  readonly times: ArrivalTimes;
  readonly decoder: OpusEncoder | undefined;
}

/** What {@link HeardVoice} works with. */
export interface HeardVoiceParts {
  readonly guildId: string;
  readonly clock: Clock;
  readonly keepMs: number;
  readonly decoder: () => OpusEncoder;
}

const SILENCE = Buffer.from([0xf8, 0xff, 0xfe]);
const FRAME_MS = 20;
/** Below it is nothing to hear. */
const QUIET_DB = -60;
/** A tone has to sound for so long. */
const TONE_MS = 100;
/** How much of the sound has to be that tone, in dB. */
const SHARE_DB = 6;

/** What a voice server hears in a guild: of whoever is connected, one after the other. */
export class HeardVoice {
  readonly guildId: string;
  /** What was wrong with the numbers of packets, since the beginning or {@link clear}. */
  readonly faults: Readonly<RtpFaults>;
  /** How evenly packets came. */
  readonly gaps: Readonly<PacketGaps>;
  /** Packets that were good for nothing. */
  readonly useless: UselessPackets = { undecryptable: 0, undecodable: 0, dropped: 0 };
  readonly #parts: HeardVoiceParts;
  readonly #faults: RtpFaults = { lost: 0, duplicates: 0, reordered: 0, timestampJumps: 0 };
  readonly #gaps: PacketGaps = { over40Ms: 0, over60Ms: 0, longestMs: 0 };
  readonly #frames = new Happened<HeardFrame>();
  readonly #speaking = new Happened<SpeakingChange>();
  readonly #streams = new Map<number, Stream>();
  readonly #timeline: SoundTimeline;
  readonly #silences = new Silences();
  readonly #arrivals: Arrivals;
  #frameCount = 0;
  #silenceCount = 0;
  #firstFrameAt: number | undefined;
  #lastFrameAt: number | undefined;

  constructor(parts: HeardVoiceParts) {
    this.guildId = parts.guildId;
    this.faults = this.#faults;
    this.gaps = this.#gaps;
    this.#parts = parts;
    this.#timeline = new SoundTimeline(parts.keepMs);
    this.#arrivals = new Arrivals(parts.clock);
  }

  /** The last 10,000 frames, oldest first, those of silence included. */
  get frames(): readonly HeardFrame[] {
    return this.#frames.items;
  }

  /** How many frames of music came. */
  get frameCount(): number {
    return this.#frameCount;
  }

  /** How many frames of silence (F8 FF FE) came. */
  get silenceFrameCount(): number {
    return this.#silenceCount;
  }

  /** When the first frame of music came, in milliseconds since 1970; `undefined` while there is none. */
  get firstFrameAt(): number | undefined {
    return this.#firstFrameAt;
  }

  /** When the last frame of music came, in milliseconds since 1970; `undefined` while there is none. */
  get lastFrameAt(): number | undefined {
    return this.#lastFrameAt;
  }

  /** What was last said by who speaks: `true` between the first frame and the end of a song. */
  get isSpeaking(): boolean {
    return (this.#speaking.items.at(-1)?.flags ?? 0) !== 0;
  }

  /** The last 10,000 times somebody said whether they speak, oldest first. */
  get speaking(): readonly SpeakingChange[] {
    return this.#speaking.items;
  }

  /**
   * The last `lastMs` of what is kept, up to the last frame that came, with its pauses.
   *
   * @throws {@link DevkitError} `VOICE_STATE` when the server keeps nothing.
   */
  audio(lastMs: number = 1_000): HeardAudio {
    this.#mustKeep();
    const ms = durationMs('HeardVoice: lastMs', lastMs, { min: 1 });
    return this.#timeline.between(this.#timeline.startOf(ms), this.#timeline.endAt);
  }

  /**
   * What was heard between two times, in milliseconds since 1970: silence where there was nothing, or where it is not kept
   * any more.
   *
   * @throws {@link DevkitError} `VOICE_STATE` when the server keeps nothing.
   */
  audioBetween(fromAt: number, toAt: number): HeardAudio {
    this.#mustKeep();
    return this.#timeline.between(fromAt, toAt);
  }

  /**
   * Times without sound of at least `minMs`, after the first sound; the present one is the last. Packets that come up to 60 ms
   * late make none, as in Discord's clients.
   */
  silences(minMs: number = 100): readonly Silence[] {
    return this.#silences.list(durationMs('HeardVoice: minMs', minMs), this.#parts.clock.now());
  }

  /**
   * Waits until a tone was the loudest thing for 100 ms, in sound that comes from now on. Answers when that was, in
   * milliseconds since 1970.
   *
   * @throws {@link DevkitError} `VOICE_UNHEARD` when it is not heard in time, `VOICE_STATE` when the server keeps nothing.
   */
  async hears(frequencyHz: number, options: ToneOptions = {}): Promise<number> {
    this.#mustKeep();
    const { withinMs = 5_000, toleranceHz = 5, minDb = -50 } = options;
    const wanted = finiteNumber('HeardVoice: frequencyHz', frequencyHz, { min: 20, max: 24_000 });
    let fromAt: number | undefined;
    const look = ({ at }: HeardFrame): number | undefined => {
      fromAt ??= this.#timeline.endAt - FRAME_MS;
      const from = this.#timeline.endAt - TONE_MS;
      return from >= fromAt && isTone(this.audio(TONE_MS), wanted, toleranceHz, minDb) ? at : undefined;
    };
    return this.#arrivals.until(look, withinMs, () => this.#unheard(`${wanted} Hz within ${withinMs} ms`));
  }

  /**
   * Waits until nothing was heard for a while; at once, if nothing is. Answers when the silence began, in milliseconds since
   * 1970; `undefined` when there never was a sound.
   *
   * @throws {@link DevkitError} `VOICE_UNHEARD` when it is not silent in time.
   */
  silent({ forMs = 200, withinMs = 5_000 }: SilentOptions = {}): Promise<number | undefined> {
    const { clock } = this.#parts;
    const deadline = clock.now() + withinMs;
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const since = this.#silences.since;
        const wait = since === undefined ? 0 : since + forMs - clock.now();
        if (wait <= 0) resolve(since);
        else if (clock.now() + wait > deadline) clock.after(Math.max(0, deadline - clock.now()), () => decide());
        else clock.after(wait, look);
      };
      const decide = (): void => {
        const since = this.#silences.since;
        if (since === undefined || since + forMs <= clock.now()) resolve(since);
        else reject(this.#unheard(`a silence of ${forMs} ms within ${withinMs} ms`));
      };
      look();
    });
  }

  /**
   * Waits for the next frame of music.
   *
   * @throws {@link DevkitError} `VOICE_UNHEARD` when none comes in time.
   */
  nextFrame({ withinMs = 5_000 }: ListenOptions = {}): Promise<HeardFrame> {
    const look = (frame: HeardFrame): HeardFrame | undefined => (frame.isSilence ? undefined : frame);
    return this.#arrivals.until(look, withinMs, () => this.#unheard(`a frame within ${withinMs} ms`));
  }

  /** Forgets what was heard and counts from 0, as for a new test. Streams go on, and so does the present silence. */
  clear(): void {
    Object.assign(this.#faults, { lost: 0, duplicates: 0, reordered: 0, timestampJumps: 0 } satisfies RtpFaults);
    Object.assign(this.#gaps, { over40Ms: 0, over60Ms: 0, longestMs: 0 } satisfies PacketGaps);
    Object.assign(this.useless, { undecryptable: 0, undecodable: 0, dropped: 0 } satisfies UselessPackets);
    this.#frameCount = 0;
    this.#silenceCount = 0;
    this.#firstFrameAt = undefined;
    this.#lastFrameAt = undefined;
    this.#frames.clear();
    this.#speaking.clear();
    this.#timeline.clear();
    this.#silences.clear();
  }

  /** @internal Somebody said whether they speak. */
  said(userId: string, flags: number): void {
    this.#speaking.add({ at: this.#parts.clock.now(), userId, flags });
  }

  /** @internal A frame came. */
  take({ ssrc, sequence, timestamp }: RtpPacket, opus: Buffer): void {
    const at = this.#parts.clock.now();
    const isSilence = opus.equals(SILENCE);
    const stream = this.#streamOf(ssrc);
    const place = stream.order.take(sequence, timestamp);
    if (place === 'again') return;
    stream.times.take(at, isSilence);
    this.#count(at, isSilence);
    if (place === 'next') this.#listen(at, isSilence, this.#decode(stream, opus));
    const frame = { at, ssrc, sequence, timestamp, bytes: opus.length, isSilence };
    this.#frames.add(frame);
    this.#arrivals.tell(frame);
  }

  /** @internal A session is over. */
  ended(ssrc: number): void {
    this.#streams.delete(ssrc);
  }

  #count(at: number, isSilence: boolean): void {
    if (isSilence) {
      this.#silenceCount += 1;
      return;
    }
    this.#frameCount += 1;
    this.#firstFrameAt ??= at;
    this.#lastFrameAt = at;
  }

  #listen(at: number, isSilence: boolean, samples: Int16Array | undefined): void {
    const audio = samples === undefined ? undefined : new HeardAudio(samples);
    const lengthMs = audio?.lengthMs ?? FRAME_MS;
    const fromAt = this.#timeline.add(at, lengthMs, samples);
    const isQuiet = isSilence || (audio !== undefined && audio.levelDb < QUIET_DB);
    if (!isQuiet) this.#silences.broken(fromAt, fromAt + lengthMs);
  }

  #decode({ decoder }: Stream, opus: Buffer): Int16Array | undefined {
    if (decoder === undefined) return undefined;
    try {
      const pcm = decoder.decode(opus);
      // A copy of its own: the view would need an even offset, and must not change with the decoder's next frame.
      return new Int16Array(new Uint8Array(pcm).buffer);
    } catch {
      // What is no Opus is counted: to whoever listens it is a frame that was lost.
      this.useless.undecodable += 1;
      return undefined;
    }
  }

  #streamOf(ssrc: number): Stream {
    const known = this.#streams.get(ssrc);
    if (known !== undefined) return known;
    const stream: Stream = {
      order: new RtpOrder(this.#faults),
      times: new ArrivalTimes(this.#gaps),
      decoder: this.#parts.keepMs > 0 ? this.#parts.decoder() : undefined,
    };
    this.#streams.set(ssrc, stream);
    return stream;
  }

  #mustKeep(): void {
    if (this.#parts.keepMs === 0) {
      throw new DevkitError('VOICE_STATE', 'This voice server decodes no sound: its option keepMs is 0.');
    }
  }

  #unheard(what: string): DevkitError {
    const frames = `${this.#frameCount} frames of music and ${this.#silenceCount} of silence came`;
    const audio = this.#parts.keepMs === 0 ? undefined : this.audio(200);
    const loudest = audio?.frequencyHz?.toFixed(1) ?? 'none';
    const last = audio === undefined ? '' : `, the last with ${loudest} Hz at ${audio.levelDb.toFixed(1)} dB`;
    return new DevkitError('VOICE_UNHEARD', `Guild ${this.guildId}: ${what} was not heard; ${frames}${last}.`);
  }
}

/** Whether a tone is the loudest thing in it. */
function isTone(audio: HeardAudio, frequencyHz: number, toleranceHz: number, minDb: number): boolean {
  const { levelDb } = audio;
  // The cheap question first: most of the time the answer is no.
  if (levelDb < minDb || audio.levelDbAt(frequencyHz) < levelDb - SHARE_DB) return false;
  return Math.abs((audio.frequencyHz ?? 0) - frequencyHz) <= toleranceHz;
}
