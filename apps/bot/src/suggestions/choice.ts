import { createHash } from 'node:crypto';
import { cut, plainText } from '../display/safe-text.ts';
import { lengthText } from '../display/time-text.ts';
import type { KeptSong } from '../library/kept-song.ts';

/** What Discord takes, in UTF-16 units. */
const LONGEST = 100;
const MOST_TITLE = 80;
const MOST_AUTHOR = 40;
const NAMELESS = '–';
const ID_MARK = 'c:';
/** 128 bits. */
const ID_LETTERS = 22;

/** Something to pick while typing. Name and value have 1 to 100 letters. */
export interface Choice {
  readonly name: string;
  readonly value: string;
}

/** A song as a choice. @param mark - Begins the name, as `★ `; nothing when it is empty. */
export function choiceOf(song: KeptSong, mark: string): Choice {
  return { name: mark + nameOf(song, LONGEST - mark.length), value: choiceValueOf(song) };
}

/** What a choice of a song has for a value: its page if it fits, else {@link idOf}. */
export function choiceValueOf({ url, key }: KeptSong): string {
  return url !== undefined && url !== '' && url.length <= LONGEST && url.isWellFormed() ? url : idOf(url ?? key);
}

/** A short text that stands for a long one: always the same, so that it means the same after a restart. */
export function idOf(target: string): string {
  return ID_MARK + createHash('sha256').update(target, 'utf16le').digest('base64url').slice(0, ID_LETTERS);
}

/** Whether a text can be one of {@link idOf}. */
export function isId(value: string): boolean {
  return value.length === ID_MARK.length + ID_LETTERS && value.startsWith(ID_MARK);
}

function nameOf({ title, author, durationMs }: KeptSong, most: number): string {
  const parts = [shown(title, MOST_TITLE), shown(author, MOST_AUTHOR)].filter((part) => part !== '');
  const length = durationMs === undefined ? '' : ` · ${lengthText(durationMs)}`;
  return cut(parts.join(' · ') || NAMELESS, most - length.length) + length;
}

/** Nothing when nothing of it could be seen. */
function shown(text: string, most: number): string {
  const plain = plainText(text, most).toWellFormed();
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(plain) ? plain : '';
}
