/** Letters that are looked at of what is typed. */
const MOST_TYPED = 500;
/** Words that must be found; nobody remembers more of a title. */
const MOST_WORDS = 8;
const MOST_TITLE = 100;
const MOST_AUTHOR = 50;

/** A song as it is searched in: its words, each between blanks. */
export interface SearchedText {
  readonly title: string;
  readonly all: string;
}

/** What is typed, as it is searched for. */
export interface TypedWords {
  /** All of it, behind a blank. */
  readonly whole: string;
  /** Each as it is inside of a word, and at the beginning of one: behind a blank. */
  readonly words: readonly { readonly inside: string; readonly begun: string }[];
}

/** What is typed as words; undefined when there are none. */
export function typedWords(typed: string): TypedWords | undefined {
  const whole = folded(typed.slice(0, MOST_TYPED));
  if (whole === '') return undefined;
  const words = [...new Set(whole.split(' '))].slice(0, MOST_WORDS);
  return { whole: ` ${whole}`, words: words.map((word) => ({ inside: word, begun: ` ${word}` })) };
}

/** The text of a song to search in. */
export function searchedText({ title, author }: { readonly title: string; readonly author: string }): SearchedText {
  const foldedTitle = ` ${folded(title.slice(0, MOST_TITLE))} `;
  return { title: foldedTitle, all: `${foldedTitle}${folded(author.slice(0, MOST_AUTHOR))} ` };
}

/** How well a song matches, 0 to 1; undefined when a word is missing. Beginnings of words count more than what is inside. */
export function matchOf({ title, all }: SearchedText, { whole, words }: TypedWords): number | undefined {
  let begun = 0;
  for (const word of words) {
    if (all.includes(word.begun)) begun += 1;
    else if (!all.includes(word.inside)) return undefined;
  }
  return (begun / words.length + inOrder(title, all, whole)) / 5;
}

/** 0 to 4: how much of what is typed is there as it is typed. */
function inOrder(title: string, all: string, whole: string): number {
  if (title.startsWith(whole)) return title.length === whole.length + 1 ? 4 : title[whole.length] === ' ' ? 3 : 2;
  return all.includes(whole) ? 1 : 0;
}

/** Text as a person means it: width, case, accents and punctuation make no difference. */
function folded(text: string): string {
  return (
    text
      .normalize('NFKD')
      .replace(/\p{M}+/gu, '')
      .normalize('NFKC')
      // One after the other they fold what neither does alone, as ß to ss.
      .toUpperCase()
      .toLowerCase()
      .replaceAll('ς', 'σ')
      .replace(/['’]/g, '')
      .replace(/[^\p{L}\p{N}\p{S}]+/gu, ' ')
      .trim()
  );
}
