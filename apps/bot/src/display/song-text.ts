import { isLoopback } from '../config/host.ts';
import { safeText } from './safe-text.ts';
import { songName } from './song-name.ts';

/** What is shown of a song. */
export interface ShownSong {
  readonly title: string;
  readonly author: string;
  /** A link to the web; undefined or null when there is none. */
  readonly url: string | null | undefined;
}

const LONGEST_LINK = 400;

/** A song in a line: its title, with a link where there is one, and who made it. */
export function songText(song: ShownSong, maxTitle = 80): string {
  const { url } = song;
  const { title, author } = songName(song);
  const name = safeText(title, maxTitle) || safeText(author, maxTitle) || '–';
  const link = linkTo(url);
  const shown = link === undefined ? `**${name}**` : `**[${name}](<${link}>)**`;
  const by = safeText(author, 40);
  return by === '' || name === by ? shown : `${shown} · ${by}`;
}

/** A link that cannot end before its end; undefined for what is no link to the web, or only to the machine of the bot. */
export function linkTo(url: string | null | undefined): string | undefined {
  if (url === null || url === undefined || url.length > LONGEST_LINK) return undefined;
  const parsed = URL.parse(url);
  if (parsed === null || !/^https?:$/.test(parsed.protocol) || isLoopback(parsed.hostname)) return undefined;
  return parsed.href.replace(/[()<>\s]/g, (letter) => `%${letter.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
