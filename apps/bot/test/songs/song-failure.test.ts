import { LavalinkLoadException, NodeTimeoutError } from 'reprise';
import { describe, expect, it } from 'vitest';
import { SongNotFoundError } from '../../src/songs/song-errors.ts';
import { failureClass } from '../../src/songs/song-failure.ts';

function said(message: string, cause: string): LavalinkLoadException {
  return new LavalinkLoadException('A', 'x', { message, severity: 'common', cause, causeStackTrace: '' });
}

describe('a failure is believed', () => {
  it.each([
    [new SongNotFoundError('x'), 'nothing-found'],
    [new NodeTimeoutError('A', 'GET /v4/loadtracks', 10_000), 'network'],
    [new DOMException('They left.', 'AbortError'), 'network'],
    [said('This track does not exist any more.', 'YtDlpError: not_found: Video unavailable'), 'gone'],
    [said('The site answers no more.', 'YtDlpError: rate_limited: HTTP Error 429'), 'rate-limited'],
    [said('The site could not be reached.', 'YtDlpError: network: timed out'), 'network'],
    [
      said('This video is private', 'com.sedmelluq.discord.lavaplayer.tools.FriendlyException: This video is private'),
      'gone',
    ],
    [
      said('Something went wrong when looking up the track', 'java.lang.RuntimeException: Invalid status code: 429'),
      'rate-limited',
    ],
    [said('Something went wrong.', 'java.net.SocketTimeoutException: Read timed out'), 'network'],
    [said('Something went wrong.', 'java.lang.NullPointerException'), 'other'],
    [said('Something went wrong.', 'java.io.IOException: Invalid status code: 503 Service Unavailable'), 'network'],
    [said('The service is temporarily unavailable.', 'java.io.IOException'), 'network'],
  ])('%s: as %s', (error, expected) => {
    expect(failureClass(error)).toBe(expected);
  });
});
