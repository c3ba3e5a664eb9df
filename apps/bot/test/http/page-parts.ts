/** A page taken apart: what tags it has, with their attributes, and what text is between them. */
export interface PageParts {
  readonly tags: readonly { readonly name: string; readonly attributes: ReadonlyMap<string, string> }[];
  readonly text: string;
}

/**
 * Takes a page apart, strictly: each `<` begins a tag whose attributes are all in double quotes, and each `&` one of the
 * references that escape. Anything else is thrown, so that what slipped through unescaped cannot pass for text.
 */
export function pageParts(page: string): PageParts {
  const tags: { name: string; attributes: Map<string, string> }[] = [];
  let text = '';
  let rest = page;
  while (rest !== '') {
    const plain = /^[^<>]+/.exec(rest)?.[0];
    if (plain !== undefined) {
      text += unescaped(plain);
      rest = rest.slice(plain.length);
      continue;
    }
    const tag = /^<(?:!doctype html|\/([a-z][a-z\d]*)|([a-z][a-z\d]*)((?: [a-z-]+="[^"<>]*")*))>/.exec(rest);
    if (tag === null) throw new Error(`This is no tag: ${rest.slice(0, 80)}`);
    const [whole, ended, name, attributes = ''] = tag;
    const pairs = [...attributes.matchAll(/ ([a-z-]+)="([^"]*)"/g)];
    if (name !== undefined) {
      tags.push({ name, attributes: new Map(pairs.map(([, key = '', value = '']) => [key, unescaped(value)])) });
    }
    if (!INLINE.includes(name ?? ended ?? '')) text += ' ';
    rest = rest.slice(whole.length);
  }
  return { tags, text: text.replace(/\s+/g, ' ') };
}

function unescaped(text: string): string {
  return text.replace(/&([^;]{0,6};?)/g, (whole, name) => {
    const letter = LETTERS.get(name);
    if (letter === undefined) throw new Error(`This is no reference: ${whole}`);
    return letter;
  });
}

/** Tags that do not part the words around them. */
const INLINE = ['bdi', 'b', 'strong'];

const LETTERS = new Map([
  ['amp;', '&'],
  ['lt;', '<'],
  ['gt;', '>'],
  ['quot;', '"'],
  ['#39;', "'"],
]);
