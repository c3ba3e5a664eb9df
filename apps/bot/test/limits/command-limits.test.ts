import { ManualClock } from '@reprise/devkit';
import { describe, expect, it } from 'vitest';
import { CommandLimits, Cooldowns } from '../../src/limits/command-limits.ts';

describe('CommandLimits', () => {
  it('lets a user give 5 commands in 10 seconds, in all guilds together', () => {
    const clock = new ManualClock();
    const limits = new CommandLimits({ clock });
    for (let n = 0; n < 5; n++) expect(limits.take({ userId: 'u', guildId: `g${n}` })).toEqual({ ok: true });
    expect(limits.take({ userId: 'u' })).toEqual({ ok: false, limit: 'user', waitMs: 2_000 });
    clock.advance(2_000);
    expect(limits.take({ userId: 'u' })).toEqual({ ok: true });
  });

  it('lets a guild give 20 commands in 10 seconds', () => {
    const limits = new CommandLimits({ clock: new ManualClock() });
    for (let n = 0; n < 20; n++) expect(limits.take({ userId: `u${n}`, guildId: 'g' }).ok).toBe(true);
    expect(limits.take({ userId: 'u', guildId: 'g' })).toEqual({ ok: false, limit: 'guild', waitMs: 500 });
    expect(limits.take({ userId: 'u', guildId: 'h' })).toEqual({ ok: true });
  });

  it('counts a refused command for neither the user nor the guild', () => {
    const limits = new CommandLimits({ clock: new ManualClock() });
    for (let n = 0; n < 100; n++) limits.take({ userId: 'spammer', guildId: 'g' });
    for (let n = 0; n < 15; n++) expect(limits.take({ userId: `u${n}`, guildId: 'g' }).ok).toBe(true);
    for (let n = 0; n < 10; n++) expect(limits.take({ userId: 'late', guildId: 'g' }).ok).toBe(false);
    for (let n = 0; n < 5; n++) expect(limits.take({ userId: 'late', guildId: 'h' }).ok).toBe(true);
  });

  it('tells the longer of two waits, so that who waits it is let through', () => {
    const clock = new ManualClock();
    const limits = new CommandLimits({ clock });
    for (let n = 0; n < 5; n++) limits.take({ userId: 'u', guildId: 'g' });
    for (let n = 0; n < 15; n++) limits.take({ userId: `u${n}`, guildId: 'g' });
    const refused = limits.take({ userId: 'u', guildId: 'g' });
    expect(refused).toEqual({ ok: false, limit: 'user', waitMs: 2_000 });
    clock.advance(2_000);
    expect(limits.take({ userId: 'u', guildId: 'g' })).toEqual({ ok: true });
  });
});

describe('Cooldowns', () => {
  it('lets a user give a command again after its time; other commands and users have their own', () => {
    const clock = new ManualClock();
    const cooldowns = new Cooldowns({ cooldownsMs: { lyrics: 5_000, warmcache: 60_000, skip: 0 }, clock });
    expect(cooldowns.take('lyrics', 'u')).toEqual({ ok: true });
    expect(cooldowns.take('lyrics', 'u')).toEqual({ ok: false, waitMs: 5_000 });
    expect(cooldowns.take('lyrics', 'v')).toEqual({ ok: true });
    expect(cooldowns.take('warmcache', 'u')).toEqual({ ok: true });
    for (const free of ['skip', 'skip', 'other', 'other']) expect(cooldowns.take(free, 'u')).toEqual({ ok: true });
    clock.advance(5_000);
    expect(cooldowns.take('lyrics', 'u')).toEqual({ ok: true });
    expect(cooldowns.take('warmcache', 'u')).toEqual({ ok: false, waitMs: 55_000 });
  });

  it('refuses a cooldown that is no duration', () => {
    expect(() => new Cooldowns({ cooldownsMs: { lyrics: -1 } })).toThrow(RangeError);
  });
});
