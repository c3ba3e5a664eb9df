import type { Player } from '../player/player.ts';
import type { Playable } from './playable.ts';

/** What broke, and where. */
export interface RepairContext {
  readonly player: Player;
  /** Place in the track at which it goes on, in milliseconds. */
  readonly placeMs: number;
  /** What the node said. */
  readonly why: string;
  /** Given up: a command of a user decides what plays. */
  readonly signal: AbortSignal;
}

/**
 * A bot's way from a track that broke, or gave no sound, to the same song as it can be played. It goes on at its place; undefined
 * goes on to the next track. Asked once for each time a song is played: what it gives is not repaired again.
 *
 * @example
 * ```ts
 * import { Pool, type RepairTrack } from 'reprise';
 *
 * export const findAnew: RepairTrack = async (track, { signal }) => {
 *   if (track.uri === null) return undefined;
 *   const { result } = await Pool.load(track.uri, { cache: 'reload', signal });
 *   return result.at(0);
 * };
 * ```
 */
export type RepairTrack = (track: Playable, context: RepairContext) => Promise<Playable | undefined>;
