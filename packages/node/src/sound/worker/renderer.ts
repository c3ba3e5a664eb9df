import { createFilterChain, type FilterChain } from '../filters/filter-chain.ts';
import { speedOf } from '../filters/timescale/speed.ts';
import { volumeFactor } from '../filters/volume.ts';
import { MOST_FRAME_BYTES } from '../media/opus-packet.ts';
import { endOf, type PacketUnit, type SoundUnit } from '../media/sound-unit.ts';
import type { SoundSettings } from '../messages.ts';
import { FRAME_SAMPLES } from '../samples.ts';
import { ENCODER_DELAY, FrameEncoder, PacketDecoder } from './opus.ts';
import { amplify, fade } from './pcm.ts';
import { SampleQueue } from './sample-queue.ts';
import { UnitHistory } from './unit-history.ts';

/** Samples that filters hear before they are heard, when they come in mid-song. */
const WARM_UP = 4_800;
/** Samples before a frame that the encoder hears first. */
const LEAD_IN = FRAME_SAMPLES - ENCODER_DELAY;
/** Packets that a decoder hears before it sounds right. */
const DECODER_LEAD_IN = 4;

/** How the track sounded up to a change: before the frame from which it sounds differently, and in that frame. */
interface Before {
  readonly lead: Float32Array;
  readonly frame: Float32Array;
}

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
  /** The last frame that was taken and those that were not, and the number of the first. */
  #made: MadeFrame[] = [];
  #firstMade = 0;
  /** Where in the track the next frame begins. */
  #place = 0;
  /** Whether the place was reached where playing begins: from there on nothing is left out, whatever places are told. */
  #hasArrived = false;
  /** Whether samples are made, and not packets passed on. */
  #isRendering = false;
  /** Samples before it are not played. */
  #trimTo = 0;
  /** Place up to which the decoder has heard everything. */
  #decodedTo: number | undefined;
  #hasEnded = false;
  #isFlushed = false;
  #before: Before | undefined;
  #needsPriming = false;
  /** What the encoder was primed with last. */
  #primer: Float32Array | undefined;

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
    this.#before = undefined;
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
    const gone = Math.min(Math.max(0, next - 1 - this.#firstMade), this.#made.length);
    this.#made.splice(0, gone);
    this.#firstMade += gone;
    const place = this.#made[0]?.place ?? this.#place;
    this.#history.forget(place - WARM_UP * Math.max(1, this.#speed) - DECODER_LEAD_IN * FRAME_SAMPLES);
  }

  /** Makes all frames from number `from` on sound differently. */
  change(settings: SoundSettings, from: number): void {
    const index = Math.max(0, Math.min(this.#made.length, from - this.#firstMade));
    const place = this.#made[index]?.place ?? this.#place;
    this.#before = this.#soundBefore(index, place);
    this.#settings = settings;
    this.#gain = volumeFactor(settings.volume / 100);
    this.#resetChain();
    this.#made.length = Math.min(index, this.#made.length);
    this.#goTo(place);
  }

  /** The next frame; undefined when pieces are missing for it, `'ended'` when there are no more. */
  make(): Uint8Array | 'ended' | undefined {
    if (!this.#isRendering) {
      if (!this.#hasArrived) this.#history.next = this.#history.find(this.#place);
      const unit = this.#history.at(this.#history.next);
      if (unit === undefined) return this.#hasEnded ? 'ended' : undefined;
      this.#hasArrived = true;
      if (this.#before === undefined && this.#isPlain && canPass(unit)) return this.#pass(unit);
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

  /** How frame `index` and what comes before it sound now, which is about to change. */
  #soundBefore(index: number, place: number): Before | undefined {
    const lead = this.#made[index - 1]?.pcm;
    if (index === this.#made.length && this.#isRendering) this.#render();
    const frame = this.#made[index]?.pcm;
    if (lead !== undefined && frame !== undefined) return { lead, frame };
    return this.next > 0 && this.#isPlain ? this.#decodePassed(index, place) : undefined;
  }

  /** How frames sound that were passed on. */
  #decodePassed(index: number, place: number): Before | undefined {
    this.#goTo(place);
    const unit = this.#history.at(this.#history.next);
    if (unit === undefined) return undefined;
    this.#made.length = Math.min(index, this.#made.length);
    this.#before = undefined;
    this.#beginRendering(unit);
    this.#render();
    const frame = this.#made[index]?.pcm;
    return frame && this.#primer && { lead: this.#primer, frame };
  }

  #resetChain(): void {
    this.#chain = createFilterChain(this.#settings.filters);
  }

  #goTo(place: number): void {
    this.#place = place;
    this.#hasArrived = false;
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
    const before = this.#before;
    this.#before = undefined;
    if (this.#needsPriming) {
      this.#needsPriming = false;
      const lead = amplify(this.#queue.take(FRAME_SAMPLES), this.#gain);
      this.#primer = before?.lead ?? lead;
      this.#encoder.prime(this.#primer);
    }
    const pcm = amplify(this.#queue.take(FRAME_SAMPLES), this.#gain);
    if (before !== undefined) fade(before.frame, pcm);
    this.#keep(this.#place, pcm);
    this.#place += FRAME_SAMPLES * this.#speed;
    const frame = this.#encoder.encode(pcm);
    if (before !== undefined && this.#isPlain) this.#passAgain();
    return frame;
  }

  /** After a change to how the track is, packets are passed on again. */
  #passAgain(): void {
    const unit = this.#history.at(this.#history.find(this.#place));
    if (unit !== undefined && canPass(unit)) this.#goTo(this.#place);
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

/** Whether a unit can be a frame as it is. A longer one is padded, or not what it says. */
function canPass(unit: SoundUnit): unit is PacketUnit {
  return 'packet' in unit && unit.decodedSamples === FRAME_SAMPLES && unit.packet.length <= MOST_FRAME_BYTES;
}

function nearestBorder(unit: SoundUnit, place: number): number {
  return place - unit.at < FRAME_SAMPLES / 2 ? unit.at : unit.at + FRAME_SAMPLES;
}
