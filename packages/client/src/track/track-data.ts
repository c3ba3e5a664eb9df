/**
 * What your bot notes on a track. Empty: say what is in it, and `userData` knows it everywhere.
 *
 * Keep to JSON: the notes travel to the node, and into snapshots. An id survives that, the member it belongs to does not.
 *
 * @example
 * ```ts
 * import type { Playable } from 'reprise';
 *
 * declare module 'reprise' {
 *   interface TrackData {
 *     requesterId: string;
 *   }
 * }
 *
 * export const askedBy = (track: Playable): string => `<@${track.userData.requesterId ?? 'nobody'}>`;
 * ```
 */
// biome-ignore lint/suspicious/noEmptyInterface: users fill it by interface merging.
export interface TrackData {}

/** The notes on a track: those that {@link TrackData} names, each of which may be missing, and any other. */
export type TrackNotes = Partial<TrackData> & Record<string, unknown>;

/** Notes as they may be given: those that {@link TrackData} names have its types. */
export type GivenNotes = Readonly<TrackNotes>;
