import type { DiscordMember, DiscordMessage } from '@reprise/devkit';
import { ButtonStyle, ComponentType, PermissionFlagsBits } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { BUTTONS } from '../../src/buttons/all-buttons.ts';
import { BUTTON_NAMES } from '../../src/buttons/button-names.ts';
import { COMMANDS } from '../../src/commands/all-commands.ts';
import { type BotStage, botStage } from '../support/bot-stage.ts';

const OWNER = '817327181659111454';

/** A message of the bot with buttons of these ids, as if somebody had made it write that. */
async function forged({ client, guild }: BotStage, ids: readonly string[]): Promise<DiscordMessage> {
  const channel = await client.channels.fetch(guild.channel('general'));
  if (channel?.isSendable() !== true) throw new Error('Nobody can write there.');
  const before = guild.messages('general').length;
  const rows = Array.from({ length: Math.ceil(ids.length / 5) }, (_, row) => ids.slice(5 * row, 5 * row + 5));
  await channel.send({
    content: 'x',
    components: rows.map((row) => ({
      type: ComponentType.ActionRow,
      components: row.map((customId) => ({
        type: ComponentType.Button,
        style: ButtonStyle.Secondary,
        customId,
        label: 'x',
      })),
    })),
  });
  const message = guild.messages('general').at(before);
  if (message === undefined) throw new Error('There is no message.');
  return message;
}

/** What a click is answered with: what is said to who clicked, or nothing. */
async function clicked(member: DiscordMember, message: DiscordMessage, id: string): Promise<string> {
  const click = member.click(message, id);
  const { followUps } = click;
  await click.acknowledged();
  await expect.poll(() => followUps.length).toBeGreaterThan(0);
  return followUps[0]?.text ?? '';
}

/** Two who listen, so that nobody is alone with the bot, and a role that has the say. */
async function stageWithDj(): Promise<BotStage> {
  const stage = await botStage({ commands: COMMANDS, buttons: BUTTONS, owners: [OWNER] });
  await stage.services.settings.change(stage.guild.id, { djRoleId: stage.guild.role('DJ') });
  stage.listener('ada');
  stage.listener('bob');
  await stage.playing('one', 'two');
  return stage;
}

describe('a button that nobody was meant to click', () => {
  it('removes nothing for who manages a server but does not run the bot, whatever its id says', async () => {
    await using stage = await stageWithDj();
    const eve = stage.member('eve', { permissions: PermissionFlagsBits.ManageGuild });
    const now = `${Date.now()}`;
    const ids = [
      `reprise:clean-confirm:${eve.user.id}:${now}`,
      `reprise:clean-confirm:${OWNER}:${now}`,
      'reprise:clean-confirm',
      `reprise:clean-confirm::${now}`,
      `reprise:clean-confirm:${eve.user.id}:Infinity`,
    ];
    const message = await forged(stage, ids);
    const { size } = stage.services.songs.cache;
    for (const id of ids) expect(await clicked(eve, message, id)).toMatch(/^Only (?:who|the owner)/);
    expect(stage.services.songs.cache.size).toBe(size);
    expect(stage.uses.every(({ outcome }) => outcome === 'refused')).toBe(true);
  });

  it('does nothing for who may not use it, whatever it is', async () => {
    await using stage = await stageWithDj();
    const mallory = stage.member('mallory');
    const open = ['queue-page', 'history-page', 'favourites-page', 'favourite'];
    const ids = BUTTON_NAMES.filter((name) => !open.includes(name)).map((name) => `reprise:${name}:1:1`);
    const message = await forged(stage, ids);
    const player = stage.services.pool.getPlayer(stage.guild.id);
    const before = [player?.current?.title, player?.queue.length, player?.queue.mode, player?.paused];
    for (const id of ids) expect(await clicked(mallory, message, id), id).not.toMatch(/broke/);
    expect([player?.current?.title, player?.queue.length, player?.queue.mode, player?.paused]).toEqual(before);
    expect(new Set(stage.uses.map(({ outcome }) => outcome))).toEqual(new Set(['refused']));
  });

  it('does nothing when its id is made up', async () => {
    await using stage = await stageWithDj();
    const owner = stage.listener('ada', { permissions: PermissionFlagsBits.ManageGuild });
    const outdated = [
      'reprise:queue-page',
      'reprise:queue-page:-1',
      'reprise:queue-page:1e9',
      'reprise:history-page:999999',
      `reprise:favourites-page:${'9'.repeat(76)}`,
      'reprise:queue-page:\u0661',
      'reprise:warm-cancel:nonsense',
      'reprise:warm-cancel',
    ];
    const unknown = [
      'reprise',
      'reprise:',
      'reprise:__proto__',
      'reprise:constructor:x',
      'x'.repeat(100),
      'other:stop',
    ];
    const message = await forged(stage, [...outdated, ...unknown]);
    for (const id of unknown) owner.click(message, id);
    for (const id of outdated) expect(await clicked(owner, message, id), id).not.toMatch(/broke/);
    expect(stage.uses).toHaveLength(outdated.length);
    expect(stage.uses.every(({ outcome }) => outcome === 'refused')).toBe(true);
    expect(stage.log.filter(({ level }) => level !== 'info' && level !== 'debug')).toEqual([]);
  });

  it('is no good any more to who has lost the role, and had it when the message came', async () => {
    await using stage = await stageWithDj();
    const { guild } = stage;
    const carl = stage.listener('carl', { roles: ['DJ'] });
    const message = await forged(stage, ['reprise:pause', 'reprise:stop']);
    await carl.click(message, 'reprise:pause').acknowledged();
    const player = stage.services.pool.getPlayer(guild.id);
    await expect.poll(() => player?.paused).toBe(true);
    carl.user.in(guild, { roles: [] });
    expect(await clicked(carl, message, 'reprise:stop')).toMatch(/<@&\d+>/);
    expect(player?.current?.title).toBe('one 1');
  });

  it('changes nothing in another server', async () => {
    await using stage = await stageWithDj();
    const other = stage.discord.guild();
    await expect.poll(() => stage.client.guilds.cache.has(other.id)).toBe(true);
    const eve = stage.discord.user('eve').in(other, { permissions: PermissionFlagsBits.ManageGuild });
    eve.joinVoice('Music');
    for (const [path, values] of [
      ['stop', {}],
      ['leave', {}],
      ['clear', {}],
      ['skip', {}],
      ['settings reset', {}],
      ['cleancache', { mode: 'all' }],
    ] as const) {
      const { text } = await eve.slash(path, values).reply();
      expect(text, path).not.toMatch(/broke/);
    }
    const player = stage.services.pool.getPlayer(stage.guild.id);
    expect([player?.current?.title, player?.queue.length]).toEqual(['one 1', 1]);
    expect((await stage.services.settings.get(stage.guild.id)).djRoleId).toBe(stage.guild.role('DJ'));
    expect(stage.services.songs.cache.size).toBeGreaterThan(0);
  });
});
