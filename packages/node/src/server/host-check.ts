import { isLoopback } from '../loopback.ts';

/** What a {@link HostCheck} must know of the node. */
export interface HostCheckParts {
  readonly password: string | undefined;
  readonly publicUrl: string | undefined;
}

/**
 * Looks at the name by which a node without a password is called. It trusts whoever reaches loopback, and a web page that
 * lets its own name point there reaches it too, from the user's browser; but it cannot hide that name.
 */
export class HostCheck {
  readonly #isOpen: boolean;
  readonly #publicName: string | undefined;

  constructor({ password, publicUrl }: HostCheckParts) {
    this.#isOpen = password !== undefined;
    this.#publicName = publicUrl === undefined ? undefined : new URL(publicUrl).hostname;
  }

  /** Judges the value of a `Host` header. Only HTTP/1.0 may leave it out, which no browser speaks. */
  admits(header: string | undefined): boolean {
    if (this.#isOpen || header === undefined) return true;
    const url = `http://${header}`;
    if (!URL.canParse(url)) return false;
    const { hostname } = new URL(url);
    return hostname === this.#publicName || isLoopback(hostname.replace(/^\[|\]$/g, ''));
  }
}
