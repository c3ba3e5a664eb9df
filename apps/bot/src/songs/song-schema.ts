import { z } from 'zod';
import { LONGEST_LINK, LONGEST_TEXT, type SongRecord } from './cached-song.ts';

/** Raise it when {@link songSchema} changes: songs of another form are looked up anew. */
export const SONG_SCHEMA_VERSION = 1;

const text = z.string().max(LONGEST_TEXT);
/** What is shown as a link or a picture leads to the web and nowhere else. */
const link = z.url({ protocol: /^https?$/ }).max(LONGEST_LINK);

/** A song as it comes from a store, which others may write to. */
export const songSchema: z.ZodType<SongRecord> = z.strictObject({
  track: z.strictObject({
    // Title, author and link are in it, and may each have 64 KiB.
    encoded: z.base64().min(1).max(131_072),
    info: z.object({
      identifier: text,
      isSeekable: z.boolean(),
      author: text,
      length: z.number().min(0),
      isStream: z.boolean(),
      position: z.number().min(0),
      title: text,
      uri: link.nullable(),
      artworkUrl: link.nullable(),
      isrc: text.nullable(),
      sourceName: text.min(1),
    }),
    pluginInfo: z.record(z.string(), z.json()),
  }),
});
