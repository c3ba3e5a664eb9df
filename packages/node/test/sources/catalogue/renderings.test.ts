import { describe, expect, it } from 'vitest';
import { Renderings } from '../../../src/sources/catalogue/renderings.ts';

/** Renderings of one letter each that say what they are asked to do and how many run at a time. */
function renderer(): { readonly renderings: Renderings; readonly asked: string[]; mostAtOnce: number } {
  const seen = { asked: [] as string[], mostAtOnce: 0 };
  let running = 0;
  const renderings = new Renderings(async (slug) => {
    seen.asked.push(slug);
    running += 1;
    seen.mostAtOnce = Math.max(seen.mostAtOnce, running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    if (slug === 'broken') throw new Error('broken');
    return Buffer.from(slug);
  });
  return Object.assign(seen, { renderings });
}

describe('Renderings', () => {
  it('renders one tune at a time, and each once for all who ask meanwhile', async () => {
    const scene = renderer();

    const files = await Promise.all([...'abcdefghabcdefgh'].map((slug) => scene.renderings.of(slug)));

    expect(files.map(String).join('')).toBe('abcdefghabcdefgh');
    expect(scene.asked.join('')).toBe('abcdefgh');
    expect(scene.mostAtOnce).toBe(1);
  });

  it('keeps the six that were asked for last', async () => {
    const { renderings, asked } = renderer();
    for (const slug of 'abcdefag') await renderings.of(slug);
    asked.splice(0);

    for (const slug of 'acdefg') await renderings.of(slug);
    expect(asked).toEqual([]);
    await renderings.of('b');
    expect(asked).toEqual(['b']);
  });

  it('goes on after one that failed, and tries that again', async () => {
    const { renderings, asked } = renderer();

    const results = await Promise.allSettled(['broken', 'a'].map((slug) => renderings.of(slug)));

    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    await expect(renderings.of('broken')).rejects.toThrow('broken');
    expect(asked).toEqual(['broken', 'a', 'broken']);
  });
});
