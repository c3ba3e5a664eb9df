import type { Playable } from 'reprise';
import { describe, expectTypeOf, test } from 'vitest';
import type { QueueTrack } from '../../src/track/queue-track.ts';
import type { UnresolvedTrack } from '../../src/track/unresolved-track.ts';

declare module 'reprise' {
  interface TrackData {
    requesterId: string;
  }
}

describe('the notes on a track', () => {
  test('have the types that a bot gave them, and may be missing', () => {
    expectTypeOf<Playable['userData']['requesterId']>().toEqualTypeOf<string | undefined>();
    expectTypeOf<UnresolvedTrack['extras']['requesterId']>().toEqualTypeOf<string | undefined>();
    expectTypeOf<QueueTrack['userData']['requesterId']>().toEqualTypeOf<string | undefined>();
    expectTypeOf<Playable['userData']['anything']>().toBeUnknown();
  });

  test('can be written with those types only', () => {
    const track = {} as Playable;
    track.userData = { requesterId: '42', channel: 7 };
    // @ts-expect-error: it is a text
    track.userData = { requesterId: 42 };
    // @ts-expect-error: it is a text
    track.userData.requesterId = 42;
  });

  test('are told apart by isResolved', () => {
    const encodedOf = (track: QueueTrack): string | undefined => (track.isResolved ? track.encoded : undefined);
    expectTypeOf(encodedOf).returns.toEqualTypeOf<string | undefined>();
    // @ts-expect-error: an unresolved track has none
    void ((track: QueueTrack) => track.encoded);
  });
});
