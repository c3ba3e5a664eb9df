import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** Letters of a key: 132 bits. */
const KEY_LENGTH = 22;

/** Makes the keys that stand in links instead of a password. They open one file each, and die with the node. */
export class LinkKey {
  readonly #secret = randomBytes(32);

  /** The key of a file. */
  of(name: string): string {
    return createHmac('sha256', this.#secret).update(name).digest('base64url').slice(0, KEY_LENGTH);
  }

  /** Whether a key is that of a file, without telling by its time how much of a guess was right. */
  fits(key: string, name: string): boolean {
    const [given, right] = [Buffer.from(key), Buffer.from(this.of(name))];
    return given.length === right.length && timingSafeEqual(given, right);
  }
}
