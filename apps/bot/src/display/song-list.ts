import { type ShownSong, songText } from './song-text.ts';

/** A song in a list, with what stands around it. */
export interface SongLine {
  /** What stands before it, as its number. */
  readonly before: string;
  readonly song: ShownSong;
  /** What follows it; undefined is nothing. */
  readonly after: readonly (string | undefined)[];
}

const TITLE_LETTERS = 60;
/** Less than a description may have, and always enough for the eleven lines of a page without links. */
const MOST_LETTERS = 4_000;

/** Songs one below the other, whole lines always: links are left out where there is no room for them. */
export function songList(lines: readonly SongLine[], mostLetters: number = MOST_LETTERS): string {
  const bare = lines.map((line) => lineText({ ...line, song: { ...line.song, url: undefined } }));
  let room = mostLetters - bare.join('\n').length;
  const shown = lines.map((line, i) => {
    const linked = lineText(line);
    const short = bare[i] ?? linked;
    const more = linked.length - short.length;
    if (more > room) return short;
    room -= more;
    return linked;
  });
  return shown.join('\n');
}

function lineText({ before, song, after }: SongLine): string {
  const rest = after.filter((part) => part !== undefined);
  return `${before} ${[songText(song, TITLE_LETTERS), ...rest].join(' · ')}`;
}
