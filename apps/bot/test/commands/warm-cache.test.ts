import { PermissionFlagsBits } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { type CacheStage, cacheStage } from '../support/cache-stage.ts';

const MINUTE_MS = 60_000;

/** Lets one more song be looked up; what comes after it waits until warming is resumed. */
function pauseAfterOne({ bot, songs }: CacheStage): void {
  const { asked } = bot.script;
  asked.push = (...identifiers) => {
    songs.cache.pauseWarming();
    return Array.prototype.push.apply(asked, identifiers);
  };
}

/** Songs that were asked for so long ago that more than half of their time is over. */
async function oldSongs(stage: CacheStage, ...names: readonly string[]): Promise<void> {
  await stage.ask(...names);
  stage.clock.advance(90 * MINUTE_MS);
  stage.bot.script.asked.length = 0;
}

describe('/warmcache', () => {
  it('looks up the popular songs whose time is running out, and counts nobody as having asked', async () => {
    await using stage = await cacheStage();
    await oldSongs(stage, 'a', 'b', 'c');
    const { hits, misses } = await stage.songs.cache.stats();
    const message = await stage.manager.slash('warmcache').until(({ text }) => text.startsWith('Warmed'));
    expect(message.text).toBe('Warmed: 3 ok · 0 skipped · 0 failed');
    expect(message.isEphemeral).toBe(true);
    expect(stage.bot.script.asked.toSorted()).toEqual(['scsearch:a', 'scsearch:b', 'scsearch:c']);
    expect(await stage.songs.cache.stats()).toMatchObject({ hits, misses });
    const [report] = await stage.cluster.reports();
    expect(report?.songs.lastWarm).toEqual({ at: stage.clock.now(), warmed: 3, skipped: 0, failed: 0, left: 0 });
  });

  it('leaves alone what is fresh, unless it is forced to, and takes no more than its limit', async () => {
    await using stage = await cacheStage();
    await stage.ask('a', 'b', 'b', 'c', 'c', 'c');
    const skipped = await stage.manager.slash('warmcache').until(({ text }) => text.startsWith('Warmed'));
    expect(skipped.text).toBe('Warmed: 0 ok · 3 skipped · 0 failed');
    const forced = stage.manager.slash('warmcache', { force: true, limit: 2 });
    expect((await forced.until(({ text }) => text.startsWith('Warmed'))).text).toBe(
      'Warmed: 2 ok · 0 skipped · 0 failed',
    );
    expect(stage.bot.script.asked.slice(3).toSorted()).toEqual(['scsearch:b', 'scsearch:c']);
  });

  it('says so when there is nothing to look up', async () => {
    await using stage = await cacheStage();
    const { text } = await stage.manager.slash('warmcache').until((message) => message.text.startsWith('There'));
    expect(text).toBe('There is no song to warm yet.');
  });

  it('tells how far it is every two seconds at most, and only when there is something to tell', async () => {
    await using stage = await cacheStage();
    await oldSongs(stage, 'a', 'b', 'c');
    pauseAfterOne(stage);
    stage.bot.script.delayMs = 30;
    const warm = stage.manager.slash('warmcache');
    const first = await warm.reply();
    expect(first.text).toMatch(/^▱+ 0\/3 · 0 ok · 0 skipped · 0 failed$|^Finding out which songs…$/);
    await expect.poll(() => stage.upkeep.running?.state.done).toBe(1);
    const before = warm.edits.length;
    stage.clock.advance(1_999);
    expect(warm.edits.length).toBe(before);
    stage.clock.advance(1);
    const told = await warm.until(({ text }) => text.includes('1/3'));
    expect(told.text).toBe('▰▰▰▰▱▱▱▱▱▱▱▱ 1/3 · 1 ok · 0 skipped · 0 failed · ETA 4 s');
    expect(told.buttons.map(({ label }) => label)).toEqual(['Cancel']);
    const after = warm.edits.length;
    stage.clock.advance(10_000);
    expect(warm.edits.length).toBe(after);
    stage.bot.script.asked.push = Array.prototype.push;
    stage.songs.cache.resumeWarming();
    await warm.until(({ text }) => text === 'Warmed: 3 ok · 0 skipped · 0 failed');
  });

  it('is cancelled by its button, which is of no use after that', async () => {
    await using stage = await cacheStage();
    await oldSongs(stage, 'a', 'b');
    stage.songs.cache.pauseWarming();
    const warm = stage.manager.slash('warmcache');
    const message = await warm.reply();
    const [button] = message.buttons;
    stage.manager.click(message, button?.customId ?? '');
    const end = await warm.until(({ text }) => text.startsWith('Cancelled'));
    expect(end.text).toBe('Cancelled: 0 ok · 0 skipped · 0 failed · 2 not come to');
    expect(stage.bot.script.asked).toEqual([]);
    expect(end.buttons.map(({ label }) => label)).toEqual(['Statistics']);
  });

  it('shows a second caller how far the first is, who may only end it where it began', async () => {
    await using stage = await cacheStage();
    await oldSongs(stage, 'a', 'b');
    stage.songs.cache.pauseWarming();
    const warm = stage.manager.slash('warmcache');
    await warm.reply();
    const colleague = stage.bot.member('colleague', { permissions: PermissionFlagsBits.ManageGuild });
    const seen = await colleague.slash('warmcache', { source: 'history' }).reply();
    expect(seen.text).toContain('A warming is under way already');
    expect(seen.buttons.map(({ label }) => label)).toEqual(['Cancel']);

    const elsewhere = stage.bot.discord.guild({ channels: [{ name: 'general', type: 'text' }] });
    await expect.poll(() => stage.bot.client.guilds.cache.has(elsewhere.id)).toBe(true);
    const stranger = stage.bot.discord.user('stranger').in(elsewhere, { permissions: PermissionFlagsBits.ManageGuild });
    const far = stranger.slash('warmcache');
    const shown = await far.reply();
    expect(shown.text).toContain('A warming is under way already');
    expect(shown.buttons).toEqual([]);

    stage.songs.cache.resumeWarming();
    await warm.until(({ text }) => text === 'Warmed: 2 ok · 0 skipped · 0 failed');
    await far.until(({ text }) => text === 'Warmed: 2 ok · 0 skipped · 0 failed');
  });

  it('does not change its message any more after 14 minutes, and goes on', async () => {
    await using stage = await cacheStage();
    await oldSongs(stage, 'a', 'b');
    stage.songs.cache.pauseWarming();
    const warm = stage.manager.slash('warmcache');
    await warm.reply();
    stage.clock.advance(14 * MINUTE_MS);
    const end = await warm.until(({ text }) => text.includes('goes on'));
    expect(end.text).toMatch(/0\/2 .*\nIt goes on in the background\./);
    const edits = warm.edits.length;
    stage.songs.cache.resumeWarming();
    await expect.poll(async () => (await stage.cluster.reports())[0]?.songs.lastWarm?.warmed).toBe(2);
    stage.clock.advance(MINUTE_MS);
    expect(warm.edits.length).toBe(edits);
  });

  it('ends when the bot does', async () => {
    await using stage = await cacheStage();
    await oldSongs(stage, 'a', 'b');
    stage.songs.cache.pauseWarming();
    const warm = stage.manager.slash('warmcache');
    await warm.reply();
    await stage.dispatcher.stop();
    const { text } = await warm.until((message) => message.text.startsWith('Ended'));
    expect(text).toBe('Ended before it was through: 0 ok · 0 skipped · 0 failed · 2 not come to');
  });

  it('looks up the songs of a playlist, asking only for those the list does not tell enough of', async () => {
    await using stage = await cacheStage();
    const playlist = 'https://soundcloud.com/x/sets/a,bare-b,c';
    const warm = stage.manager.slash('warmcache', { source: 'playlist', playlist, limit: 2 });
    expect((await warm.until(({ text }) => text.startsWith('Warmed'))).text).toBe(
      'Warmed: 2 ok · 0 skipped · 0 failed',
    );
    expect(stage.bot.script.asked).toEqual([playlist, 'https://soundcloud.com/x/bare-b']);
    expect((await stage.songs.processSong('https://soundcloud.com/x/a'))[1]).toBe(true);
  });

  it('asks for the link of a playlist, and tells when it leads nowhere', async () => {
    await using stage = await cacheStage();
    for (const values of [{ source: 'playlist' }, { playlist: 'file:///etc/passwd' }]) {
      const { text } = await stage.manager.slash('warmcache', values).reply();
      expect(text).toBe('Give the link of a playlist as well.');
    }
    stage.bot.script.failure = new Error('This playlist is private.');
    const gone = stage.manager.slash('warmcache', { playlist: 'https://soundcloud.com/x/sets/z' });
    const { text } = await gone.until((message) => message.text.includes('private'));
    expect(text).toContain('That song is private');
    expect(stage.bot.log.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('looks up what was asked for on this server', async () => {
    await using stage = await cacheStage();
    await stage.ask('a');
    await stage.songs.processSong('elsewhere');
    const warm = stage.manager.slash('warmcache', { source: 'history', force: true });
    expect((await warm.until(({ text }) => text.startsWith('Warmed'))).text).toContain('1 ok');
    expect(stage.bot.script.asked).toEqual(['scsearch:a', 'scsearch:elsewhere', 'scsearch:a']);
  });

  it('tells what kinds of failures there were, and keeps what it had', async () => {
    await using stage = await cacheStage();
    await oldSongs(stage, 'a', 'b');
    stage.bot.script.failure = new Error('This track is private.');
    const warm = stage.manager.slash('warmcache', { force: true });
    const { text } = await warm.until((message) => message.text.startsWith('Warmed'));
    expect(text).toBe('Warmed: 0 ok · 0 skipped · 2 failed\nFailed: 2 × not available');
    expect((await stage.songs.processSong('a'))[1]).toBe(true);
  });

  it('speaks German, and only with those who may manage the server', async () => {
    await using stage = await cacheStage({ locale: 'de' });
    await stage.ask('a');
    const warm = stage.manager.slash('warmcache');
    await warm.until(({ text }) => text === 'Vorgewärmt: 0 gefunden · 1 übersprungen · 0 fehlgeschlagen');
    const denied = await stage.bot.member('anybody').slash('warmcache', {}, { isForced: true }).reply();
    expect(denied.text).toBe('Das kann nur, wer den Server verwalten darf.');
  });
});
