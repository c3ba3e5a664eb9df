import { createHash, timingSafeEqual } from 'node:crypto';

/** Whether a request may come in: no header, the wrong password, or the right one. */
export type Admission = 'missing' | 'wrong' | 'right';

/** Compares passwords without telling by its time how much of a guess was right. */
export class PasswordCheck {
  /** Of each spelling in bytes that means the password; none lets everybody in. */
  readonly #digests: readonly Buffer[];

  constructor(password: string | undefined) {
    this.#digests = password === undefined ? [] : spellings(password).map(digest);
  }

  /** Judges the value of an `Authorization` header. */
  admit(header: string | undefined): Admission {
    if (this.#digests.length === 0) return 'right';
    if (header === undefined || header === '') return 'missing';
    // Node reads the bytes of a header as Latin-1, so this is what was sent.
    const sent = digest(Buffer.from(header, 'latin1'));
    // Digests have one length, which timingSafeEqual needs, and hide the length of the password.
    const matches = this.#digests.filter((expected) => timingSafeEqual(expected, sent));
    return matches.length > 0 ? 'right' : 'wrong';
  }
}

/** Headers have no agreed encoding: a shell sends an `ä` as UTF-8, an HTTP library as Latin-1 where that has it. */
function spellings(password: string): readonly Buffer[] {
  const utf8 = Buffer.from(password, 'utf8');
  const latin1 = Buffer.from(password, 'latin1');
  return latin1.toString('latin1') === password ? [utf8, latin1] : [utf8];
}

function digest(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}
