import { makeTrack } from '@reprise/node';
import { Playable, type Player } from 'reprise';

/** What a test puts into a queue. */
export interface QueuedSong {
  readonly title?: string;
  readonly author?: string;
  /** Milliseconds; undefined for a stream. @defaultValue a minute */
  readonly lengthMs?: number | undefined;
  readonly uri?: string;
  /** Id of who asked. @defaultValue '7' */
  readonly by?: string;
}

/** Puts songs at the end of a player's queue, without anybody being asked for them. */
export function queued(player: Player, songs: readonly QueuedSong[]): void {
  for (const [i, song] of songs.entries()) {
    const {
      title = `waiting ${i + 1}`,
      author = 'Somebody',
      uri = `https://soundcloud.com/x/w${i + 1}`,
      by = '7',
    } = song;
    const lengthMs = 'lengthMs' in song ? song.lengthMs : 60_000;
    const track = makeTrack({
      title,
      author,
      lengthMs,
      isStream: lengthMs === undefined,
      identifier: `w${i + 1}`,
      uri,
      sourceName: 'soundcloud',
    });
    player.queue.put(Playable.from(track), { requesterId: by });
  }
}

/** So many songs. */
export function many(count: number, song: QueuedSong = {}): readonly QueuedSong[] {
  return Array.from({ length: count }, () => song);
}

/** Titles that are up to something. */
export const HOSTILE_TITLES: readonly string[] = [
  '@everyone and @here',
  '<@&1> <@2> <#3> </play:4>',
  '`code` ```block``` **bold** ~~gone~~ ||secret||',
  '\u202Eesrever\u202C \u2066isolated\u2069 \u200Fmark',
  `long ${'w'.repeat(10_000)}`,
  `*_[]()<>`.repeat(1_000),
  '<img onerror=alert(1) src=x>',
  '](https://evil.example) [free nitro](https://evil.example)',
  '\n\n# Heading\n> quote\n- list',
  '😀'.repeat(2_000),
  '',
];

/** What of a text could be markup, a mention or a turned direction, if it did not belong to the bot. */
export const HARMFUL: RegExp =
  /@everyone|@here|(?<!\\)<@&1|(?<!\\)<@2|(?<!\\)<#3|(?<!\\)<\/play|[\u202A-\u202E\u2066-\u2069]|(?<!\\)```|(?<!\\)\|\||(?<!\\)\]\(https:\/\/evil|\n#|\n>/u;
