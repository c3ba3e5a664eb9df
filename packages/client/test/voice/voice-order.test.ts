import fc from 'fast-check';
import { describe, it } from 'vitest';
import { byHand, HALL } from './support/sessions.ts';

type Packet =
  | { readonly state: string; readonly session: string }
  | { readonly token: string; readonly endpoint: string | null };

/** What Discord says one after the other in each of its two streams; a server that is away is followed by another. */
const streams = fc.record({
  states: fc
    .array(fc.record({ state: fc.constantFrom('1', '2', '3'), session: fc.constantFrom('a', 'b') }), { maxLength: 4 })
    .map((later) => [{ state: HALL, session: 'a' }, ...later]),
  servers: fc
    .array(fc.record({ token: fc.constantFrom('x', 'y', 'z'), endpoint: fc.constantFrom('one', 'two', null) }), {
      maxLength: 4,
    })
    .map((earlier) => [...earlier, { token: 'last', endpoint: 'last' }]),
});

/** How the two streams are woven together: which goes next, how often it comes, and how long after it the next. */
const weaving = fc.array(
  fc.record({ isState: fc.boolean(), times: fc.integer({ min: 1, max: 3 }), restMs: fc.constantFrom(0, 1, 150, 250) }),
  { minLength: 12, maxLength: 12 },
);

function woven(states: Packet[], servers: Packet[], weave: { isState: boolean }[]): Packet[] {
  const [left, right] = [[...states], [...servers]];
  return weave.flatMap(
    ({ isState }) => (isState ? (left.shift() ?? right.shift()) : (right.shift() ?? left.shift())) ?? [],
  );
}

describe('the voice packets', () => {
  it('end with the last of both halves, in any order and however often they come, each change told once', async () => {
    await fc.assert(
      fc.asyncProperty(streams, weaving, async ({ states, servers }, weave) => {
        const { session, clock, state, server, told } = byHand();
        const joining = session.join(HALL);
        const packets = woven(states, servers, weave);
        for (const [i, packet] of packets.entries()) {
          const { times = 1, restMs = 0 } = weave[i] ?? {};
          for (let n = 0; n < times; n++) {
            if ('state' in packet) state(packet.state, packet.session);
            else server(packet.token, packet.endpoint);
          }
          clock.advance(restMs);
        }
        clock.advance(200);
        await joining;
        const last = states.at(-1);
        const expected = { token: 'last', endpoint: 'last', channelId: last?.state, sessionId: last?.session };
        const isRight = JSON.stringify(told.voices.at(-1), Object.keys(expected)) === JSON.stringify(expected);
        const toldTwice = told.voices.some((voice, n) => {
          const before = told.voices[n - 1];
          return before !== undefined && JSON.stringify(before) === JSON.stringify(voice);
        });
        // A server that went away and came back the same has to be given again.
        const isAwayOnce = servers.some(({ endpoint }) => endpoint === null);
        return isRight && session.voice === told.voices.at(-1) && (isAwayOnce || !toldTwice) && clock.pending === 0;
      }),
      { numRuns: 2_000 },
    );
  });
});
