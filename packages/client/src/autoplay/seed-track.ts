import type { QueueTrack } from '../track/queue-track.ts';

/** A track that was played, as far as it leads to others. Every {@link QueueTrack} is one. */
export interface SeedTrack {
  readonly title: string;
  readonly author: string;
  /** The id within the source. */
  readonly identifier?: string | undefined;
  /** Name of the source, as `youtube`. */
  readonly source?: string | undefined;
  readonly isStream?: boolean | undefined;
  /** Autoplay chose it, not a person. */
  readonly recommended?: boolean | undefined;
}
