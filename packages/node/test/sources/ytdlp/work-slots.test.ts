import { AudioNode, type Source } from '@reprise/node';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LOAD_PRIORITIES, type LoadPriority, readPriority } from '../../../src/sources/priority.ts';
import { type Release, WorkSlots } from '../../../src/sources/ytdlp/work-slots.ts';
import { entry, list } from '../../support/fake-yt-dlp.ts';
import { Rest } from '../../support/rest.ts';
import { NEVER, scene } from './stage.ts';

describe('WorkSlots', () => {
  it('starts the most urgent first, and among equals the one that came first', async () => {
    const slots = new WorkSlots(1);
    const first = await slots.take('warm', NEVER);
    const order: string[] = [];
    const take = async (name: string, priority: LoadPriority): Promise<void> => {
      const release = await slots.take(priority, NEVER);
      order.push(name);
      release();
    };
    const works = [
      take('w', 'warm'),
      take('i', 'import'),
      take('p1', 'play'),
      take('n', 'prefetch'),
      take('p2', 'play'),
    ];
    first();
    await Promise.all(works);

    expect(order).toEqual(['p1', 'p2', 'n', 'i', 'w']);
  });

  it('keeps the last slot for what somebody waits for', async () => {
    const slots = new WorkSlots(2);
    await slots.take('import', NEVER);
    let isStarted = false;
    const warm = slots.take('warm', NEVER).then((release) => {
      isStarted = true;
      return release;
    });

    const release = await slots.take('play', NEVER);
    expect(isStarted).toBe(false);
    release();
    await new Promise(setImmediate);
    expect(isStarted).toBe(false);
    void warm;
  });

  it('forgets who does not wait any more', async () => {
    const slots = new WorkSlots(1);
    const release = await slots.take('play', NEVER);
    const waiter = new AbortController();
    const given = slots.take('play', waiter.signal);
    const next = slots.take('warm', NEVER);
    waiter.abort(new Error('gone'));

    await expect(given).rejects.toThrow('gone');
    await expect(slots.take('play', waiter.signal)).rejects.toThrow('gone');
    release();
    expect(await next).toBeTypeOf('function');
  });

  it('never runs more than it may, and all in the end, whatever comes and goes', async () => {
    const works = fc.array(fc.record({ priority: fc.constantFrom(...LOAD_PRIORITIES), isLeft: fc.boolean() }));
    await fc.assert(
      fc.asyncProperty(works, fc.integer({ min: 1, max: 4 }), async (all, count) => {
        const slots = new WorkSlots(count);
        let running = 0;
        let done = 0;
        const run = async (release: Release): Promise<void> => {
          running += 1;
          expect(running).toBeLessThanOrEqual(count);
          await Promise.resolve();
          running -= 1;
          done += 1;
          release();
          release();
        };
        await Promise.all(
          all.map(({ priority, isLeft }) => {
            const waiter = new AbortController();
            const work = slots.take(priority, waiter.signal).then(run, () => {
              done += 1;
            });
            if (isLeft) waiter.abort();
            return work;
          }),
        );
        expect(done).toBe(all.length);
      }),
    );
  });
});

it('programs run at once as many as may, the most urgent first', async () => {
  await using stage = await scene({ concurrency: 1 });
  await stage.fake.answer('*', { out: list('x', [entry('dQw4w9WgXcQ')]), sleepMs: 50 });
  const load = (name: string, priority: LoadPriority): Promise<unknown> =>
    stage.source.load(`ytsearch:${name}`, NEVER, priority);

  await Promise.all([
    load('first', 'warm'),
    load('w', 'warm'),
    load('i', 'import'),
    load('n', 'prefetch'),
    load('p', 'play'),
  ]);

  const asked = (await stage.fake.calls()).map(({ argv }) => argv.at(-1)?.slice('ytsearch10:'.length));
  expect(asked).toEqual(['first', 'p', 'n', 'i', 'w']);
});

it('a client says by a header how urgent its request is', async () => {
  const heard: unknown[] = [];
  const load: Source['load'] = async (_identifier, _signal, priority) => {
    heard.push(priority);
    return undefined;
  };
  await using node = new AudioNode({ port: 0, sources: [{ name: 'test', load }] });
  await node.start();
  const rest = new Rest(node.url);
  for (const priority of ['warm', 'nonsense']) {
    await rest.send('GET', '/v4/loadtracks?identifier=x', undefined, { 'Reprise-Priority': priority });
  }
  await rest.load('x');

  expect(heard).toEqual(['warm', 'play', 'play']);
});

it('a request without a priority, or with an unknown one, is waited for', () => {
  expect([undefined, 'play', 'warm', 'Import', '', ['warm']].map(readPriority)).toEqual([
    'play',
    'play',
    'warm',
    'play',
    'play',
    'play',
  ]);
});
