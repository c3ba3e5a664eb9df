import { createHash, timingSafeEqual } from 'node:crypto';

/** Whether a request may come in: no header, the wrong password, or the right one. */
export type Admission = 'missing' | 'wrong' | 'right';

/** Compares passwords without telling by its time how much of a guess was right. */
export class PasswordCheck {
  readonly #digest: Buffer | undefined;

  /** Without a password everybody is let in. */
  constructor(password: string | undefined) {
    this.#digest = password === undefined ? undefined : digest(password);
  }

  /** Judges the value of an `Authorization` header. */
  admit(header: string | undefined): Admission {
    if (this.#digest === undefined) return 'right';
    if (header === undefined || header === '') return 'missing';
    // Digests have one length, which timingSafeEqual needs, and hide the length of the password.
    return timingSafeEqual(this.#digest, digest(header)) ? 'right' : 'wrong';
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest();
}
