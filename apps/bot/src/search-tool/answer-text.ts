import type { LoadAnswer, Playable } from 'reprise';

/** Tracks of a result that are named; the rest is counted. */
const TRACKS_SHOWN = 5;

/** An answer as one JSON line. */
export function asJson(query: string, { servedFrom, durationMs, result }: LoadAnswer): string {
  const tracks = [...result].map(({ title, author, uri, length }) => ({ title, author, uri, lengthMs: length }));
  return JSON.stringify({ query, servedFrom, durationMs, tracks });
}

/** Where an answer came from and what it took, as a line. */
export function asTiming({ servedFrom, node, durationMs }: LoadAnswer, first?: LoadAnswer): string {
  const place = servedFrom === 'node' ? `node ${node}` : `the cache (${servedFrom})`;
  const ratio =
    first === undefined ? '' : `   ${Math.round(first.durationMs / durationMs).toLocaleString('en')} times as fast`;
  return `  from ${place.padEnd(18)} ${durationMs.toFixed(3).padStart(9)} ms${ratio}`;
}

/** What was found, as lines. */
export function asTracks({ result }: LoadAnswer): string {
  const tracks = [...result];
  const lines = tracks
    .slice(0, TRACKS_SHOWN)
    .map((track, i) => `  ${i + 1}. ${track.title} – ${track.author}  ${lengthOf(track)}`);
  const more = tracks.length - lines.length;
  return [...lines, ...(more > 0 ? [`  … and ${more} more`] : [])].join('\n');
}

function lengthOf({ isStream, length }: Playable): string {
  if (isStream) return 'live';
  const seconds = Math.round(length / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
