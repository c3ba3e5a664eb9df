import type { Cancel } from '@reprise/clock';
import { type JsonObject, type Track, UNKNOWN_LENGTH } from '@reprise/protocol';
import type { SoundStream } from '../sound/sound-engine.ts';
import type { LoadedTrack } from '../sources/source.ts';
import { withPosition } from '../sources/track.ts';
import { FRAME_MS, PlaybackClock } from './playback-clock.ts';

/** How a track is started. */
export interface PlayOptions {
  /** Where to start, in milliseconds. @defaultValue the position written into the encoded track */
  readonly position?: number | undefined;
  /** Position at which the track ends as if finished; `null` is the end of the track. */
  readonly endTime?: number | null | undefined;
  readonly userData?: JsonObject | undefined;
}

/** Some thousand years; far from where adding to it would lose digits. */
const FARTHEST_MS = 2 ** 47;

/** One playing of a track: its clock, its end marker, and everything to be undone when it is over. */
export class PlayingTrack {
  readonly clock: PlaybackClock;
  userData: JsonObject;
  /** Position at which it ends early, until that marker is reached or was already behind when it was set. */
  endTime: number | undefined;
  /** Its length, as far as it is known. */
  lengthMs: number;
  /** Whether the source has it ready. */
  isOpen = false;
  /** Whether it can be heard: then it goes on frame by frame, as these leave, and not by the clock. */
  readonly isAudible: boolean;
  /** What is heard of it; undefined until it is open, and for one that cannot be heard. */
  sound: SoundStream | undefined;
  /** Frames that left. */
  framesSent = 0;
  /** Whether it was told that it is stuck: later stalls are not. */
  isStuckTold = false;
  readonly #track: LoadedTrack;
  readonly #opening = new AbortController();
  readonly #cancels = new Map<string, Cancel>();

  constructor(track: LoadedTrack, options: PlayOptions, now: () => number, speed: number, isAudible = false) {
    this.#track = track;
    this.isAudible = isAudible;
    this.userData = options.userData ?? {};
    const start = clampPosition(options.position ?? track.info.position);
    this.endTime = aheadOf(start, options.endTime ?? undefined);
    this.lengthMs = track.info.length;
    const framesNow = (): number => this.framesSent * FRAME_MS;
    this.clock = new PlaybackClock(isAudible ? framesNow : now, start, speed, track.info.length);
  }

  get info(): LoadedTrack['info'] {
    return this.#track.info;
  }

  /** Aborted when the track is over. */
  get signal(): AbortSignal {
    return this.#opening.signal;
  }

  /** The track as clients see it: its position, in the encoded text too, is the current one. */
  toJSON(): Track {
    const { encoded, info, pluginInfo } = this.#track;
    const { position } = this.clock;
    return {
      encoded: withPosition(encoded, position),
      info: { ...info, position },
      pluginInfo,
      userData: this.userData,
    };
  }

  /** Takes the length that its source knows, when it was made without one. */
  learnLength(lengthMs: number): void {
    if (this.info.isStream || this.lengthMs < UNKNOWN_LENGTH) return;
    this.lengthMs = lengthMs;
    this.clock.setLength(lengthMs);
  }

  /** Sets where it ends early. A position already passed is never reached. */
  endAt(position: number): void {
    this.endTime = aheadOf(this.clock.position, position);
  }

  /** Milliseconds of running until it ends, by its length or its marker; `undefined` when neither is known. */
  untilEnd(): number | undefined {
    const ends = [
      ...(this.info.isStream ? [] : [this.clock.untilPlace(this.lengthMs)]),
      ...(this.endTime === undefined ? [] : [this.clock.untilPosition(this.endTime)]),
    ];
    return ends.length === 0 ? undefined : Math.min(...ends);
  }

  /** Keeps a timer for as long as the track lasts; another one of the same name takes its place. */
  keep(name: string, cancel: Cancel): void {
    this.drop(name);
    this.#cancels.set(name, cancel);
  }

  /** Whether a timer of that name is kept. */
  has(name: string): boolean {
    return this.#cancels.has(name);
  }

  /** Cancels a timer. */
  drop(name: string): void {
    this.#cancels.get(name)?.();
    this.#cancels.delete(name);
  }

  /** Cancels everything. */
  dispose(): void {
    this.clock.halt();
    for (const cancel of this.#cancels.values()) cancel();
    this.#cancels.clear();
    this.#opening.abort();
  }
}

function aheadOf(position: number, endTime: number | undefined): number | undefined {
  return endTime !== undefined && endTime > position ? endTime : undefined;
}

/** A position that can be counted on from: not before the start, and not beyond what a number holds exactly. */
export function clampPosition(position: number): number {
  return Math.max(0, Math.min(FARTHEST_MS, position));
}
