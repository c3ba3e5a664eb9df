import { formsOf, type SecretForm } from './secret-forms.ts';

/** What stands in a line instead of a secret. */
export const MASKED = '[secret]';

/** Shorter ones also stand in innocent words: masking them would make lines unreadable and tell where they are. */
export const SHORTEST_SECRET = 6;

/** Secrets that were learnt while the bot ran are forgotten, the oldest first, when there are more. */
const MOST_LEARNT = 5_000;

/** Forms are found by their beginning, so that a text is read once, however many secrets there are. */
const PREFIX = SHORTEST_SECRET;

const BASE64 = /[\w+/=%-]/;

interface CountedForm extends SecretForm {
  /** How many secrets have this form: it stays as long as one of them is known. */
  readonly secrets: number;
}

/** Replaces known secrets in texts, in whatever form they stand there. */
export class SecretMask {
  /** Forms by their first characters, then by their text. */
  readonly #forms = new Map<string, Map<string, CountedForm>>();
  readonly #kept: ReadonlySet<string>;
  readonly #learnt = new Set<string>();

  /**
   * @param secrets - Kept for good.
   * @throws RangeError when one is shorter than {@link SHORTEST_SECRET} characters, naming its place and not its value.
   */
  constructor(secrets: readonly string[]) {
    for (const [index, secret] of secrets.entries()) {
      if (typeof secret === 'string' && secret.length >= SHORTEST_SECRET) continue;
      throw new RangeError(
        `createLog: secrets[${index}] must be a text of at least ${SHORTEST_SECRET} characters: a shorter one cannot be ` +
          'masked without eating innocent text. Choose a longer secret.',
      );
    }
    this.#kept = new Set(secrets);
    for (const secret of this.#kept) this.#put(secret);
  }

  /** Masks one more from now on. @returns Whether it does: not one shorter than {@link SHORTEST_SECRET} characters. */
  add(secret: string): boolean {
    if (secret.length < SHORTEST_SECRET) return false;
    if (this.#kept.has(secret)) return true;
    const isNew = !this.#learnt.delete(secret);
    this.#learnt.add(secret);
    if (isNew) this.#put(secret);
    for (const oldest of this.#learnt) {
      if (this.#learnt.size <= MOST_LEARNT) break;
      this.#learnt.delete(oldest);
      this.#remove(oldest);
    }
    return true;
  }

  /** The text with {@link MASKED} in place of every secret; secrets that overlap or touch become one. */
  mask(text: string): string {
    let masked = '';
    let done = 0;
    let [from, to] = [0, 0];
    for (let at = 0; at + PREFIX <= text.length; at++) {
      const form = this.#longestAt(text, at);
      if (form === undefined) continue;
      const start = form.isPart ? startOfRun(text, at, to) : at;
      if (start > to) {
        if (to > from) masked += text.slice(done, from) + MASKED;
        done = to;
        from = start;
      }
      to = Math.max(to, at + form.text.length);
      if (form.isPart) to = endOfRun(text, to);
    }
    return to > from ? masked + text.slice(done, from) + MASKED + text.slice(to) : text;
  }

  #longestAt(text: string, at: number): SecretForm | undefined {
    let longest: SecretForm | undefined;
    for (const form of this.#forms.get(text.slice(at, at + PREFIX))?.values() ?? [])
      if (form.text.length > (longest?.text.length ?? 0) && text.startsWith(form.text, at)) longest = form;
    return longest;
  }

  #put(secret: string): void {
    for (const form of formsOf(secret)) {
      const prefix = form.text.slice(0, PREFIX);
      const forms = this.#forms.get(prefix) ?? new Map<string, CountedForm>();
      const known = forms.get(form.text);
      forms.set(form.text, { ...form, secrets: (known?.secrets ?? 0) + 1 });
      this.#forms.set(prefix, forms);
    }
  }

  #remove(secret: string): void {
    for (const { text } of formsOf(secret)) {
      const prefix = text.slice(0, PREFIX);
      const forms = this.#forms.get(prefix);
      const known = forms?.get(text);
      if (forms === undefined || known === undefined) continue;
      if (known.secrets > 1) forms.set(text, { ...known, secrets: known.secrets - 1 });
      else forms.delete(text);
      if (forms.size === 0) this.#forms.delete(prefix);
    }
  }
}

/** Base64 is only harmless as a whole: the neighbours of a secret hold bits of it too. What ends at `least` is masked already. */
function startOfRun(text: string, from: number, least: number): number {
  let start = from;
  while (start > least && BASE64.test(text.charAt(start - 1))) start--;
  return start;
}

function endOfRun(text: string, from: number): number {
  let end = from;
  while (end < text.length && BASE64.test(text.charAt(end))) end++;
  return end;
}
