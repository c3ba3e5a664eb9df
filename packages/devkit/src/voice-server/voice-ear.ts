import type { Clock } from '@reprise/clock';
import type { OpusEncoder } from 'mediaplex';
import { Happened } from '../time/happened.ts';
import { Arrivals, type HeardFrame } from './arrivals.ts';
import { HeardAudio } from './heard-audio.ts';
import { ArrivalTimes, type PacketGaps } from './packet-gaps.ts';
import type { RtpPacket } from './rtp.ts';
import { type RtpFaults, RtpOrder } from './rtp-order.ts';
import { isSilenceFrame } from './silence-frame.ts';
import { Silences } from './silences.ts';
import { SoundTimeline } from './sound-timeline.ts';

/** Somebody said whether they speak. */
export interface SpeakingChange {
  /** When, in milliseconds since 1970. */
  readonly at: number;
  readonly userId: string;
  /** Bits: 1 microphone, 2 soundshare, 4 priority; 0 when they are silent. */
  readonly flags: number;
}

/** Packets that were good for nothing. */
export interface UselessPackets {
  /** Not encrypted with the key of their session. */
  undecryptable: number;
  /** Not encrypted from end to end, or not for those in the channel, though it demands that. */
  notEndToEnd: number;
  /** Not Opus. */
  undecodable: number;
  /** Lost on purpose, by {@link FakeVoiceServer.packetLoss}. */
  dropped: number;
}

/** What a {@link VoiceEar} works with. */
export interface VoiceEarParts {
  readonly clock: Clock;
  /** How much sound is decoded and kept. */
  readonly keepMs: number;
  readonly newDecoder: () => OpusEncoder;
}

/** What came from one session. */
interface Stream {
  readonly order: RtpOrder;
  readonly times: ArrivalTimes;
  readonly decoder: OpusEncoder | undefined;
}

const FRAME_MS = 20;
/** Below it is nothing to hear. */
const QUIET_DB = -60;

/** Takes the packets of a guild: counts them, decodes them, and remembers. */
export class VoiceEar {
  readonly faults: RtpFaults = { lost: 0, duplicates: 0, reordered: 0, timestampJumps: 0 };
  readonly gaps: PacketGaps = { over40Ms: 0, over60Ms: 0, longestMs: 0 };
  readonly useless: UselessPackets = { undecryptable: 0, notEndToEnd: 0, undecodable: 0, dropped: 0 };
  readonly frames: Happened<HeardFrame> = new Happened();
  readonly speaking: Happened<SpeakingChange> = new Happened();
  readonly silences: Silences = new Silences();
  readonly timeline: SoundTimeline;
  readonly arrivals: Arrivals;
  readonly clock: Clock;
  /** Whether sound is decoded. */
  readonly listens: boolean;
  readonly #newDecoder: () => OpusEncoder;
  readonly #streams = new Map<number, Stream>();
  frameCount = 0;
  silenceFrameCount = 0;
  firstFrameAt: number | undefined;
  lastFrameAt: number | undefined;

  constructor({ clock, keepMs, newDecoder }: VoiceEarParts) {
    this.clock = clock;
    this.listens = keepMs > 0;
    this.timeline = new SoundTimeline(keepMs);
    this.arrivals = new Arrivals(clock);
    this.#newDecoder = newDecoder;
  }

  /** Somebody said whether they speak. */
  said(userId: string, flags: number): void {
    this.speaking.add({ at: this.clock.now(), userId, flags });
  }

  /** A packet came, with that Opus in it. */
  take({ ssrc, sequence, timestamp }: RtpPacket, opus: Buffer): void {
    const at = this.clock.now();
    const isSilence = isSilenceFrame(opus);
    const stream = this.#streamOf(ssrc);
    const place = stream.order.take(sequence, timestamp);
    if (place === 'again') return;
    stream.times.take(at, isSilence);
    this.#count(at, isSilence);
    if (place === 'next') this.#listen(at, isSilence, this.#decode(stream, opus));
    const frame = { at, ssrc, sequence, timestamp, bytes: opus.length, isSilence };
    // Of a hundred players they would be a million, which a program that only counts has to clear away again and again.
    if (this.listens) this.frames.add(frame);
    this.arrivals.tell(frame);
  }

  /** A session is over. */
  ended(ssrc: number): void {
    this.#streams.delete(ssrc);
  }

  /** Forgets and counts from 0; streams go on, and so does the present silence. */
  clear(): void {
    Object.assign(this.faults, { lost: 0, duplicates: 0, reordered: 0, timestampJumps: 0 } satisfies RtpFaults);
    Object.assign(this.gaps, { over40Ms: 0, over60Ms: 0, longestMs: 0 } satisfies PacketGaps);
    Object.assign(this.useless, {
      undecryptable: 0,
      notEndToEnd: 0,
      undecodable: 0,
      dropped: 0,
    } satisfies UselessPackets);
    this.frameCount = 0;
    this.silenceFrameCount = 0;
    this.firstFrameAt = undefined;
    this.lastFrameAt = undefined;
    for (const record of [this.frames, this.speaking, this.silences, this.timeline]) record.clear();
  }

  #count(at: number, isSilence: boolean): void {
    if (isSilence) {
      this.silenceFrameCount += 1;
      return;
    }
    this.frameCount += 1;
    this.firstFrameAt ??= at;
    this.lastFrameAt = at;
  }

  #listen(at: number, isSilence: boolean, samples: Int16Array | undefined): void {
    const audio = samples === undefined ? undefined : new HeardAudio(samples);
    const lengthMs = audio?.lengthMs ?? FRAME_MS;
    this.timeline.add(at, { lengthMs, samples, isSilence });
    const levelDb = audio?.levelDb ?? (this.listens ? Number.NEGATIVE_INFINITY : 0);
    const isQuiet = isSilence || levelDb < QUIET_DB;
    if (!isQuiet) this.silences.broken(at, at + lengthMs);
  }

  #decode({ decoder }: Stream, opus: Buffer): Int16Array | undefined {
    if (decoder === undefined) return undefined;
    try {
      // A copy: a view of the decoder's buffer would need an even offset.
      return new Int16Array(new Uint8Array(decoder.decode(opus)).buffer);
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
      order: new RtpOrder(this.faults),
      times: new ArrivalTimes(this.gaps),
      decoder: this.listens ? this.#newDecoder() : undefined,
    };
    this.#streams.set(ssrc, stream);
    return stream;
  }
}
