import { speedOf } from '../../player/filters.ts';
import { createFilterChain, type FilterChain } from '../filters/filter-chain.ts';
import { volumeFactor } from '../filters/volume.ts';
import { endOf, type PacketUnit, type SoundUnit } from '../media/sound-unit.ts';
import type { SoundSettings } from '../messages.ts';
import { FRAME_SAMPLES } from '../samples.ts';
import { ENCODER_DELAY, FrameEncoder, PacketDecoder } from './opus.ts';
import { SampleQueue } from './sample-queue.ts';
import { UnitHistory } from './unit-history.ts';

/** Samples that filters hear before they are heard, when they come in mid-song. */
const WARM_UP = 4_800;
/** Samples before a frame that the encoder hears first. */
const LEAD_IN = FRAME_SAMPLES - ENCODER_DELAY;
/** Packets that a decoder hears before it sounds right. */
const DECODER_LEAD_IN = 4;

/** A frame that was made and may be made again. */
interface MadeFrame {
  /** Where in the track it begins. */
  readonly place: number;
  /** What was encoded; undefined for a packet that was passed on. */
  readonly pcm: Float32Array | undefined;
}

/**
 * Makes frames out of the pieces of a track. Opus packets of 20 ms are passed on as they are while nothing is to be changed
 * about their sound. Frames that were not heard yet can be made again, sounding differently, without a gap: what leaves is
 * always aligned with the track, so that both ways of making a frame fit together.
 */
export class Renderer {
  readonly #history = new UnitHistory();
  readonly #queue = new SampleQueue();
  readonly #decoder = new PacketDecoder();
  #encoder: FrameEncoder | undefined;
  #settings: SoundSettings;
  #chain: FilterChain | undefined;
  #gain: number;
  /** Frames made and not taken yet, and the number of the first. */
  #made: MadeFrame[] = [];
  #firstMade = 0;
  /** Where in the track the next frame begins. */
  #place = 0;
  /** Whether samples are made, and not packets passed on. */
  #isRendering = false;
  /** Samples before it are not played. */
  #trimTo = 0;
  /** Place up to which the decoder has heard everything. */
  #decodedTo: number | undefined;
  #hasEnded = false;
  #isFlushed = false;
  /** How the next frame would have sounded before the last change. */
  #fadeFrom: Float32Array | undefined;
  #gainFrom: number | undefined;
  #needsPriming = false;

  constructor(settings: SoundSettings) {
    this.#settings = settings;
    this.#chain = createFilterChain(settings.filters);
    this.#gain = volumeFactor(settings.volume / 100);
  }

  /** Number of the next frame. */
  get next(): number {
    return this.#firstMade + this.#made.length;
  }

  /** Pieces that wait to be made into frames. */
  get ahead(): number {
    return this.#history.ahead;
  }

  /** Begins anew at a place in the track, with frame 0. */
  start(place: number): void {
    this.#history.clear();
    this.#made = [];
    this.#firstMade = 0;
    this.#hasEnded = false;
    this.#fadeFrom = undefined;
    this.#gainFrom = undefined;
    this.#goTo(place);
    this.#resetChain();
  }

  /** Takes the next pieces of the track. */
  push(units: readonly SoundUnit[]): void {
    this.#history.push(units);
  }

  /** There are no more pieces. */
  end(): void {
    this.#hasEnded = true;
  }

  /** All frames before number `next` were taken, and will not be made again. */
  forget(next: number): void {
    const gone = Math.min(Math.max(0, next - this.#firstMade), this.#made.length);
    this.#made.splice(0, gone);
    this.#firstMade += gone;
    const place = this.#made[0]?.place ?? this.#place;
    this.#history.forget(place - WARM_UP * Math.max(1, this.#speed) - DECODER_LEAD_IN * FRAME_SAMPLES);
  }

  /** Makes all frames from number `from` on sound differently. */
  change(settings: SoundSettings, from: number): void {
    const index = Math.max(0, Math.min(this.#made.length, from - this.#firstMade));
    const first = this.#made[index];
    const hadChain = this.#chain !== undefined;
    const hadGain = this.#gain;
    this.#settings = settings;
    this.#gain = volumeFactor(settings.volume / 100);
    this.#resetChain();
    const isUnderWay = this.next > 0;
    this.#gainFrom = isUnderWay && !hadChain && this.#chain === undefined ? hadGain : undefined;
    this.#fadeFrom = this.#gainFrom === undefined ? first?.pcm : undefined;
    this.#made.length = index;
    this.#goTo(first?.place ?? this.#place);
  }

  /** The next frame; undefined when pieces are missing for it, `'ended'` when there are no more. */
  make(): Uint8Array | 'ended' | undefined {
    if (!this.#isRendering) {
      this.#history.next = this.#history.find(this.#place);
      const unit = this.#history.at(this.#history.next);
      if (unit === undefined) return this.#hasEnded ? 'ended' : undefined;
      if (this.#isPlain && canPass(unit)) return this.#pass(unit);
      this.#beginRendering(unit);
    }
    return this.#render();
  }

  get #isPlain(): boolean {
    return this.#chain === undefined && this.#gain === 1;
  }

  get #speed(): number {
    return this.#chain === undefined ? 1 : speedOf(this.#settings.filters);
  }

  #resetChain(): void {
    this.#chain = createFilterChain(this.#settings.filters);
  }

  #goTo(place: number): void {
    this.#place = place;
    this.#isRendering = false;
    this.#isFlushed = false;
    this.#decodedTo = undefined;
    this.#queue.clear();
    this.#history.next = this.#history.find(place);
  }

  #pass(unit: PacketUnit): Uint8Array {
    this.#history.next += 1;
    this.#keep(unit.at, undefined);
    this.#place = endOf(unit);
    return unit.packet;
  }

  #keep(place: number, pcm: Float32Array | undefined): void {
    this.#made.push({ place, pcm });
  }

  /** Goes back far enough that filters and encoder have heard what comes before the next frame. */
  #beginRendering(unit: SoundUnit): void {
    this.#isRendering = true;
    // So that frames and packets have the same borders, and one can take the place of the other.
    if (canPass(unit)) this.#place = nearestBorder(unit, this.#place);
    const speed = this.#speed;
    const leadIn = Math.ceil((this.#chain === undefined ? LEAD_IN : WARM_UP) * speed);
    const earliest = this.#history.at(0)?.at ?? this.#place;
    this.#trimTo = Math.max(Math.min(earliest, this.#place), this.#place - leadIn);
    if (this.#trimTo < 0) this.#trimTo = Math.min(0, this.#place);
    this.#history.next = this.#history.find(this.#trimTo);
    const heard = Math.round((this.#place - this.#trimTo) / speed);
    if (heard < LEAD_IN) this.#queue.pushSilence(LEAD_IN - heard);
    else this.#queue.dropNext(heard - LEAD_IN);
    this.#needsPriming = true;
  }

  #render(): Uint8Array | 'ended' | undefined {
    const wanted = this.#needsPriming ? FRAME_SAMPLES * 2 : FRAME_SAMPLES;
    while (this.#queue.length < wanted) {
      const unit = this.#history.take();
      if (unit !== undefined) {
        const pcm = this.#pcmOf(unit);
        this.#queue.push(this.#chain === undefined ? pcm : this.#chain.process(pcm));
      } else if (!this.#hasEnded) {
        return undefined;
      } else if (!this.#isFlushed) {
        this.#flush();
      } else break;
    }
    return this.#encodeNext();
  }

  #flush(): void {
    this.#isFlushed = true;
    if (this.#chain !== undefined) this.#queue.push(this.#chain.flush());
    // What the encoder still holds back is heard too.
    this.#queue.pushSilence(ENCODER_DELAY);
  }

  #encodeNext(): Uint8Array | 'ended' {
    const held = this.#needsPriming ? FRAME_SAMPLES : 0;
    if (this.#queue.length <= held) return 'ended';
    this.#encoder ??= new FrameEncoder();
    if (this.#needsPriming) {
      this.#needsPriming = false;
      this.#encoder.prime(amplified(this.#queue.take(FRAME_SAMPLES), this.#gainFrom ?? this.#gain, this.#gain, false));
    }
    const taken = this.#queue.take(FRAME_SAMPLES);
    const pcm = amplified(taken, this.#gainFrom ?? this.#gain, this.#gain, true);
    if (this.#fadeFrom !== undefined) fade(this.#fadeFrom, pcm);
    this.#gainFrom = undefined;
    this.#fadeFrom = undefined;
    this.#keep(this.#place, pcm);
    this.#place += FRAME_SAMPLES * this.#speed;
    return this.#encoder.encode(pcm);
  }

  #pcmOf(unit: SoundUnit): Float32Array {
    const pcm = 'pcm' in unit ? unit.pcm : this.#decode(unit);
    const from = Math.max(0, Math.min(unit.samples, Math.round(this.#trimTo - unit.at)));
    return from === 0 && pcm.length === unit.samples * 2 ? pcm : pcm.subarray(from * 2, unit.samples * 2);
  }

  #decode(unit: PacketUnit): Float32Array {
    if (this.#decodedTo !== unit.at) this.#leadInDecoder();
    this.#decodedTo = endOf(unit);
    return this.#decoder.decode(unit.packet, unit.decodedSamples);
  }

  /** A decoder needs some packets until it sounds right. */
  #leadInDecoder(): void {
    this.#decoder.reset();
    const before = this.#history.next - 1;
    for (let index = Math.max(0, before - DECODER_LEAD_IN); index < before; index += 1) {
      const unit = this.#history.at(index);
      if (unit !== undefined && 'packet' in unit) this.#decoder.decode(unit.packet, unit.decodedSamples);
    }
  }
}

/** Whether a unit can be a frame as it is. */
function canPass(unit: SoundUnit): unit is PacketUnit {
  return 'packet' in unit && unit.decodedSamples === FRAME_SAMPLES;
}

function nearestBorder(unit: SoundUnit, place: number): number {
  return place - unit.at < FRAME_SAMPLES / 2 ? unit.at : unit.at + FRAME_SAMPLES;
}

/** Amplifies in place, from one gain to another when it `glides`. */
function amplified(pcm: Float32Array, from: number, to: number, glides: boolean): Float32Array {
  if (from === 1 && (to === 1 || !glides)) return pcm;
  const step = glides ? (to - from) / FRAME_SAMPLES : 0;
  for (let i = 0; i < pcm.length; i += 1) pcm[i] = (pcm[i] ?? 0) * (from + (i >> 1) * step);
  return pcm;
}

/** Fades from what would have been to what is, in place. */
function fade(before: Float32Array, pcm: Float32Array): void {
  for (let i = 0; i < pcm.length; i += 1) {
    const share = (i >> 1) / FRAME_SAMPLES;
    pcm[i] = (before[i] ?? 0) * (1 - share) + (pcm[i] ?? 0) * share;
  }
}
