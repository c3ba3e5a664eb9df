import type { Filters } from '@reprise/protocol';
import { ChannelMix } from './channel-mix.ts';
import { Distortion } from './distortion.ts';
import { Equalizer } from './equalizer.ts';
import { Karaoke } from './karaoke.ts';
import { LowPass } from './low-pass.ts';
import { clipped } from './pcm.ts';
import { Rotation } from './rotation.ts';
import type { SoundFilter } from './sound-filter.ts';
import { Timescale } from './timescale/timescale.ts';
import { Tremolo } from './tremolo.ts';
import { Vibrato } from './vibrato.ts';
import { Volume } from './volume.ts';

/** All filters of a player as one, applied in the order in which Lavalink applies them. Keeps its state between calls. */
export interface FilterChain {
  /**
   * How many frames of the input are held back at most. What comes out begins with the first frame that went in, so after
   * `n` frames at least `(n - latencyFrames) / speed` have come out, and {@link flush} gives the rest.
   */
  readonly latencyFrames: number;
  /**
   * Changes the next samples.
   *
   * @param input - Interleaved stereo at 48 kHz, -1 to 1, whole frames. Left as it is.
   * @returns Samples of one's own, within -1 and 1; with a timescale or a vibrato any number of frames, also none.
   */
  process(input: Float32Array): Float32Array;
  /** The samples that were held back. The sound has ended then: what comes next needs a new chain. */
  flush(): Float32Array;
}

/**
 * Makes the filters of a player audible.
 *
 * @param filters - With all their fields. Values out of range are held to what can be played.
 * @returns Undefined when the sound would stay as it is.
 */
export function createFilterChain(filters: Filters): FilterChain | undefined {
  const chain = [
    Volume.of(filters.volume),
    Equalizer.of(filters.equalizer),
    Karaoke.of(filters.karaoke),
    Timescale.of(filters.timescale),
    Tremolo.of(filters.tremolo),
    Vibrato.of(filters.vibrato),
    Distortion.of(filters.distortion),
    Rotation.of(filters.rotation),
    ChannelMix.of(filters.channelMix),
    LowPass.of(filters.lowPass),
  ].filter((filter) => filter !== undefined);
  return chain.length === 0 ? undefined : new Chain(chain);
}

class Chain implements FilterChain {
  readonly #filters: readonly SoundFilter[];
  readonly latencyFrames: number;

  constructor(filters: readonly SoundFilter[]) {
    this.#filters = filters;
    this.latencyFrames = latencyOf(filters);
  }

  process(input: Float32Array): Float32Array {
    const changed = this.#from(0, clipped(input.slice()));
    // A filter may answer a part of what it was given, but who transfers the buffer wants nothing else in it.
    return clipped(changed.length * 4 === changed.buffer.byteLength ? changed : changed.slice());
  }

  flush(): Float32Array {
    const parts = this.#filters.map((filter, i) => (filter.flush ? this.#from(i + 1, filter.flush()) : NOTHING));
    return clipped(joined(parts));
  }

  #from(first: number, samples: Float32Array): Float32Array {
    let current = samples;
    for (let i = first; i < this.#filters.length; i++) current = this.#filters[i]?.process(current) ?? current;
    return current;
  }
}

const NOTHING = new Float32Array(0);

/** Frames that went in, though a filter behind a timescale counts those that came out of it. */
function latencyOf(filters: readonly SoundFilter[]): number {
  let latency = 0;
  let speed = 1;
  for (const filter of filters) {
    latency += (filter.latencyFrames ?? 0) * speed;
    speed *= filter.speed ?? 1;
  }
  return Math.ceil(latency);
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
