import { type LoadedTrack, makeTrack, type Source, SourceError } from '@reprise/node';
import { text } from '@reprise/options';

const SEARCH_RESULTS = 10;
const SEARCH_LENGTH_MS = 180_000;

/**
 * A source of tracks that exist only in name, for a node of a test. No file is read, and they have any length.
 *
 * With the name `madeup` it knows:
 *
 * - `madeup:200000`, `madeup:200000:anything`: a track of that many milliseconds; `madeup:live:radio`: one without an end
 * - `madeup:gone:anything`: a track that is found, but fails when it is started
 * - `madeup:stuck:anything`: a track that is found, but never gives a sound
 * - `madeup:list:50`: a playlist of so many tracks
 * - `madeup:error`: an error of the source
 * - `madeupsearch:words`: ten tracks of three minutes
 *
 * @example
 * ```ts
 * import { madeUpTracks } from '@reprise/devkit';
 * import { AudioNode } from '@reprise/node';
 *
 * await using node = new AudioNode({ port: 0, sources: [madeUpTracks()] });
 * await node.start();
 * await fetch(`${node.url}/v4/loadtracks?identifier=madeup:200000:my+song`);
 * ```
 *
 * @param name - Another one makes another source: a node with `left` cannot play what one with `right` can.
 */
export function madeUpTracks(name: string = 'madeup'): Source {
  text('madeUpTracks: name', name);
  const track = (identifier: string, title: string, lengthMs: number | undefined): LoadedTrack =>
    makeTrack({
      identifier,
      title,
      author: 'Nobody',
      lengthMs,
      uri: `https://${name}.example/${identifier}`,
      sourceName: name,
    });
  const lasting = (lengthMs: number, title: string): LoadedTrack =>
    track(`${name}:${lengthMs}:${title}`, title, lengthMs);
  const many = (count: number, title: string): LoadedTrack[] =>
    Array.from({ length: count }, (_, i) => lasting(SEARCH_LENGTH_MS, `${title} ${i + 1}`));

  return {
    name,
    load: async (identifier) => {
      if (identifier.startsWith(`${name}search:`)) {
        return { loadType: 'search', data: many(SEARCH_RESULTS, identifier.slice(name.length + 'search:'.length)) };
      }
      const [owner, kind = '', ...rest] = identifier.split(':');
      if (owner !== name) return undefined;
      const title = rest.join(':') || identifier;
      if (/^\d+$/.test(kind)) return { loadType: 'track', data: track(identifier, title, Number(kind)) };
      switch (kind) {
        case 'live':
          return { loadType: 'track', data: track(identifier, title, undefined) };
        case 'gone':
        case 'stuck':
          return { loadType: 'track', data: track(identifier, title, SEARCH_LENGTH_MS) };
        case 'list': {
          const info = { name: identifier, selectedTrack: -1 };
          return { loadType: 'playlist', data: { info, pluginInfo: {}, tracks: many(Number(title) || 1, identifier) } };
        }
        case 'error':
          throw new SourceError('The source is broken.', 'suspicious');
        default:
          return { loadType: 'empty', data: null };
      }
    },
    open: async ({ identifier }) => {
      if (identifier.startsWith(`${name}:gone:`)) throw new SourceError('This track is gone.');
      if (identifier.startsWith(`${name}:stuck:`)) await new Promise(() => undefined);
    },
  };
}
