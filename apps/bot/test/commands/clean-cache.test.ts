import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LmdbStore } from '@reprise/cache';
import { type DiscordMember, ManualClock } from '@reprise/devkit';
import { describe, expect, it } from 'vitest';
import { buttonId } from '../../src/buttons/button-names.ts';
import { buttonRow, labelled } from '../../src/commands/cache/buttons.ts';
import { AwayStore } from '../support/away-store.ts';
import { type CacheStage, cacheStage } from '../support/cache-stage.ts';

const DAY_MS = 86_400_000;

/** Keys of what is in memory. */
function keys({ songs }: CacheStage): readonly string[] {
  return songs.cache
    .entries()
    .map(({ key }) => key)
    .toSorted();
}

/** What a dry run and then a real one say, as numbers: the first is to tell what the second does. */
async function cleaned(
  stage: CacheStage,
  values: { readonly mode: string; readonly days?: number },
  who: DiscordMember = stage.manager,
): Promise<{ readonly would: readonly string[]; readonly did: readonly string[] }> {
  const before = [keys(stage), stage.songs.cache.failures()];
  const dry = await who.slash('cleancache', { ...values, dry_run: true }, { isForced: true }).reply();
  expect(dry.text).toMatch(/would .*\. Nothing was changed\.$/);
  expect([keys(stage), stage.songs.cache.failures()]).toEqual(before);
  const real = await who.slash('cleancache', values, { isForced: true }).reply();
  const numbers = (text: string): readonly string[] => text.match(/[\d.,]+(?: [KM]?i?B)?/g) ?? [];
  return { would: numbers(dry.text.replace(/\. Nothing.*/, '')), did: numbers(real.text) };
}

describe('/cleancache', () => {
  it('removes what has expired, and says beforehand how much that is', async () => {
    await using stage = await cacheStage();
    await stage.ask('old');
    stage.clock.advance(8 * DAY_MS);
    await stage.ask('new');
    const { would, did } = await cleaned(stage, { mode: 'expired' });
    expect(did).toEqual(would);
    expect([did[0], did[2]]).toEqual(['2', '2']);
    expect(keys(stage)).toEqual(['https://soundcloud.com/x/new', 'scsearch:new']);
    const [report] = await stage.cluster.reports();
    expect(report?.songs.lastCleanAt).toBe(stage.clock.now());
  });

  it('removes what nobody asked for in so many days', async () => {
    await using stage = await cacheStage();
    await stage.ask('old', 'used');
    stage.clock.advance(2 * DAY_MS);
    await stage.ask('used');
    const { would, did } = await cleaned(stage, { mode: 'unused', days: 1 }, stage.owner);
    expect(did).toEqual(would);
    expect(keys(stage)).not.toContain('scsearch:old');
    expect(keys(stage)).toContain('scsearch:used');
    expect((await stage.songs.processSong('old'))[1]).toBe(false);
  });

  it('forgets failures, so that songs are tried again, and no songs', async () => {
    await using stage = await cacheStage();
    await stage.ask('song');
    await stage.songs.processSong('nothing').catch(() => undefined);
    const asked = stage.bot.script.asked.length;
    await stage.songs.processSong('nothing').catch(() => undefined);
    expect(stage.bot.script.asked).toHaveLength(asked);
    expect(await cleaned(stage, { mode: 'failed' })).toEqual({ would: ['1'], did: ['1'] });
    await stage.songs.processSong('nothing').catch(() => undefined);
    expect(stage.bot.script.asked).toHaveLength(asked + 1);
    expect(keys(stage)).toContain('scsearch:song');
  });

  it('removes the songs that only this server asked for', async () => {
    await using stage = await cacheStage();
    const elsewhere = stage.bot.discord.guild();
    await expect.poll(() => stage.bot.client.guilds.cache.has(elsewhere.id)).toBe(true);
    await stage.ask('ours', 'shared');
    for (const query of ['shared', 'theirs']) {
      const [song] = await stage.songs.processSong(query);
      stage.bot.services.history.note({ userId: '8', guildId: elsewhere.id, song });
    }
    const { would, did } = await cleaned(stage, { mode: 'guild' });
    expect(did).toEqual(would);
    expect(did[0]).toBe('2');
    expect(keys(stage)).toEqual(
      ['shared', 'theirs'].flatMap((name) => [`https://soundcloud.com/x/${name}`, `scsearch:${name}`]).toSorted(),
    );
  });

  it('tells beforehand what it does with songs in files, too', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'reprise-clean-'));
    try {
      const clock = new ManualClock();
      await using stage = await cacheStage({ clock, store: new LmdbStore({ path: folder, clock }) });
      await stage.ask('old');
      await stage.pass(8 * DAY_MS);
      await stage.ask('unused', 'new');
      const expired = await cleaned(stage, { mode: 'expired' });
      expect(expired.did).toEqual(expired.would);
      expect(expired.did[0]).toBe('2');
      await stage.pass(2 * DAY_MS);
      await stage.ask('new');
      const unused = await cleaned(stage, { mode: 'unused', days: 1 }, stage.owner);
      expect(unused.did).toEqual(unused.would);
      expect(unused.did[0]).toBe('2');
      // What is gone from memory is gone from the files.
      expect(await stage.songs.cache.content()).toMatchObject({ entries: stage.songs.cache.size });
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('says plainly that the store did not remove what memory has', async () => {
    const clock = new ManualClock();
    const store = new AwayStore({ clock });
    await using stage = await cacheStage({ clock, store });
    await stage.ask('one');
    await stage.pass(2 * DAY_MS);
    store.isAway = true;
    const { text } = await stage.owner.slash('cleancache', { mode: 'unused', days: 1 }, { isForced: true }).reply();
    expect(text).toContain('The store of songs does not answer now.');
    expect(keys(stage)).toEqual([]);
    store.isAway = false;
    expect(store.get('scsearch:one')).toBeDefined();
  });

  it('speaks German, and only with those who may manage the server', async () => {
    await using stage = await cacheStage({ locale: 'de' });
    const { text } = await stage.manager.slash('cleancache', { mode: 'expired' }).reply();
    expect(text).toBe('0 Lieder entfernt · 0 B frei · 0 bleiben');
    const denied = await stage.bot
      .member('anybody')
      .slash('cleancache', { mode: 'expired' }, { isForced: true })
      .reply();
    expect(denied.text).toBe('Das kann nur, wer den Server verwalten darf.');
  });
});

describe('/cleancache of what all servers know', () => {
  it.each(['all', 'unused'])('is for the owner of the bot, dry or not: %s', async (mode) => {
    await using stage = await cacheStage();
    await stage.ask('one');
    for (const dry_run of [true, false]) {
      const { text } = await stage.manager.slash('cleancache', { mode, dry_run }).reply();
      expect(text).toBe('Only the owner of the bot can do that, for it concerns all servers.');
    }
    expect(keys(stage)).toHaveLength(2);
  });
});

describe('/cleancache all', () => {
  it('removes everything in memory and in the store once the owner confirms it', async () => {
    const clock = new ManualClock();
    const store = new AwayStore({ clock });
    await using stage = await cacheStage({ clock, store });
    await stage.ask('one', 'two');
    const owner = { isForced: true };
    const dry = await stage.owner.slash('cleancache', { mode: 'all', dry_run: true }, owner).reply();
    expect(dry.text).toMatch(/^4 songs would be removed/);
    const clean = stage.owner.slash('cleancache', { mode: 'all' }, owner);
    const message = await clean.reply();
    expect(message.text).toContain(`<t:${Math.floor((clock.now() + 30_000) / 1_000)}:R>`);
    expect(message.text).toMatch(/^This removes 4 songs/);
    expect(keys(stage)).toHaveLength(4);
    clock.advance(30_000);
    const [confirm] = message.buttons;
    const click = stage.owner.click(message, confirm?.customId ?? '');
    const done = await click.until(({ text }) => text.includes('removed'));
    expect(done.text).toMatch(/^4 songs removed · .* · 0 remain$/);
    expect(done.buttons).toEqual([]);
    expect([stage.songs.cache.size, store.get('scsearch:one')]).toEqual([0, undefined]);
    stage.bot.script.edition = 2;
    expect((await stage.songs.processSong('one'))[0].title).toBe('one 2');
  });

  it('takes no confirmation of somebody else, wherever the button stands', async () => {
    await using stage = await cacheStage();
    await stage.ask('one');
    const asked = [stage.owner.user.id, `${stage.clock.now()}`];
    const channel = stage.bot.client.channels.cache.get(stage.bot.guild.channel('general'));
    if (channel?.isSendable() !== true) throw new Error('There is no channel to send to.');
    await channel.send({
      components: [
        buttonRow(
          labelled(buttonId('clean-confirm', ...asked), 'Yes'),
          labelled(buttonId('clean-keep', ...asked), 'No'),
        ),
      ],
    });
    const [message] = stage.bot.guild.messages('general');
    if (message === undefined) throw new Error('There is no message.');
    for (const { customId = '' } of message.buttons) {
      const click = stage.manager.click(message, customId);
      await click.until(({ text }) => text === 'Only who asked for it can decide that.');
    }
    expect([keys(stage).length, message.buttons.length]).toEqual([2, 2]);
    // It knows nothing of the button but what its id says, as after a restart.
    const click = stage.owner.click(message, buttonId('clean-confirm', ...asked));
    expect((await click.until(({ text }) => text.includes('removed'))).text).toMatch(/^2 songs removed/);
    expect(keys(stage)).toEqual([]);
  });

  it('takes no confirmation that comes too late', async () => {
    await using stage = await cacheStage();
    await stage.ask('one');
    const message = await stage.owner.slash('cleancache', { mode: 'all' }, { isForced: true }).reply();
    const [confirm] = message.buttons;
    stage.clock.advance(30_001);
    const click = stage.owner.click(message, confirm?.customId ?? '');
    const late = await click.until(({ text }) => text.startsWith('That was too late'));
    expect([late.buttons, keys(stage).length]).toEqual([[], 2]);
  });

  it('keeps everything when that is what the owner wants', async () => {
    await using stage = await cacheStage();
    await stage.ask('one');
    const clean = stage.owner.slash('cleancache', { mode: 'all' }, { isForced: true });
    const message = await clean.reply();
    const [, keep] = message.buttons;
    const click = stage.owner.click(message, keep?.customId ?? '');
    const { buttons } = await click.until(({ text }) => text === 'Nothing was removed.');
    expect([buttons, keys(stage).length]).toEqual([[], 2]);
  });
});
