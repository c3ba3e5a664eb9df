import { ManualClock } from '@reprise/devkit';
import { describe, expect, it } from 'vitest';
import { AwayStore } from '../../support/away-store.ts';
import { cacheStage } from '../../support/cache-stage.ts';

describe('/cache stats', () => {
  it('tells what the cache itself counted, and no rate of fewer than 20 requests', async () => {
    await using stage = await cacheStage();
    await stage.ask('one', 'one', 'two');
    const { text, isEphemeral } = await stage.manager.slash('cache stats').reply();
    const { hits, misses, entries } = await stage.songs.cache.stats();
    expect([hits, misses]).toEqual([1, 2]);
    expect(isEphemeral).toBe(true);
    expect(text).toContain('Song cache · Learning');
    expect(text).toContain('Hit rate: no data yet in the last hour · no data yet in the last day · no data yet in all');
    expect(text).toContain('Hits 1 · misses 2 · joined another 0 · served stale 0');
    expect(text).toContain('since the start: no data yet');
    expect(text).toContain(`${entries} of 1,000 entries`);
    expect(text).toContain('No store: songs are forgotten when the bot ends');
    expect(text).toContain('Not warmed since the start');
  });

  it('invents nothing before anybody asked for anything', async () => {
    await using stage = await cacheStage();
    const { text } = await stage.manager.slash('cache stats').reply();
    expect(text).toContain('Known songs: p50 no data yet · p95 no data yet');
    expect(text).toContain('Looked up: p50 no data yet · p95 no data yet');
    expect(text).toContain('Time saved, measured: no data yet');
    expect(text).toContain('Nobody has asked for a song yet.');
    expect(text).toContain('0 of 1,000 entries · 0 B of 64 MiB in memory');
  });

  it.each([
    [15, 5, 'Healthy', '75%'],
    [8, 12, 'Fair', '40%'],
    [4, 16, 'Cold', '20%'],
  ])('of %i hits and %i misses makes %s', async (hits, misses, word, share) => {
    await using stage = await cacheStage();
    await stage.ask(...Array.from({ length: misses }, (_, i) => `song ${i}`));
    await stage.ask(...Array.from({ length: hits }, () => 'song 0'));
    const { text } = await stage.manager.slash('cache stats').reply();
    expect(text).toContain(`Song cache · ${word}`);
    expect(text).toContain(`${share} in the last hour · ${share} in the last day · ${share} in all`);
    expect(text).toContain(`Known of what was asked for since the start: ${share}`);
  });

  it('shows the five songs most asked for, by name and by link together, and the nodes', async () => {
    await using stage = await cacheStage();
    const words = ['a', 'b', 'c', 'd', 'e', 'f'];
    await stage.ask(...words.flatMap((word, i) => Array.from({ length: i + 1 }, () => word)));
    await stage.ask('https://soundcloud.com/x/f');
    const { text } = await stage.manager.slash('cache stats').reply();
    expect(text).toContain('1. **[f 1](<https://soundcloud.com/x/f>)** · × 7');
    expect(text).toContain('5. **[b 1](<https://soundcloud.com/x/b>)** · × 2');
    expect(text).not.toContain('a 1');
    expect(text).toContain('Node A: ready · players: 0');
  });

  it('tells of a store by its name, and plainly that it does not answer', async () => {
    const clock = new ManualClock();
    const store = new AwayStore({ clock });
    await using stage = await cacheStage({ store, clock });
    await stage.ask('one');
    const before = await stage.manager.slash('cache stats').reply();
    expect(before.text).toContain('Store: memory\n');
    expect(before.text).toMatch(/[1-9][\d.]* (B|KiB) in the store/);
    store.isAway = true;
    await stage.ask('two');
    const { text } = await stage.manager.slash('cache stats').reply();
    expect(text).toContain('Store: memory **does not answer**; songs are kept in memory only');
    expect(text).toContain('no data yet in the store');
  });

  it('adds all processes up, and says so when none answers', async () => {
    let processes = 2;
    await using stage = await cacheStage({
      clusterOf: (local) => ({
        reports: async () => (await Promise.all(Array.from({ length: processes }, () => local.reports()))).flat(),
        metrics: () => local.metrics(),
        warm: (request) => local.warm(request),
        clean: (request, how) => local.clean(request, how),
        drain: (node) => local.drain(node),
        forgetUser: (userId) => local.forgetUser(userId),
      }),
    });
    await stage.ask('one', 'one', 'two');
    const { text } = await stage.manager.slash('cache stats').reply();
    expect(text).toContain('Hits 2 · misses 4');
    expect(text).toContain('Of 2 processes together');
    processes = 0;
    const none = await stage.manager.slash('cache stats').reply();
    expect(none.text).toBe('No process of the bot answers right now. Try again in a moment.');
  });

  it('stays whole whatever the songs are called', async () => {
    await using stage = await cacheStage();
    const nasty = (i: number): string => `@everyone <@&1> ${'*_`~|<>[]()#'.repeat(40)} ${i}`;
    await stage.ask(...[1, 2, 3, 4, 5, 6].map(nasty));
    const { embeds, pings, text } = await stage.manager.slash('cache stats').reply();
    expect(pings).toEqual([]);
    expect(text).not.toContain('<@&1>');
    expect(text.match(/^\d\. .* · × 1$/gm)).toHaveLength(5);
    expect(text).toContain('Not cleaned since the start');
    expect(embeds).toHaveLength(1);
  });

  it('is shown anew by its button, cleans what has expired, and warms in its place', async () => {
    await using stage = await cacheStage();
    await stage.ask('one');
    const first = stage.manager.slash('cache stats');
    const message = await first.reply();
    expect(message.buttons.map(({ label }) => label)).toEqual(['Refresh', 'Warm', 'Clean']);
    await stage.ask('one');
    const click = stage.manager.click(message, 'reprise:cache-refresh');
    await click.until(({ text }) => text.includes('Hits 1 '));

    stage.clock.advance(8 * 86_400_000);
    const clean = stage.manager.click(message, 'reprise:cache-clean');
    const told = await clean.until(({ text }) => text.includes('removed'));
    expect(told.content).toMatch(/^2 songs removed · .* freed · 0 remain$/);
    expect(stage.songs.cache.size).toBe(0);
    await clean.until(({ text }) => text.includes('Last cleaned <t:'));

    const warm = stage.manager.click(message, 'reprise:cache-warm');
    const done = await warm.until(({ text }) => text.startsWith('Warmed:'));
    expect(done.content).toBe('Warmed: 1 ok · 0 skipped · 0 failed');
    expect(done.buttons.map(({ label }) => label)).toEqual(['Statistics']);
    const back = stage.manager.click(done, 'reprise:cache-refresh');
    expect((await back.until(({ embeds }) => embeds.length > 0)).text).toContain('1 ok, 0 failed');
  });

  it('is for those who may manage the server, in the language of the server', async () => {
    await using stage = await cacheStage({ locale: 'de' });
    const denied = await stage.bot.member('anybody').slash('cache stats', {}, { isForced: true }).reply();
    expect(denied.text).toBe('Das kann nur, wer den Server verwalten darf.');
    const { text } = await stage.manager.slash('cache stats').reply();
    expect(text).toContain('Cache der Lieder · lernt noch');
    expect(text).toContain('noch keine Daten');
  });
});
