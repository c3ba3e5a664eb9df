/** What a node calls a track whose file does not say what it is, as a real Lavalink does. */
const UNKNOWN_TITLE = 'Unknown title';
const UNKNOWN_AUTHOR = 'Unknown artist';
/** Number of a song on its record, before its name: `01 `, `1. `, `1 - `. A number alone may be of the name: `99 Luftballons`. */
const SONG_NUMBER = /^(?:\d{1,3}(?:[.)]\s+|\s+-\s+)|0\d\s+|0\d[.)_-](?=\D)\s*)(?=\S)/;
const FILE_ENDING = /\.[a-z\d]{1,5}$/i;
/** Longer names are no names. */
const LONGEST_NAME = 300;

/** What names a song. */
export interface SongName {
  readonly title: string;
  readonly author: string;
}

/** The name of a song; of one that does not say it, that of its file, as `Artist - Title.mp3` or `01 Title.flac` tell it. */
export function songName({ title, author, url }: SongName & { readonly url: string | null | undefined }): SongName {
  if (title !== UNKNOWN_TITLE) return { title, author };
  const file = fileName(url ?? '');
  const name = file.replace(SONG_NUMBER, '') || file;
  const by = author === UNKNOWN_AUTHOR ? '' : author;
  if (name === '') return { title, author };
  const [, first = '', second = ''] = /^(.+?) +[-–] +(.+)$/.exec(name) ?? [];
  if (first === '' || by !== '') return { title: name, author: by };
  // "Artist - 01 - Title", as some programs write it.
  return { title: second.replace(SONG_NUMBER, ''), author: first };
}

function fileName(url: string): string {
  const isAddress = URL.canParse(url) && !/^[a-z]:/i.test(url);
  const path = isAddress ? new URL(url).pathname : url;
  if (!/[\\/]/.test(path)) return '';
  const last = path.slice(-LONGEST_NAME).split(/[\\/]/).at(-1) ?? '';
  return (isAddress ? decoded(last) : last).replace(FILE_ENDING, '').replaceAll('_', ' ').trim();
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
