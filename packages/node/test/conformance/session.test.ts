import { describe, expect, it } from 'vitest';
import { golden, isRest, type SocketEntry } from './golden.ts';
import { compareMessages, segmentsOf } from './messages.ts';
import { startTarget } from './target.ts';

/** What the recorder waited after each call. */
const STEP_MS = 300;

const entries = golden('session');
const calls = entries.filter(isRest);
const recorded = entries.find((entry): entry is SocketEntry => !isRest(entry));

describe('A session and its player, as recorded from Lavalink 4.2.2', () => {
  it(`answers ${calls.length} calls and sends what belongs to each`, { timeout: 60_000 }, async () => {
    if (recorded === undefined) throw new Error('The recording has no WebSocket.');
    await using target = await startTarget();
    const { places, isOurs } = target;
    const socket = await target.open(recorded.request.headers);
    const recordedId = recorded.messages.flatMap(({ message }) =>
      message?.op === 'ready' ? [message.sessionId] : [],
    )[0];
    places.sessions.set(recordedId ?? '', await socket.sessionId());
    const [start, ...segments] = segmentsOf(recorded.messages);
    await target.pass(STEP_MS);

    const findings = [...compareMessages(start ?? { mark: '', messages: [] }, socket.messages, places, isOurs)];
    for (const call of calls) {
      socket.clear();
      findings.push(...(await target.call(call)));
      await target.pass(STEP_MS);
      await socket.settled();
      const segment = segments.find(({ mark }) => mark === call.name);
      expect(segment, call.name).toBeDefined();
      if (segment !== undefined) findings.push(...compareMessages(segment, socket.messages, places, isOurs));
    }
    await socket.close();

    expect(target.unlisted(findings)).toEqual([]);
  });
});
