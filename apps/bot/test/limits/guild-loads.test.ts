import { describe, expect, it } from 'vitest';
import { GuildLoads } from '../../src/limits/guild-loads.ts';

describe('GuildLoads', () => {
  it('lets a guild load two things at once, and the next when one has ended', () => {
    const loads = new GuildLoads();
    const first = loads.enter('g');
    expect(loads.enter('g')).toBeDefined();
    expect(loads.enter('g')).toBeUndefined();
    expect(loads.enter('h')).toBeDefined();
    first?.();
    expect(loads.enter('g')).toBeDefined();
    expect(loads.enter('g')).toBeUndefined();
  });

  it('counts an end once, and keeps nothing of a guild that loads nothing', () => {
    const loads = new GuildLoads();
    const ends = [loads.enter('g'), loads.enter('g')];
    ends[0]?.();
    ends[0]?.();
    expect(loads.enter('g')).toBeDefined();
    expect(loads.enter('g')).toBeUndefined();
    for (const end of ends) end?.();
    expect(loads.size).toBe(1);
  });

  it('keeps no guild that loads nothing', () => {
    const loads = new GuildLoads(1);
    for (let n = 0; n < 1_000; n++) loads.enter(`g${n}`)?.();
    expect(loads.size).toBe(0);
  });
});
