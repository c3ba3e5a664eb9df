import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { compare, type Finding } from './compare.ts';
import { DIFFERENCES } from './differences.ts';
import { golden, isRest } from './golden.ts';
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
