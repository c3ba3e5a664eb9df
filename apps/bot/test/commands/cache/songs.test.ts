import { ManualClock } from '@reprise/devkit';
import { describe, expect, it } from 'vitest';
import { exportFile } from '../../../src/commands/cache/export-file.ts';
import { AwayStore } from '../../support/away-store.ts';
import { type CacheStage, cacheStage } from '../../support/cache-stage.ts';

const HOSTILE = '@everyone <@&1> `x` [a](https://evil.example)';

function missing(): never {
  throw new Error('There is no entry.');
}

/** What the file of /cache export says. */
async function exported(stage: CacheStage): Promise<{ readonly raw: string; readonly songs: unknown }> {
  const { files } = await stage.owner.slash('cache export', {}, { isForced: true }).reply();
  const raw = Buffer.from(files[0]?.data ?? []).toString();
  return { ...JSON.parse(raw), raw };
}

describe('/cache inspect', () => {
  it('tells what is known of a song, and does not count as asking for it', async () => {
    const clock = new ManualClock();
    await using stage = await cacheStage({ clock, store: new AwayStore({ clock }) });
    await stage.ask('one', 'one');
    const before = await stage.songs.cache.stats();
    const popular = stage.songs.cache.popular(5);
    const { text } = await stage.manager.slash('cache inspect', { song: 'One ' }).reply();
    const entry = await stage.songs.cache.inspect('scsearch:one');
    const at = (ms = 0): string => `<t:${Math.floor(ms / 1_000)}:R>`;
    expect(text).toContain('**[one 1](<https://soundcloud.com/x/one>)** · Somebody');
    expect(text).toContain('Source: soundcloud');
    expect(text).toContain(`Found ${at(entry?.storedAt)}, which took`);
    expect(text).toContain(`Fresh until: ${at(entry?.freshUntil)}`);
    expect(text).toContain(`Expires: ${at(entry?.expiresAt)}`);
    expect(text).toContain('Served from the cache once, last <t:');
    expect(text).toContain(`Takes ${entry?.bytes} B`);
    expect(text).toContain('In memory and in the store');
    expect(await stage.songs.cache.stats()).toEqual(before);
    expect(stage.songs.cache.popular(5)).toEqual(popular);
    expect((await stage.songs.cache.inspect('scsearch:one'))?.accessCount).toBe(1);
  });

  it('tells of a failure that is remembered, and until when', async () => {
    await using stage = await cacheStage();
    await stage.songs.processSong('nothing').catch(() => undefined);
    const { text } = await stage.manager.slash('cache inspect', { song: 'nothing' }).reply();
    expect(text).toMatch(/Could not be found lately \(nothing found\); tried again <t:\d+:R>/);
  });

  it('says that nothing is known, harmlessly, and asks nobody', async () => {
    await using stage = await cacheStage();
    const { text, pings } = await stage.manager.slash('cache inspect', { song: HOSTILE }).reply();
    expect(text).toContain('Nothing is known of');
    expect(text).not.toContain('[a](https://evil.example)');
    expect([pings, stage.bot.script.asked]).toEqual([[], []]);
    const blank = await stage.manager.slash('cache inspect', { song: '   ' }).reply();
    expect(blank.text).toBe('Which song? Give a name or a link.');
  });

  it('shows a hostile title as the text it is', async () => {
    await using stage = await cacheStage();
    await stage.ask(HOSTILE);
    const { text, pings } = await stage.manager.slash('cache inspect', { song: HOSTILE }).reply();
    expect(pings).toEqual([]);
    expect(text).not.toContain('<@&1>');
    expect(text).not.toContain('](https://evil.example)');
  });
});

describe('the song of /cache inspect and /cache forget', () => {
  it('is suggested as /play does, and a pick stands for the song', async () => {
    await using stage = await cacheStage();
    const [song] = await stage.songs.processSong('one');
    stage.bot.services.history.note({ userId: stage.manager.user.id, guildId: stage.bot.guild.id, song });
    for (const command of ['cache inspect', 'cache forget']) {
      const { choices } = await stage.manager.autocomplete(command, { song: 'on' });
      const [pick] = choices;
      expect(pick?.name).toContain('one 1');
      const { text } = await stage.manager.slash(command, { song: String(pick?.value) }).reply();
      expect(text).toContain('**[one 1](<https://soundcloud.com/x/one>)** · Somebody');
    }
    expect(stage.songs.cache.peekInfo('https://soundcloud.com/x/one')).toBeUndefined();
  });
});

describe('/cache forget', () => {
  it('forgets a song under its name and its link, in memory, the store and the cache of the pool', async () => {
    const clock = new ManualClock();
    const store = new AwayStore({ clock });
    await using stage = await cacheStage({ clock, store });
    await stage.ask('one', 'two');
    const { text } = await stage.manager.slash('cache forget', { song: 'one' }).reply();
    expect(text).toBe(
      'Forgotten: **[one 1](<https://soundcloud.com/x/one>)** · Somebody. It is looked up anew when somebody asks for it.',
    );
    expect(stage.songs.cache.entries().map(({ key }) => key)).not.toContain('scsearch:one');
    expect(await stage.songs.cache.inspect('https://soundcloud.com/x/one')).toBeUndefined();
    expect(store.get('scsearch:one')).toBeUndefined();
    stage.bot.script.edition = 2;
    const [song, wasCached] = await stage.songs.processSong('one');
    expect([song.title, wasCached]).toEqual(['one 2', false]);
    expect((await stage.songs.processSong('two'))[1]).toBe(true);
  });

  it('forgets that a song failed', async () => {
    await using stage = await cacheStage();
    await stage.songs.processSong('nothing').catch(() => undefined);
    expect((await stage.manager.slash('cache forget', { song: 'nothing' }).reply()).text).toContain('Forgotten');
    expect(stage.songs.cache.failures()).toEqual([]);
    const again = await stage.manager.slash('cache forget', { song: 'nothing' }).reply();
    expect(again.text).toContain('Nothing is known of');
  });

  it('says plainly that the store did not forget it', async () => {
    const clock = new ManualClock();
    const store = new AwayStore({ clock });
    await using stage = await cacheStage({ clock, store });
    await stage.ask('one');
    store.isAway = true;
    const { text } = await stage.manager.slash('cache forget', { song: 'one' }).reply();
    expect(text).toContain('Forgotten in memory');
    expect(text).toContain('The store does not answer');
    expect(stage.songs.cache.size).toBe(0);
  });
});

describe('/cache export', () => {
  it('gives keys, titles, times and counts, and nothing of who asked, of tracks or of secrets', async () => {
    await using stage = await cacheStage();
    await stage.ask('one', 'one');
    const link = 'https://canary-1:canary-2@radio.example/a.mp3?v=1&access_token=canary-3&sig=canary-4';
    const [{ value } = missing()] = stage.songs.cache.entries();
    const { track } = value;
    await stage.songs.cache.set(link, { track: { ...track, info: { ...track.info, uri: link } } });
    const file = await exported(stage);
    expect(file).toMatchObject({ version: 1, statistics: { hits: 1, misses: 1 }, known: 3 });
    expect(file.songs).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ key: 'scsearch:one', title: 'one 1', source: 'soundcloud', served: 1 }),
        expect.objectContaining({ key: 'https://soundcloud.com/x/one', title: 'one 1', served: 0 }),
      ]),
    );
    expect(file.raw).not.toContain('canary');
    expect(file.raw).toContain('https://radio.example/a.mp3?v=1');
    expect(file.raw).not.toContain(track.encoded);
    expect(file.raw).not.toContain(stage.owner.user.id);
  });

  it('is for the owner of the bot, for it tells of all servers', async () => {
    await using stage = await cacheStage();
    const { text, files } = await stage.manager.slash('cache export').reply();
    expect(text).toBe('Only the owner of the bot can do that, for it concerns all servers.');
    expect(files).toEqual([]);
  });

  it('is never larger than it may be, and says what did not fit', async () => {
    await using stage = await cacheStage();
    await stage.ask(...Array.from({ length: 20 }, (_, i) => `song ${i}`));
    const whole = await exportFile(stage.songs, { maxBytes: 1_000_000, now: 0 });
    const maxBytes = whole.json.length - 1_000;
    const cut = await exportFile(stage.songs, { maxBytes, now: 0 });
    expect(cut.json.length).toBeLessThanOrEqual(maxBytes);
    expect([whole.songs, whole.leftOut, cut.songs + cut.leftOut]).toEqual([40, 0, 40]);
    expect(cut.leftOut).toBeGreaterThan(0);
    const { songs } = JSON.parse(cut.json.toString());
    expect(songs).toHaveLength(cut.songs);
    // The newest are in it.
    expect(songs[0].key).toMatch(/19/);
  });
});
