import { isDeepStrictEqual } from 'node:util';
import type { JsonObject, Track, TrackInfo } from '@reprise/protocol';
import type { QueueTrackSnapshot } from '../queue/queue-snapshot.ts';
import type { UnresolvedTrackData } from '../track/unresolved-track.ts';
import { fail, flag, list, number, record, text, textOrNull, whole } from './fields.ts';
import { plainNotes, readNotes } from './plain-json.ts';

/** What all who queued a track share of it. */
export type SharedTrack = readonly [encoded: string, info: TrackInfo, pluginInfo: JsonObject];
/** A track of a player: its index among the shared ones, or what is known of it; the notes; whether autoplay chose it. */
export type TrackEntry = readonly [
  track: number | Omit<UnresolvedTrackData, 'userData'>,
  userData: JsonObject,
  recommended: boolean,
];

/** Collects the tracks of a snapshot, each once: guilds play much the same, and a history repeats what was queued. */
export class TrackTable {
  readonly tracks: SharedTrack[] = [];
  readonly #known = new Map<string, { readonly track: Track; readonly index: number }>();

  entry({ kind, track, recommended }: QueueTrackSnapshot): TrackEntry {
    const userData = plainNotes(track.userData ?? {});
    if (kind === 'playable') return [this.#indexOf(track), userData, recommended];
    const { title, author, uri, length, artwork, isrc } = track;
    return [{ title, author, uri, length, artwork, isrc }, userData, recommended];
  }

  #indexOf(track: Track): number {
    const { encoded, info, pluginInfo } = track;
    const known = this.#known.get(encoded);
    // Two nodes can say different things of one track.
    if (known !== undefined && isSameInfo(info, known.track.info) && isSameNotes(pluginInfo, known.track.pluginInfo)) {
      return known.index;
    }
    const index = this.tracks.push([encoded, plainInfo(info), plainNotes(pluginInfo ?? {})]) - 1;
    this.#known.set(encoded, { track, index });
    return index;
  }
}

function isSameNotes(one: JsonObject = {}, other: JsonObject = {}): boolean {
  return one === other || isDeepStrictEqual(plainNotes(one), plainNotes(other));
}

function isSameInfo(one: TrackInfo, other: TrackInfo): boolean {
  return (
    one.identifier === other.identifier &&
    one.isSeekable === other.isSeekable &&
    one.author === other.author &&
    one.length === other.length &&
    one.isStream === other.isStream &&
    one.position === other.position &&
    one.title === other.title &&
    one.uri === other.uri &&
    one.artworkUrl === other.artworkUrl &&
    one.isrc === other.isrc &&
    one.sourceName === other.sourceName
  );
}

/** Of what a node says, only what {@link isTrack} looks at is sure to be of its type. */
function plainInfo(info: TrackInfo): TrackInfo {
  return {
    identifier: info.identifier,
    isSeekable: info.isSeekable === true,
    author: info.author,
    length: info.length,
    isStream: info.isStream,
    position: Number.isFinite(info.position) ? info.position : 0,
    title: info.title,
    uri: plainText(info.uri),
    artworkUrl: plainText(info.artworkUrl),
    isrc: plainText(info.isrc),
    sourceName: info.sourceName,
  };
}

function plainText(text: string | null): string | null {
  return typeof text === 'string' ? text : null;
}

/** @throws {@link SnapshotDamagedError} for what {@link TrackTable} does not make. */
export function readSharedTrack(value: unknown): SharedTrack {
  const [encoded, info, pluginInfo] = list('tracks', value);
  return [
    text('tracks.encoded', encoded),
    readInfo(record('tracks.info', info)),
    readNotes('tracks.pluginInfo', pluginInfo),
  ];
}

function readInfo(info: Readonly<Record<string, unknown>>): TrackInfo {
  return {
    identifier: text('tracks.identifier', info.identifier),
    isSeekable: flag('tracks.isSeekable', info.isSeekable),
    author: text('tracks.author', info.author),
    length: number('tracks.length', info.length),
    isStream: flag('tracks.isStream', info.isStream),
    position: number('tracks.position', info.position),
    title: text('tracks.title', info.title),
    uri: textOrNull('tracks.uri', info.uri),
    artworkUrl: textOrNull('tracks.artworkUrl', info.artworkUrl),
    isrc: textOrNull('tracks.isrc', info.isrc),
    sourceName: text('tracks.sourceName', info.sourceName),
  };
}

/** @throws {@link SnapshotDamagedError} for what {@link TrackTable.entry} does not answer. */
export function readEntry(part: string, value: unknown, tracks: readonly SharedTrack[]): QueueTrackSnapshot {
  const [track, notes, chosen] = list(part, value);
  const userData = readNotes(part, notes);
  const recommended = flag(part, chosen);
  if (typeof track !== 'number') {
    return { kind: 'unresolved', track: { ...readUnresolved(part, track), userData }, recommended };
  }
  const [encoded, info, pluginInfo] = tracks[whole(part, track)] ?? fail(part);
  return { kind: 'playable', track: { encoded, info, pluginInfo, userData }, recommended };
}

function readUnresolved(part: string, value: unknown): Omit<UnresolvedTrackData, 'userData'> {
  const { title, author, uri, length, artwork, isrc } = record(part, value);
  return {
    title: text(part, title) || fail(part),
    author: text(part, author),
    uri: textOrNull(part, uri),
    length: number(part, length, 0),
    artwork: textOrNull(part, artwork),
    isrc: textOrNull(part, isrc),
  };
}
