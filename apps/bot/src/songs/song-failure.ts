import type { FailureClass } from '@reprise/cache';
import { LavalinkLoadException } from 'reprise';
import { SongNotFoundError } from './song-errors.ts';

/** How our own node begins the cause of a failure of yt-dlp. */
const KINDS: ReadonlyMap<string, FailureClass> = new Map([
  ['not_found', 'gone'],
  ['private', 'gone'],
  ['geo', 'gone'],
  ['drm', 'gone'],
  ['unsupported', 'gone'],
  ['rate_limited', 'rate-limited'],
  ['login', 'rate-limited'],
  ['forbidden', 'other'],
  ['not_started', 'nothing-found'],
  ['broken', 'other'],
  ['program', 'network'],
  ['network', 'network'],
  ['server', 'network'],
  ['timeout', 'network'],
  ['too_large', 'other'],
]);

/** What other nodes say, who have no kinds. */
const SIGNS: readonly (readonly [FailureClass, RegExp])[] = [
  ['rate-limited', /\b429\b|too many requests|rate.?limit|not a bot/i],
  // Before what is gone, for a whole server can be unavailable as well as a song.
  ['network', /\b5\d\d\b|service unavailable|temporarily/i],
  ['gone', /private|removed|unavailable|not available|does not exist|no longer|terminated|blocked in your country/i],
  ['network', /timed? ?out|connection|unreachable|reset/i],
];

/** How long there is no use in trying again after a song could not be found. */
export function failureClass(error: unknown): FailureClass {
  if (error instanceof SongNotFoundError) return 'nothing-found';
  // No node was there to be asked, or it was the caller who left: that says nothing about the song.
  if (!(error instanceof LavalinkLoadException)) return 'network';
  const cause = typeof error.cause === 'string' ? error.cause : '';
  const kind = KINDS.get(/(?:^|[\s:])([a-z_]+): /.exec(cause)?.[1] ?? '');
  return kind ?? SIGNS.find(([, sign]) => sign.test(`${error.message} ${cause}`))?.[0] ?? 'other';
}
