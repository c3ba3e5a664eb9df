import type { Clock } from '@reprise/clock';
import type { LoadedTracks } from '../track/loaded-tracks.ts';
import type { Playable } from '../track/playable.ts';
import type { QueueTrack } from '../track/queue-track.ts';
import type { AutoPlayMode, Recommend } from './autoplay-options.ts';

/** What autoplay needs of its player. */
export interface AutoPlayHost {
  readonly guildId: string;
  readonly clock: Clock;
  /** What was played in this guild, newest first. */
  history(): readonly QueueTrack[];
  /** What plays now. */
  current(): QueueTrack | undefined;
  load(query: string, options: { readonly signal: AbortSignal }): Promise<LoadedTracks>;
  /** Any track of the cache. */
  randomCachedTrack(): Playable | undefined;
  readonly recommend?: Recommend | undefined;
  /** A number from 0 to below 1. */
  random(): number;
  /** The mode was changed. */
  modeChanged(mode: AutoPlayMode): void;
  /** Nothing new was found. Called once an outage. @param failures - What failed; empty when all was answered. */
  nothingFound(failures: readonly unknown[]): void;
}
