const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';
const TEXT_LENGTH = 32;
/** Ports that voice servers of Discord have. */
const PORTS = [443, 2053, 2083, 2087, 2096, 8443];

/** What Discord makes up: session ids, tokens, ids and names of voice servers. */
export class Secrets {
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** A session id or token. */
  text(): string {
    return Array.from({ length: TEXT_LENGTH }, () => LETTERS[this.#below(LETTERS.length)]).join('');
  }

  /** A snowflake. */
  id(): string {
    return `9${Array.from({ length: 17 }, () => this.#below(10)).join('')}`;
  }

  /** A voice server in Amsterdam. */
  endpoint(): string {
    const number = String(1 + this.#below(20)).padStart(2, '0');
    const hash = this.#below(2 ** 32)
      .toString(16)
      .padStart(8, '0');
    return `c-ams${number}-${hash}.discord.media:${PORTS[this.#below(PORTS.length)]}`;
  }

  #below(end: number): number {
    return Math.floor(this.#random() * end);
  }
}
