import type { SeedTrack } from './seed-track.ts';

/** Tracks, told apart by what they are and not only by where they are from: one song has many uploads. */
export class TrackSet {
  readonly #keys = new Set<string>();

  constructor(tracks: Iterable<SeedTrack> = []) {
    for (const track of tracks) this.add(track);
  }

  add(track: SeedTrack): void {
    for (const key of trackKeys(track)) this.#keys.add(key);
  }

  /** Whether the same id of the same source, or the same song by the same author, was added. */
  has(track: SeedTrack): boolean {
    return trackKeys(track).some((key) => this.#keys.has(key));
  }
}

/** The names under which a track can be met again. */
export function trackKeys(track: SeedTrack): string[] {
  const { identifier, source } = track;
  const name = nameKey(track);
  const keys = name === undefined ? [] : [`name ${name}`];
  if (identifier !== undefined && source !== undefined) keys.push(`id ${source}:${identifier}`);
  return keys;
}

/** What Lavalink calls a track that does not say what it is. */
export const UNKNOWN_TITLE = 'Unknown title';

/** Characters of a title or an author that are looked at: a source may send any number of them. */
const LONGEST_NAME = 256;

/** What an upload says of itself and not of the song. */
const UPLOAD_NOTE = /[([][^()[\]]*\b(?:official|lyrics?|audio|video|visuali[sz]er|hd|hq|4k|mv|m\/v)\b[^()[\]]*[)\]]/giu;

/** The title without author, spelling and notes; `undefined` when the track does not say what it is. */
export function titleKey({ author, title }: SeedTrack): string | undefined {
  if (title === UNKNOWN_TITLE || title.trim() === '') return undefined;
  const short = title.slice(0, LONGEST_NAME);
  const key = letters(short.replace(UPLOAD_NOTE, ' ')) || letters(short) || short.trim();
  const by = authorKey(author);
  // "Author - Title", as most videos are called.
  return by !== '' && key.startsWith(by) && key.length > by.length ? key.slice(by.length) : key;
}

function nameKey(track: SeedTrack): string | undefined {
  const title = titleKey(track);
  return title && `${authorKey(track.author)}\0${title}`;
}

/** An author under the names of the channels that YouTube makes for one. */
function authorKey(author: string): string {
  return letters(author.slice(0, LONGEST_NAME).replace(/(?: - topic|vevo)\s*$/i, ''));
}

function letters(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '');
}
