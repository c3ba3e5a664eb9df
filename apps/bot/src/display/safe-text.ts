const ELLIPSIS = '…';

/** Control characters, those that turn the direction of what follows, and those that are nothing at all, but for what joins emoji. */
const INVISIBLE = /[\p{Cc}\u00ad\u061c\u180e\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\u3164\ufeff]+/gu;

/** More marks on a letter than any language has: they run over the lines above and below. */
const PILED_MARKS = /(\p{M}{4})\p{M}+/gu;

/** What Discord reads as markup: formats, links, mentions, emoji, spoilers, quotes and headings. */
const MARKUP = /[\\*_~`|<>[\]()#:-]/g;

/** Letters of a title or a name that are shown. */
const TITLE_LETTERS = 100;

/** A text in one line of at most `max` letters, without what cannot be seen. Never ends in half a letter. */
export function plainText(text: string, max: number): string {
  // No more is looked at than can be shown: a text may have megabytes.
  const line = text
    .slice(0, max * 8)
    .toWellFormed()
    .replace(INVISIBLE, ' ')
    .replace(PILED_MARKS, '$1')
    .replace(/\s+/g, ' ')
    .trim();
  return cut(line, max);
}

/** A text from elsewhere as it may stand in a message: nothing in it is markup, a link or a mention. */
export function safeText(text: string, max: number = TITLE_LETTERS): string {
  return plainText(text, max).replace(MARKUP, '\\$&').replaceAll('@', '@\u200b');
}

/** The first `max` UTF-16 units, as Discord counts, the last of them an ellipsis if something is missing. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const end = max - ELLIPSIS.length;
  const isHalf = /[\ud800-\udbff]/.test(text.charAt(end - 1));
  return text.slice(0, isHalf ? end - 1 : end).trimEnd() + ELLIPSIS;
}
