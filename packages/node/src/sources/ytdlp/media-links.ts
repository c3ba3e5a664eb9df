import type { OpenedTrack } from '../source.ts';

/** Where the sound of a track is, for as long as that holds. */
export interface MediaLink extends OpenedTrack {
  readonly url: string;
  /** Sent when it is read. */
  readonly headers: Readonly<Record<string, string>>;
}

interface Kept extends MediaLink {
  readonly until: number;
}

const MOST = 1_000;
/** What is left of a link must be enough to play something by it. */
const MARGIN_MS = 600_000;
/** How long a link is used that does not tell when it ends. */
const UNTOLD_MS = 600_000;

/** Remembers where the sound of the last tracks is, until the site takes the link back: `expire` in the link tells when. */
export class MediaLinks {
  readonly #kept = new Map<string, Kept>();
  readonly #now: () => number;

  /** @param now - Wall clock, in milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  get(link: string): MediaLink | undefined {
    const kept = this.#kept.get(link);
    if (kept !== undefined && kept.until > this.#now()) return kept;
    this.#kept.delete(link);
    return undefined;
  }

  set(link: string, media: MediaLink): void {
    this.#kept.delete(link);
    this.#kept.set(link, { ...media, until: this.#usableUntil(media.url) });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MOST && oldest !== undefined) this.#kept.delete(oldest);
  }

  #usableUntil(url: string): number {
    const { searchParams } = new URL(url);
    const seconds = Number(searchParams.get('expire') ?? searchParams.get('Expires') ?? Number.NaN);
    return Number.isSafeInteger(seconds) && seconds > 0 ? seconds * 1_000 - MARGIN_MS : this.#now() + UNTOLD_MS;
  }
}
