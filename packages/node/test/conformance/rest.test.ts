import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { golden, isRest } from './golden.ts';
import { startTarget, type Target } from './target.ts';

describe('REST without a session, as recorded from Lavalink 4.2.2', () => {
  let target: Target;
  beforeAll(async () => {
    target = await startTarget();
  });
  afterAll(() => target[Symbol.asyncDispose]());

  it.for(golden('rest').filter(isRest))('$name', async (entry) => {
    expect(target.unlisted(await target.call(entry))).toEqual([]);
  });
});
