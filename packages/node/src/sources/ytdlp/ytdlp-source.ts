import type { Clock } from '@reprise/clock';
import type { LoadResult, TrackInfo } from '@reprise/protocol';
import { SourceError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { isLoopback } from '../../loopback.ts';
import type { SoundInput } from '../../sound/sound-input.ts';
import { isPublicAddress, type PinnedAddress, resolvePublic } from '../http/address-policy.ts';
import { webMedia } from '../http/web-media.ts';
import type { LoadPriority } from '../priority.ts';
import type { LoadedTrack, Source } from '../source.ts';
import { argumentsFor } from './arguments.ts';
import { type Extracted, type Extraction, readExtraction } from './extraction.ts';
import { readFailure, toSourceError, YtDlpError } from './failure.ts';
import { type MediaLink, MediaLinks } from './media-links.ts';
import { findProgram, type Program } from './program.ts';
import { RateLimitPause } from './rate-limit-pause.ts';
import { allowedSites } from './sites.ts';
import { readTarget, type Target } from './target.ts';
import { WorkSlots } from './work-slots.ts';
import type { YtDlpSettings } from './ytdlp-options.ts';
import { linkOf, toTrack, YTDLP } from './ytdlp-track.ts';

/** What a {@link YtDlpSource} is made of. */
export interface YtDlpParts {
  readonly settings: YtDlpSettings;
  readonly clock: Clock;
  readonly log: Log;
  /** Where the program is looked for, and what of it is handed on. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

const TRACK_BYTES = 8 * 1024 * 1024;
const LIST_BYTES = 64 * 1024 * 1024;
const EMPTY: LoadResult = { loadType: 'empty', data: null };

/**
 * Tracks of video and music sites, by the program yt-dlp.
 *
 * A list is loaded flat, with what the site says of its entries; each is looked up when it is played.
 */
export class YtDlpSource implements Source {
  readonly name: string = YTDLP;
  readonly loadTimeoutMs: number;
  readonly #parts: YtDlpParts;
  readonly #slots: WorkSlots;
  readonly #pause: RateLimitPause;
  readonly #media: MediaLinks;
  readonly #closed = new AbortController();
  readonly #running = new Set<Promise<unknown>>();
  #preparing: Promise<void> | undefined;
  #program: Program | undefined;

  constructor(parts: YtDlpParts) {
    const { settings, clock } = parts;
    this.#parts = parts;
    // Waiting for its turn may take as long as the work, and the work is tried twice.
    this.loadTimeoutMs = 3 * Math.max(settings.listTimeoutMs, settings.trackTimeoutMs);
    this.#slots = new WorkSlots(settings.concurrency);
    this.#pause = new RateLimitPause(() => clock.now());
    this.#media = new MediaLinks(() => clock.now());
  }

  /** Nothing until a program was found that may be used. */
  get covers(): readonly string[] {
    if (this.#program === undefined) return [];
    return [...allowedSites(this.#parts.settings.hosts).map(({ name }) => name), this.name];
  }

  prepare(): Promise<void> {
    this.#preparing ??= this.#prepare();
    return this.#preparing;
  }

  async load(
    identifier: string,
    signal: AbortSignal,
    priority: LoadPriority = 'play',
  ): Promise<LoadResult | undefined> {
    const target = this.#program && readTarget(identifier, this.#parts.settings);
    if (target === undefined) return undefined;
    if (target.argument.endsWith(':')) return EMPTY;
    const extraction = await this.#extract(target, priority, signal);
    if (extraction.kind === 'list') return listResult(extraction, target, identifier);
    const track = toTrack(extraction.track);
    await told(this.#keepMedia(track.info, extraction.track));
    return { loadType: 'track', data: track };
  }

  async open(info: TrackInfo, signal: AbortSignal): Promise<void> {
    const link = linkOf(info);
    const target = link === undefined ? undefined : readTarget(link, this.#parts.settings);
    if (link === undefined || target === undefined || target.kind === 'search') {
      throw new SourceError('The track leads to a place that is not allowed.');
    }
    if (this.#media.get(link) !== undefined) return;
    const extraction = await this.#extract({ ...target, kind: 'track' }, 'play', signal);
    if (extraction.kind === 'list') throw toSourceError(new YtDlpError('unsupported', 'the link leads to a list'));
    await told(this.#keepMedia(info, extraction.track));
  }

  /** What was learned when the track was opened, for as long as it holds. */
  opened(info: TrackInfo): MediaLink | undefined {
    const link = linkOf(info);
    return link === undefined ? undefined : this.#media.get(link);
  }

  async audio(info: TrackInfo, signal: AbortSignal): Promise<SoundInput> {
    const media = this.opened(info);
    if (media === undefined) throw new SourceError('The sound of the track is not known any more.', 'suspicious');
    const { settings, clock } = this.#parts;
    const { allowLoopback, proxy } = settings;
    const resolve = (hostname: string): Promise<readonly PinnedAddress[]> => resolvePublic(hostname, allowLoopback);
    return webMedia(media.url, { resolve, headers: media.headers, proxy, clock }, signal);
  }

  /** Ends all that runs, and waits until it is gone. */
  async close(): Promise<void> {
    this.#closed.abort(new Error('The node is closed.'));
    await Promise.allSettled([this.#preparing, ...this.#running]);
  }

  async #prepare(): Promise<void> {
    const { log } = this.#parts;
    this.#program = await findProgram(this.#parts, log, this.#closed.signal);
  }

  /** Looks a target up; once more when the way to the site failed. @throws {@link SourceError} */
  async #extract(target: Target, priority: LoadPriority, signal: AbortSignal): Promise<Extraction> {
    const limited = AbortSignal.any([signal, this.#closed.signal]);
    const attempt = (): Promise<Extraction> => this.#keep(this.#attempt(target, priority, limited));
    const passing = (error: unknown): Promise<Extraction> => {
      if (error instanceof YtDlpError && error.isPassing) return attempt();
      throw error;
    };
    return told(attempt().catch(passing));
  }

  async #attempt(target: Target, priority: LoadPriority, signal: AbortSignal): Promise<Extraction> {
    const { site, hostname } = target;
    if (site !== undefined) this.#pause.check(site);
    if (hostname !== undefined) await this.#judge(hostname);
    const release = await this.#slots.take(priority, signal);
    const startedAt = this.#parts.clock.now();
    try {
      // Those before it may have been refused while it waited.
      if (site !== undefined) this.#pause.check(site);
      const extraction = await this.#run(target, signal);
      if (site !== undefined) this.#pause.answered(site, startedAt);
      return extraction;
    } catch (error) {
      const isRefused = error instanceof YtDlpError && error.kind === 'rate_limited';
      if (isRefused && site !== undefined) this.#pause.refused(site, startedAt);
      throw error;
    } finally {
      release();
    }
  }

  async #run(target: Target, signal: AbortSignal): Promise<Extraction> {
    const { settings } = this.#parts;
    const program = this.#program;
    if (program === undefined) throw new YtDlpError('program', 'there is none that may be used');
    const limits =
      target.kind === 'track'
        ? { timeoutMs: settings.trackTimeoutMs, maxOutputBytes: TRACK_BYTES }
        : { timeoutMs: settings.listTimeoutMs, maxOutputBytes: LIST_BYTES };
    const { exitCode, stdout, stderr } = await program.run(
      (cookiesFile) => argumentsFor(target, settings, cookiesFile),
      limits,
      signal,
    );
    const extraction = exitCode === 0 || exitCode === 1 ? readExtraction(stdout, settings.maxListTracks) : undefined;
    // It fails and prints a list of nothing, as for a search, or fails late in a list whose beginning is worth having.
    const isUsable = exitCode === 0 ? isWhole(extraction) : extraction?.kind === 'list' && extraction.tracks.length > 0;
    if (extraction === undefined || !isUsable) throw readFailure(stderr, exitCode, secretsOf(settings));
    return extraction;
  }

  /** Keeps where the sound is, once its address is judged. A page must not lead into the network of this machine. */
  async #keepMedia(info: TrackInfo, { mediaUrl, mediaHeaders: headers, lengthMs }: Extracted): Promise<void> {
    const link = linkOf(info);
    if (mediaUrl === undefined || link === undefined) {
      throw new YtDlpError('broken', 'there is no sound');
    }
    await this.#judge(new URL(mediaUrl).hostname);
    this.#media.set(link, { url: mediaUrl, headers, lengthMs });
  }

  /** @throws {@link SourceError} when a host leads to an address that is not public; {@link YtDlpError} when to none. */
  async #judge(hostname: string): Promise<void> {
    const { allowLoopback, proxy } = this.#parts.settings;
    const literal = hostname.replace(/^\[|\]$/g, '');
    if (allowLoopback && isLoopback(literal)) return;
    // With a proxy names are resolved there, and perhaps nowhere else; it is what decides.
    if (proxy !== undefined && !isAddress(literal)) return;
    try {
      await resolvePublic(literal, false);
    } catch (error) {
      if (error instanceof SourceError) throw error;
      throw new YtDlpError('network', `${hostname} has no address`, { cause: error });
    }
  }

  #keep<T>(work: Promise<T>): Promise<T> {
    this.#running.add(work);
    const forget = (): void => void this.#running.delete(work);
    work.then(forget, forget);
    return work;
  }
}

/** Turns a failure of yt-dlp into one that clients are told of. */
async function told<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof YtDlpError ? toSourceError(error) : error;
  }
}

/** A search or list that was read to its end may be empty; one whose only entries are broken has failed. */
function isWhole(extraction: Extraction | undefined): boolean {
  if (extraction?.kind !== 'list') return extraction !== undefined;
  return extraction.tracks.length > 0 || !extraction.isBroken;
}

function listResult(list: Extraction & { kind: 'list' }, { kind }: Target, identifier: string): LoadResult {
  const tracks = list.tracks.map(toTrack);
  if (tracks.length === 0) return EMPTY;
  if (kind === 'search') return { loadType: 'search', data: tracks };
  const { title: name, total } = list;
  // So that a user can be told of what was cut off.
  const pluginInfo = total !== undefined && total > tracks.length ? { totalTracks: total } : {};
  return {
    loadType: 'playlist',
    data: { info: { name, selectedTrack: selectedIn(tracks, identifier) }, pluginInfo, tracks },
  };
}

/** A link to a song of a list names the song too. */
function selectedIn(tracks: readonly LoadedTrack[], identifier: string): number {
  const video = URL.parse(identifier)?.searchParams.get('v');
  return video ? tracks.findIndex(({ info }) => info.identifier === video) : -1;
}

/** Texts of the settings that an error line may repeat. */
function secretsOf({ proxy }: YtDlpSettings): readonly string[] {
  const url = proxy === undefined ? null : URL.parse(proxy);
  return url === null || proxy === undefined ? [] : [proxy, url.password, url.username].filter((text) => text !== '');
}

function isAddress(host: string): boolean {
  return isPublicAddress(host) || /^[\d.]+$/.test(host) || host.includes(':');
}
