import { AudioNode } from '@reprise/node';
import type { NodePool } from 'reprise';
import { describe, expect, it } from 'vitest';
import { entry, list, makeFakeYtDlp } from '../../../node/test/support/fake-yt-dlp.ts';
import { SearchSources } from '../../src/search/search-sources.ts';
import { connectedPool, nodeAt } from '../support/pools.ts';
import { json, type Script, ScriptedServer, searchResult } from '../support/scripted-server.ts';

const ID = 'dQw4w9WgXcQ';
const FAILED = { loadType: 'error', data: { message: 'Broken', severity: 'fault', cause: 'x' } };
const fails: Script = { answer: (_request, response) => json(response, FAILED) };

/** Pool on an outside node, A, and on our own with yt-dlp, Own. */
async function poolBeside(outside: Script | undefined) {
  const fake = await makeFakeYtDlp();
  await fake.answer('*', { out: list('x', [entry(ID)]) });
  const own = new AudioNode({ port: 0, password: 'secret', ytdlp: { path: fake.path } });
  const plain = new AudioNode({ port: 0, password: 'secret' });
  const scripted = outside && (await ScriptedServer.start(outside));
  await Promise.all([own.start(), plain.start()]);
  const nodes = [nodeAt(scripted?.url ?? plain.url), nodeAt(own.url, { identifier: 'Own' })];
  const pool = await connectedPool(nodes, { cacheConfig: {} });
  return {
    pool,
    scripted,
    asked: async () => (await fake.calls()).map(({ argv }) => argv.at(-1)),
    async [Symbol.asyncDispose]() {
      await pool.close();
      await Promise.all([own.close(), plain.close(), scripted?.[Symbol.asyncDispose]()]);
      await fake[Symbol.asyncDispose]();
    },
  };
}

const idsOf = async (pool: NodePool, query: string): Promise<readonly string[]> =>
  [...(await pool.load(query)).result].map(({ identifier }) => identifier);

describe('our own node with yt-dlp, beside another', () => {
  it('is asked for what the other has no source for', async () => {
    await using both = await poolBeside(undefined);

    const { node, result } = await both.pool.load('ytsearch:x');

    expect([node, [...result].map(({ identifier }) => identifier)]).toEqual(['Own', [ID]]);
  });

  it('is asked after the other has failed', async () => {
    await using both = await poolBeside({ ...fails, sourceManagers: ['youtube'] });

    // Equal nodes may be asked in either order.
    expect(await idsOf(both.pool, 'ytsearch:x')).toEqual([ID]);
    const { node } = await both.pool.load('ytsearch:y', { node: 'A' });
    expect(node).toBe('Own');
    expect(both.scripted?.loads).toContain('ytsearch:y');
  });

  it('searches on YouTube what nobody has a source for, once', async () => {
    await using both = await poolBeside(undefined);

    expect(await idsOf(both.pool, 'spsearch:Never Gonna')).toEqual([ID]);
    expect(await idsOf(both.pool, 'spsearch:never gonna')).toEqual([ID]);
    expect(await both.asked()).toEqual(['ytsearch10:Never Gonna']);
  });

  it('searches on YouTube when the node with the source has failed, and does not keep that', async () => {
    await using both = await poolBeside({ ...fails, sourceManagers: ['spotify'] });

    expect(await idsOf(both.pool, 'spsearch:x')).toEqual([ID]);
    expect(await idsOf(both.pool, 'spsearch:x')).toEqual([ID]);
    expect(both.scripted?.loads).toEqual(['spsearch:x', 'spsearch:x']);
  });

  it('is not asked when the node with the source finds something, or knows that there is nothing', async () => {
    for (const found of [searchResult(2), { loadType: 'empty', data: null }]) {
      const answer: Script['answer'] = (_request, response) => json(response, found);
      await using both = await poolBeside({ answer, sourceManagers: ['spotify'] });

      expect((await both.pool.load('spsearch:x')).node).toBe('A');
      expect(await both.asked()).toEqual([]);
    }
  });
});

describe('what a search can be replaced by', () => {
  const sources = new SearchSources({ mine: 'mysource' }, 'other');

  it('is the same words on YouTube', () => {
    const standIn = { identifier: 'ytsearch: a:b', source: 'youtube' };

    for (const prefix of ['spsearch', 'scsearch', 'dzsearch', 'bcsearch']) {
      expect(sources.standIn(`${prefix}: a:b`)).toEqual(standIn);
    }
  });

  it('is nothing for ids, links, spoken texts, YouTube itself, and prefixes that others have made up', () => {
    const others = ['dzisrc:US1', 'https://open.spotify.com/track/1', 'spotify:track:1', 'ftts:hello', 'ytsearch:x'];

    for (const query of [...others, 'mine:x', 'other:x', 'plain words', 'demo:track:x']) {
      expect(sources.standIn(query), query).toBeUndefined();
    }
  });
});
