import { z } from 'zod';

/** A song as it is kept for a user: enough to show it, and to ask for it again by its `url`, or its `key` without one. */
export interface KeptSong {
  /** Its key in the cache. */
  readonly key: string;
  readonly title: string;
  readonly author: string;
  /** The page of the song; undefined when its source has none. */
  readonly url: string | undefined;
  /** Milliseconds; undefined for what is live or does not tell. */
  readonly durationMs: number | undefined;
}

// 200 songs of the longest texts are less than the mebibyte that stores take for an entry.
const MOST_KEY_BYTES = 512;
const MOST_URL_BYTES = 1_000;
const MOST_TITLE = 200;
const MOST_AUTHOR = 100;

/** What is kept of a song: no endless texts, and no characters that cannot be shown. */
export function keptSong(song: KeptSong): KeptSong {
  const title = shortened(song.title, MOST_TITLE);
  const author = shortened(song.author, MOST_AUTHOR);
  const url = song.url !== undefined && fits(song.url, MOST_URL_BYTES) ? song.url : undefined;
  return { key: keyOf(song.key, url, `${author} ${title}`.trim()), title, author, url, durationMs: song.durationMs };
}

/** The key under which a song is kept: one that is too long gives way to what else finds the song. */
export function keptKey(song: KeptSong): string {
  return keptSong(song).key;
}

/** The parts of a {@link KeptSong}, as a store has them, which others may write to. */
export const KEPT_SONG_SHAPE: KeptSongShape = {
  key: z.string().min(1).max(MOST_KEY_BYTES),
  title: z.string().max(MOST_TITLE),
  author: z.string().max(MOST_AUTHOR),
  url: orUndefined(z.url({ protocol: /^https?$/ }).max(MOST_URL_BYTES)),
  durationMs: orUndefined(z.number().min(0)),
};

type KeptSongShape = { readonly [Part in keyof KeptSong]: z.ZodType<KeptSong[Part]> };

/** JSON has no undefined. */
function orUndefined<T>(schema: z.ZodType<T>): z.ZodType<T | undefined> {
  return schema.nullable().transform((value) => value ?? undefined);
}

function keyOf(key: string, url: string | undefined, name: string): string {
  return fits(key, MOST_KEY_BYTES) ? key : url !== undefined && fits(url, MOST_KEY_BYTES) ? url : name || 'unknown';
}

function fits(text: string, mostBytes: number): boolean {
  return text !== '' && text.length <= mostBytes && text.isWellFormed() && Buffer.byteLength(text) <= mostBytes;
}

function shortened(text: string, most: number): string {
  // Half a surrogate pair at the end is replaced, as those anywhere are.
  return text
    .slice(0, most)
    .toWellFormed()
    .replace(/\p{Cc}+/gu, ' ')
    .trim();
}
