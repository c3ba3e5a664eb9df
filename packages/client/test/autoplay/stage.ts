import { ManualClock } from '@reprise/devkit';
import { AutoPlay } from '../../src/autoplay/autoplay.ts';
import type { AutoPlayHost } from '../../src/autoplay/autoplay-host.ts';
import type { AutoPlayMode, AutoPlayOptions, Recommend } from '../../src/autoplay/autoplay-options.ts';
import type { LoadedTracks } from '../../src/track/loaded-tracks.ts';
import { Playable } from '../../src/track/playable.ts';
import type { QueueTrack } from '../../src/track/queue-track.ts';
import { trackRecord } from '../../src/track/track-record.ts';

/** What a test says of a track. */
export interface TrackFields {
  readonly identifier?: string;
  readonly title?: string;
  readonly author?: string;
  readonly source?: string;
  readonly isStream?: boolean;
}

let made = 0;

/** A track, each one different in what the test does not say. */
export function track(fields: TrackFields = {}): Playable {
  made += 1;
  const { identifier = `id-${made}`, title = `Song ${made}`, author = `Author ${made}`, source = 'spotify' } = fields;
  const { isStream = false } = fields;
  const info = {
    identifier,
    title,
    author,
    isStream,
    sourceName: source,
    isSeekable: !isStream,
    length: 180_000,
    position: 0,
    uri: null,
    artworkUrl: null,
    isrc: null,
  };
  return new Playable(trackRecord({ encoded: `${source}:${identifier}`, info }));
}

/** A track of YouTube. Its id has the form of one when it is made of 11 letters. */
export function video(identifier: string, fields: TrackFields = {}): Playable {
  return track({ identifier, source: 'youtube', ...fields });
}

export function tracks(count: number, fields: TrackFields = {}): Playable[] {
  return Array.from({ length: count }, () => track(fields));
}

/** How a test answers a query. */
export type Answer = (query: string, signal: AbortSignal) => LoadedTracks | Promise<LoadedTracks>;

/** The part of a player, played by a test. */
export class TestHost implements AutoPlayHost {
  readonly guildId = '817327181659111454';
  readonly clock: ManualClock = new ManualClock();
  readonly recommend: Recommend | undefined;
  /** Newest first. */
  readonly played: QueueTrack[] = [];
  playing: QueueTrack | undefined;
  answer: Answer = () => [];
  cached: () => Playable | undefined = () => undefined;
  drawn: () => number = () => 0.5;
  readonly queries: string[] = [];
  readonly modes: AutoPlayMode[] = [];
  readonly outages: (readonly unknown[])[] = [];

  constructor(recommend?: Recommend) {
    this.recommend = recommend;
  }

  history(): readonly QueueTrack[] {
    return this.played;
  }

  current(): QueueTrack | undefined {
    return this.playing;
  }

  async load(query: string, { signal }: { readonly signal: AbortSignal }): Promise<LoadedTracks> {
    this.queries.push(query);
    return this.answer(query, signal);
  }

  randomCachedTrack(): Playable | undefined {
    return this.cached();
  }

  readonly random = (): number => this.drawn();

  modeChanged(mode: AutoPlayMode): void {
    this.modes.push(mode);
  }

  nothingFound(failures: readonly unknown[]): void {
    this.outages.push(failures);
  }

  /** A track starts, and what played before it is over. */
  start(started: QueueTrack): void {
    this.playing = started;
    this.played.unshift(started);
  }
}

/** A host on which one track plays, and its autoplay, enabled. */
export function stage(
  { recommend, ...options }: AutoPlayOptions & { recommend?: Recommend } = {},
  playing: QueueTrack = track({ title: 'Seed', author: 'Sower' }),
): { host: TestHost; autoplay: AutoPlay } {
  const host = new TestHost(recommend);
  host.start(playing);
  return { host, autoplay: new AutoPlay(host, { mode: 'enabled', ...options }) };
}
