import type { TrackInfo } from '@reprise/protocol';
import type { SoundEngine, SoundOptions, SoundStream } from '../sound/sound-engine.ts';
import type { SoundInput } from '../sound/sound-input.ts';
import type { FramePump } from './frame-pump.ts';

/** How tracks of a node become audible. */
export class PlayerSound {
  readonly pump: FramePump;
  readonly #engine: SoundEngine;
  readonly #inputs: SoundInputs;

  constructor(pump: FramePump, engine: SoundEngine, inputs: SoundInputs) {
    this.pump = pump;
    this.#engine = engine;
    this.#inputs = inputs;
  }

  /** Whether a track can be heard: its source says where its sound is. */
  isAudible(info: TrackInfo): boolean {
    return this.#inputs.isAudible(info.sourceName);
  }

  /** Opens the sound of a track, and waits for its first frames. @throws `SourceError` when it cannot be played. */
  async open(info: TrackInfo, options: SoundOptions, signal: AbortSignal): Promise<SoundStream> {
    const input = await this.#inputs.audio(info, signal);
    const stream = await this.#engine.open(input, options, signal);
    const close = (): void => stream.close();
    signal.addEventListener('abort', close, { once: true });
    if (signal.aborted) close();
    await stream.ready();
    return stream;
  }
}

/** Where the sound of tracks is. */
export interface SoundInputs {
  /** Whether the source of that name says where its sound is. */
  isAudible(sourceName: string): boolean;
  /** Where the sound of a track is. @throws `SourceError` when it cannot be had any more. */
  audio(info: TrackInfo, signal: AbortSignal): Promise<SoundInput>;
}
