import { MemoryStore } from '@reprise/cache';
import { ManualClock } from '@reprise/devkit';
import { describe, expect, it } from 'vitest';
import { forgetKeep } from '../../src/buttons/forget-keep.ts';
import { forgetMe as forgetMeButton } from '../../src/buttons/forget-me.ts';
import type { Cluster } from '../../src/cluster/cluster.ts';
import { buttonRow, labelled } from '../../src/commands/cache/buttons.ts';
import { forgetMe } from '../../src/commands/forget-me.ts';
import { play } from '../../src/commands/play.ts';
import { TroubledStore } from '../settings/troubled-store.ts';
import { type BotStage, type BotStageOptions, botStage, noCluster } from '../support/bot-stage.ts';
import { restarted } from '../support/restarted.ts';

const buttons = { 'forget-me': forgetMeButton, 'forget-keep': forgetKeep };

/** A bot that knows two people. */
async function knowing(options: BotStageOptions = {}) {
  const store = new MemoryStore();
  const stage = await botStage({ commands: { forgetme: forgetMe, play }, buttons, store, ...options });
  for (const name of ['ada', 'bob']) {
    const { user } = stage.listener(name);
    const song = { key: `scsearch:${name}`, title: name, author: '', url: undefined, durationMs: undefined };
    await stage.services.favourites.add(user.id, song);
    stage.services.history.note({ userId: user.id, guildId: stage.guild.id, song });
  }
  return { stage, store };
}

/** What is kept of somebody, and suggested to them. */
async function known({ services, member, guild }: BotStage, name: string) {
  const { id } = member(name).user;
  return {
    favourites: (await services.favourites.list(id)).length,
    requests: (await services.history.ofUser(id)).length,
    suggested: services.suggestions.for({ userId: id, guildId: guild.id, typed: '' }).length,
  };
}

const ALL = { favourites: 1, requests: 1, suggested: 1 };
const NOTHING = { favourites: 0, requests: 0, suggested: 0 };

async function ask({ member }: BotStage, name: string) {
  const asking = member(name).slash('forgetme');
  const message = await asking.reply();
  const [confirm, keep] = message.buttons.map(({ customId }) => customId ?? '');
  return { message, confirm: confirm ?? '', keep: keep ?? '' };
}

describe('/forgetme', () => {
  it('says what is kept and deletes it when it is confirmed, of nobody else, for good', async () => {
    const { stage, store } = await knowing();
    await using all = stage;
    await all.services.history.flush();
    const { message, confirm } = await ask(all, 'ada');
    expect(message.isEphemeral).toBe(true);
    expect(message.text).toContain('your favourites (1) and the songs you asked for last (1)');
    expect(await known(all, 'ada')).toEqual(ALL);
    await restarted(all, buttons);
    const click = all.member('ada').click(message, confirm);
    expect((await click.until(({ text }) => text.startsWith('Forgotten'))).buttons).toEqual([]);
    expect([await known(all, 'ada'), await known(all, 'bob')]).toEqual([NOTHING, ALL]);
    await all.services.history.flush();
    const { id } = all.member('ada').user;
    const left: string[] = [];
    for await (const [key] of store.entries()) left.push(key);
    expect(left.filter((key) => key.includes(id))).toEqual([]);
    expect(left.some((key) => key.includes(all.member('bob').user.id))).toBe(true);
  });

  it('tells the other processes of the bot, in which they may have asked for something', async () => {
    const told: string[] = [];
    const cluster = (): Cluster => ({ ...noCluster(), forgetUser: async (userId) => void told.push(userId) });
    const { stage } = await knowing({ cluster });
    await using all = stage;
    const { message, confirm } = await ask(all, 'ada');
    await all
      .member('ada')
      .click(message, confirm)
      .until(({ text }) => text.startsWith('Forgotten'));
    expect(told).toEqual([all.member('ada').user.id]);
  });

  it('notes anew what is asked for from then on', async () => {
    const { stage } = await knowing();
    await using all = stage;
    const { message, confirm } = await ask(all, 'ada');
    await all
      .member('ada')
      .click(message, confirm)
      .until(({ text }) => text.startsWith('Forgotten'));
    await all
      .member('ada')
      .slash('play', { query: 'new' })
      .until(({ text }) => text.includes('Playing'));
    expect((await known(all, 'ada')).requests).toBe(1);
  });

  it('deletes nothing when that is what they want, when somebody else clicks, or too late', async () => {
    const clock = new ManualClock();
    const { stage } = await knowing({ clock });
    await using all = stage;
    const { message, confirm } = await ask(all, 'ada');
    const channel = all.client.channels.cache.get(all.guild.channel('general'));
    if (channel?.isSendable() !== true) throw new Error('There is no channel to send to.');
    await channel.send({ components: [buttonRow(labelled(confirm, 'Yes'))] });
    const [seen] = all.guild.messages('general');
    if (seen === undefined) throw new Error('There is no message.');
    await all
      .member('bob')
      .click(seen, confirm)
      .until(({ text }) => text === 'Only who asked for it can decide that.');
    clock.advance(30_001);
    const late = all.member('ada').click(message, confirm);
    await late.until(({ text }) => text.startsWith('That was too late'));
    const asked = await ask(all, 'ada');
    await all
      .member('ada')
      .click(asked.message, asked.keep)
      .until(({ text }) => text === 'Nothing was deleted.');
    expect([await known(all, 'ada'), await known(all, 'bob')]).toEqual([ALL, ALL]);
  });

  it('says so when it could not be deleted', async () => {
    const store = new TroubledStore({ tellsOfChanges: true });
    const { stage } = await knowing({ store });
    await using all = stage;
    const { message, confirm } = await ask(all, 'ada');
    store.isAway = true;
    const click = all.member('ada').click(message, confirm);
    await click.acknowledged();
    await expect.poll(() => click.followUps.map(({ text }) => text).join()).toMatch(/^That could not be saved/);
  });
});
