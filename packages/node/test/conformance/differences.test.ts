import { readFileSync } from 'node:fs';
import type { Message } from '@reprise/protocol';
import { expect, it } from 'vitest';
import { compare, type Finding } from './compare.ts';
import { DIFFERENCES } from './differences.ts';
import { golden, isRest } from './golden.ts';
import { compareMessages } from './messages.ts';
import { startTarget } from './target.ts';

it('lists every difference in the README, in the same words', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

  expect(DIFFERENCES.map(({ reason }) => reason).filter((reason) => !readme.includes(reason))).toEqual([]);
});

it.skipIf(process.env.LAVALINK_URL !== undefined)('lists no difference that does not show', async () => {
  await using target = await startTarget();
  const findings: Finding[] = [];
  for (const entry of golden('rest').filter(isRest)) findings.push(...(await target.call(entry)));

  const shown = DIFFERENCES.filter(({ where }) => findings.some((finding) => where.test(finding.where)));

  expect(shown.map(({ reason }) => reason)).toEqual(DIFFERENCES.map(({ reason }) => reason));
});

it('notices another status, key, type, text and number', () => {
  const recorded = { status: 200, text: 'a', list: [1], nothing: null };

  const places = compare('x', recorded, { status: 201, text: 'b', list: [1, 2], nothing: {}, more: 1 });

  expect(places.map(({ where }) => where)).toEqual(['x.status', 'x.text', 'x.list[1]', 'x.nothing', 'x.more']);
});

it('notices another voice session, which a client chose, and no other session of a node', () => {
  const places = compare(
    'x',
    { sessionId: 'a', voice: { sessionId: 'a' } },
    { sessionId: 'b', voice: { sessionId: 'b' } },
  );

  expect(places.map(({ where }) => where)).toEqual(['x.voice.sessionId']);
});

it('notices messages in another order', () => {
  const places = { music: '', media: '', sessions: new Map() };
  const ready: Message = { op: 'ready', resumed: true, sessionId: 'a' };
  const update: Message = {
    op: 'playerUpdate',
    guildId: '1',
    state: { time: 0, position: 0, connected: true, ping: 0 },
  };
  const closed: Message = {
    op: 'event',
    type: 'WebSocketClosedEvent',
    guildId: '1',
    code: 1,
    reason: '',
    byRemote: true,
  };
  const recorded = { mark: '', messages: [ready, closed, update] };
  const findingsOf = (...heard: Message[]): readonly string[] =>
    compareMessages(recorded, heard, places, true).map(({ where }) => where);

  expect(findingsOf(ready, update, closed)).toEqual([]);
  expect(findingsOf(update, ready, closed)).toEqual(['at the start: first']);
  expect(findingsOf(closed, ready, update)).toContain('at the start: order[0]');
});
