import { describe, expect, it } from 'vitest';
import { GUILDS } from '../../src/demo/cast.ts';
import type { Scene } from '../../src/demo/scene.ts';
import { script } from '../../src/demo/script.ts';

function first(count: number, options: Parameters<typeof script>[0]): readonly Scene[] {
  const scenes = script(options);
  return Array.from({ length: count }, () => scenes.next().value);
}

const placeOf = (scene: Scene): string => ('guild' in scene ? scene.guild : `node ${scene.node}`);

describe('the script of the demo', () => {
  it('is the same for the same seed, and another one for another', () => {
    expect(first(500, { seed: 3 })).toEqual(first(500, { seed: 3 }));
    expect(first(500, { seed: 4 })).not.toEqual(first(500, { seed: 3 }));
  });

  it('begins with a song that is new, and the same song in another guild and spelling', () => {
    const [one, play, other, again] = first(4, { seed: 1 });
    expect([one?.kind, other?.kind]).toEqual(['join', 'join']);
    expect(play).toMatchObject({ guild: 'Blue', command: 'play', values: { query: 'ode to joy' } });
    expect(again).toMatchObject({ guild: 'Green', command: 'play', values: { query: 'Ode to  Joy' } });
  });

  it('lets only those use music commands who are in the voice channel', () => {
    const present = new Set<string>();
    for (const scene of first(2_000, { seed: 1 })) {
      if (!('person' in scene)) continue;
      const who = `${scene.guild}/${scene.person}`;
      if (scene.kind === 'join') expect(present.has(who), `${who} joins twice`).toBe(false);
      else if (scene.kind !== 'use' || scene.command !== 'cache stats') expect(present, scene.kind).toContain(who);
      if (scene.kind === 'join') present.add(who);
      if (scene.kind === 'part') present.delete(who);
    }
  });

  it('brings every guild, people who come and go, votes, typing, and all that is worth seeing', () => {
    const scenes = first(2_000, { seed: 1 });
    const used = new Set(scenes.flatMap((scene) => (scene.kind === 'use' ? [scene.command] : [])));
    expect(used).toEqual(
      new Set([
        'play',
        'skip',
        'queue',
        'nowplaying',
        'volume',
        'shuffle',
        'favourites add',
        'history',
        'cache stats',
        'leave',
      ]),
    );
    expect(new Set(scenes.map(({ kind }) => kind))).toEqual(
      new Set(['join', 'part', 'type', 'pick', 'use', 'node-dies', 'node-returns']),
    );
    for (const { name } of GUILDS) expect(scenes.some((scene) => placeOf(scene) === name)).toBe(true);
  });

  it('never takes away both nodes, and brings back the one that died before the other goes', () => {
    const fates = first(2_000, { seed: 9 }).filter((scene) => 'node' in scene);
    expect(fates.length).toBeGreaterThan(20);
    for (const [i, fate] of fates.entries()) {
      const node = Math.floor(i / 2) % 2;
      expect(fate).toEqual({ kind: i % 2 === 0 ? 'node-dies' : 'node-returns', node });
    }
  });

  it('lets people ask for the user’s own files too', () => {
    const queries = first(2_000, { seed: 1, ownTunes: ['my own song'] }).flatMap((scene) =>
      scene.kind === 'use' ? Object.values(scene.values) : [],
    );
    expect(queries).toContain('my own song');
  });
});
