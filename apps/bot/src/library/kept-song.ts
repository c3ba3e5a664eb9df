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

const LINK = z.url({ protocol: /^https?$/ }).max(MOST_URL_BYTES);
const LENGTH = z.number().min(0);

/** What is kept of a song: no endless texts, and no characters that cannot be shown. */
export function keptSong(song: KeptSong): KeptSong {
  const title = shortened(song.title, MOST_TITLE);
  const author = shortened(song.author, MOST_AUTHOR);
  // What could not be read again would cost the whole list it is in.
  const url = song.url !== undefined && fits(song.url, MOST_URL_BYTES) ? LINK.safeParse(song.url).data : undefined;
  const durationMs = LENGTH.safeParse(song.durationMs).data;
  return { key: keyOf(song.key, url, `${author} ${title}`.trim()), title, author, url, durationMs };
}

/** The same for a song that was found by its name and by its link. */
export function identityOf({ key, url }: Pick<KeptSong, 'key' | 'url'>): string {
  return url ?? key;
}

/** The parts of a {@link KeptSong}, as a store has them, which others may write to. */
export const KEPT_SONG_SHAPE: KeptSongShape = {
  key: z.string().min(1).max(MOST_KEY_BYTES),
  title: z.string().max(MOST_TITLE),
  author: z.string().max(MOST_AUTHOR),
  url: orUndefined(LINK),
  durationMs: orUndefined(LENGTH),
};

type KeptSongShape = { readonly [Part in keyof KeptSong]: z.ZodType<KeptSong[Part]> };

/** JSON has no undefined. */
function orUndefined<T>(schema: z.ZodType<T>): z.ZodType<T | undefined> {
  return schema.nullable().transform((value) => value ?? undefined);
}

/** A key that is too long gives way to what else finds the song. */
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
