import type { Clock } from '@reprise/clock';
import type { AutoPlayHost } from '../autoplay/autoplay-host.ts';
import type { Recommend } from '../autoplay/autoplay-options.ts';
import type { LoadedTracks } from '../track/loaded-tracks.ts';
import { Playable } from '../track/playable.ts';
import type { PlayerContext } from './player-context.ts';
import type { PlayerCore } from './player-core.ts';

/** The side of a player that autoplay sees: what was played, and where more is to be found. */
export class AutoPlaySide implements AutoPlayHost {
  readonly #core: PlayerCore;
  readonly #context: PlayerContext;

  constructor(core: PlayerCore, context: PlayerContext) {
    this.#core = core;
    this.#context = context;
  }

  get guildId(): string {
    return this.#core.guildId;
  }

  get clock(): Clock {
    return this.#context.clock;
  }

  get recommend(): Recommend | undefined {
    return this.#context.recommend;
  }

  history(): Playable[] {
    return this.#core.queue.history.filter((track) => track instanceof Playable);
  }

  current(): Playable | undefined {
    return this.#core.playback.playing?.track;
  }

  load(query: string, options: { readonly signal: AbortSignal }): Promise<LoadedTracks> {
    return this.#context.load(query, options);
  }

  randomCachedTrack(): Playable | undefined {
    return this.#context.randomCachedTrack();
  }

  random(): number {
    return this.#context.random();
  }

  modeChanged(): void {
    this.#context.changed();
    // What is chosen in the middle of the last track is to be shown before that ends.
    if (this.current() !== undefined && this.#core.queue.isEmpty) void this.#core.autoplay.refill();
  }

  nothingFound([failure]: readonly unknown[]): void {
    if (failure instanceof Error) this.#context.tell('playerError', this.#core.player, failure);
  }
}
