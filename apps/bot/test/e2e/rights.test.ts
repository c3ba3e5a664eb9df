import type { DiscordGuild, DiscordMember } from '@reprise/devkit';
import {
  type APIActionRowComponent,
  type APIButtonComponent,
  ButtonStyle,
  ComponentType,
  PermissionFlagsBits,
} from 'discord.js';
import { describe, expect, it } from 'vitest';
import { BUTTON_NAMES, type ButtonName, buttonId } from '../../src/buttons/button-names.ts';
import { COMMAND_PATHS, type CommandPath } from '../../src/commands/command-paths.ts';
import type { WholeBot } from '../support/whole-bot.ts';
import { until } from './support/until.ts';
import { logged, there, type World, world } from './support/world.ts';

/**
 * Everybody who could ask: somebody in no voice channel; listeners, without and with the DJ role; a listener who may manage the
 * server; a listener who runs the bot; somebody in another voice channel.
 */
const PEOPLE = ['outsider', 'listener', 'dj', 'manager', 'owner', 'elsewhere'] as const;
type Person = (typeof PEOPLE)[number];

/** What somebody hears: nothing, for they may; to join a channel, the bot's one, to be a DJ, a manager, or the owner. */
type Verdict = 'may' | 'join' | 'come here' | 'dj' | 'manager' | 'owner';
type Verdicts = readonly [Verdict, Verdict, Verdict, Verdict, Verdict, Verdict];

const EVERYBODY: Verdicts = ['may', 'may', 'may', 'may', 'may', 'may'];
const WHO_LISTENS: Verdicts = ['join', 'may', 'may', 'may', 'may', 'come here'];
const WHO_LISTENS_AS_DJ: Verdicts = ['join', 'dj', 'may', 'may', 'may', 'come here'];
const WHO_MANAGES: Verdicts = ['manager', 'manager', 'manager', 'may', 'may', 'manager'];
const WHO_OWNS: Verdicts = ['owner', 'owner', 'owner', 'owner', 'may', 'owner'];

/** Who may use which command while others listen and a DJ role is set. Written down by hand, so that no right changes unseen. */
const COMMANDS: Readonly<Record<CommandPath, Verdicts>> = {
  play: WHO_LISTENS,
  pause: WHO_LISTENS_AS_DJ,
  resume: WHO_LISTENS_AS_DJ,
  skip: WHO_LISTENS,
  stop: WHO_LISTENS_AS_DJ,
  seek: WHO_LISTENS_AS_DJ,
  volume: WHO_LISTENS_AS_DJ,
  queue: EVERYBODY,
  nowplaying: EVERYBODY,
  previous: WHO_LISTENS_AS_DJ,
  loop: WHO_LISTENS_AS_DJ,
  shuffle: WHO_LISTENS_AS_DJ,
  remove: WHO_LISTENS,
  move: WHO_LISTENS_AS_DJ,
  clear: WHO_LISTENS_AS_DJ,
  filters: WHO_LISTENS_AS_DJ,
  autoplay: WHO_LISTENS_AS_DJ,
  history: EVERYBODY,
  join: WHO_LISTENS,
  leave: WHO_LISTENS_AS_DJ,
  '247': WHO_MANAGES,
  lyrics: EVERYBODY,
  'settings show': WHO_MANAGES,
  'settings set': WHO_MANAGES,
  'settings reset': WHO_MANAGES,
  'favourites list': EVERYBODY,
  'favourites add': EVERYBODY,
  'favourites remove': EVERYBODY,
  'favourites play': WHO_LISTENS,
  forgetme: EVERYBODY,
  'cache stats': WHO_MANAGES,
  'cache inspect': WHO_MANAGES,
  'cache forget': WHO_MANAGES,
  'cache export': WHO_OWNS,
  warmcache: WHO_MANAGES,
  cleancache: WHO_MANAGES,
};

const BUTTONS: Readonly<Record<ButtonName, Verdicts>> = {
  pause: WHO_LISTENS_AS_DJ,
  skip: WHO_LISTENS,
  previous: WHO_LISTENS_AS_DJ,
  stop: WHO_LISTENS_AS_DJ,
  shuffle: WHO_LISTENS_AS_DJ,
  loop: WHO_LISTENS_AS_DJ,
  favourite: EVERYBODY,
  'queue-page': EVERYBODY,
  'history-page': EVERYBODY,
  'favourites-page': EVERYBODY,
  'cache-refresh': WHO_MANAGES,
  'cache-warm': WHO_MANAGES,
  'cache-clean': WHO_MANAGES,
  'warm-cancel': WHO_MANAGES,
  'clean-confirm': WHO_MANAGES,
  'clean-keep': WHO_MANAGES,
  'forget-me': EVERYBODY,
  'forget-keep': EVERYBODY,
};

/** What has to be filled in. */
const VALUES: Partial<Record<CommandPath, Readonly<Record<string, string | number | boolean>>>> = {
  play: { query: 'another song' },
  seek: { to: '10' },
  remove: { position: 1 },
  move: { from: 1, to: 1 },
  'settings set': { volume: 90 },
  'favourites add': { song: 'dear song' },
  'favourites remove': { song: 'dear song' },
  'cache inspect': { song: 'dear song' },
  'cache forget': { song: 'dear song' },
  cleancache: { mode: 'expired' },
};

/** What Discord hides from who may not manage the server, by default. */
const HIDDEN = COMMAND_PATHS.filter((path) => [WHO_MANAGES, WHO_OWNS].includes(COMMANDS[path]));

/** A guild in which somebody listens, so that nobody is alone, with one of each kind of people. */
interface Crowd {
  readonly guild: DiscordGuild;
  readonly people: Readonly<Record<Person, DiscordMember>>;
}

async function crowd(all: World, run: WholeBot, owner: string): Promise<Crowd> {
  const guild = all.another();
  await run.bot.services.settings.change(guild.id, { djRoleId: guild.role('DJ') });
  const elsewhere = all.outsider(guild);
  elsewhere.joinVoice('Other');
  const owning = all.discord.user(owner).in(guild);
  owning.joinVoice('Music');
  const people = {
    outsider: all.outsider(guild),
    listener: all.listener(guild),
    dj: all.listener(guild, { roles: ['DJ'] }),
    manager: all.listener(guild, { permissions: PermissionFlagsBits.ManageGuild }),
    owner: owning,
    elsewhere,
  };
  return { guild, people };
}

/** Lets the guild have a player that plays, with a song of that person at the head of its queue. */
async function makeMusic({ bot: { services } }: WholeBot, guild: DiscordGuild, member: DiscordMember): Promise<void> {
  const request = { guildId: guild.id, voiceChannelId: guild.channel('Music'), requestedBy: member.user.id };
  const player = services.pool.getPlayer(guild.id);
  if (player?.current === undefined) await services.playback.playRequestCached({ ...request, userInput: 'song one' });
  await services.playback.playRequestCached({ ...request, userInput: 'song two', position: 'next' });
}

function textOf(verdict: Verdict, guild: DiscordGuild): string | undefined {
  switch (verdict) {
    case 'may':
      return undefined;
    case 'join':
      return 'Join a voice channel first.';
    case 'come here':
      return `Join <#${guild.channel('Music')}> first: that is where the music plays.`;
    case 'dj':
      return `Only <@&${guild.role('DJ')}> can do that while others listen.`;
    case 'manager':
      return 'Only those who may manage the server can do that.';
    case 'owner':
      return OWNER_ONLY;
  }
}

const OWNER_ONLY = 'Only the owner of the bot can do that, for it concerns all servers.';

/** What somebody reads who may not, whatever it is. */
const REFUSED = /^(Join |Only <@&|Only those who |Only the owner |The bot is in no voice channel|That was a bit fast)/;

/** The owners of the bot: one for each guild, so that none of them is too fast. */
const OWNERS = [...COMMAND_PATHS, ...BUTTON_NAMES].map((name, i) => `owner of ${i} ${name}`);

async function start(all: World): Promise<WholeBot> {
  const ids = OWNERS.map((name) => all.discord.user(name).id);
  return await all.bot({ env: { OWNER_IDS: ids.join(',') } });
}

describe('the rights', () => {
  it('of each command are held for each person, also where Discord does not hide it', async () => {
    await using all = await world();
    await using run = await start(all);
    const wrong: string[] = [];
    for (const [i, path] of COMMAND_PATHS.entries()) {
      const { guild, people } = await crowd(all, run, there(OWNERS[i], 'owner'));
      for (const [column, person] of PEOPLE.entries()) {
        const member = people[person];
        await makeMusic(run, guild, member);
        const said = (await member.slash(path, VALUES[path], { isForced: true }).reply()).text;
        const expected = textOf(there(COMMANDS[path][column], 'verdict'), guild);
        const isRight = expected === undefined ? !REFUSED.test(said) : said === expected;
        if (!isRight) wrong.push(`/${path} of ${person}: ${said}`);
      }
    }
    expect(wrong).toEqual([]);
  }, 60_000);

  it('of each button are held for each person who sees it', async () => {
    await using all = await world();
    await using run = await start(all);
    const wrong: string[] = [];
    for (const [i, name] of BUTTON_NAMES.entries()) {
      const { guild, people } = await crowd(all, run, there(OWNERS[COMMAND_PATHS.length + i], 'owner'));
      for (const [column, person] of PEOPLE.entries()) {
        const member = people[person];
        await makeMusic(run, guild, member);
        // Another one for each: who may turns it into something else.
        const shown = await show(run, guild, name);
        const before = await ended(run, name);
        const click = member.click(shown, buttonId(name));
        await click.acknowledged();
        await untilEnded(run, name, before);
        const said = click.followUps.map(({ text }) => text);
        const expected = textOf(there(BUTTONS[name][column], 'verdict'), guild);
        const isRight = expected === undefined ? !said.some((text) => REFUSED.test(text)) : said.join() === expected;
        if (!isRight) wrong.push(`${name} of ${person}: ${said.join(' / ')}`);
      }
    }
    expect(wrong).toEqual([]);
  }, 60_000);

  it('of what is for managers are asked of Discord too, which hides it from others', async () => {
    await using all = await world();
    await using _run = await all.bot();
    const listener = all.listener();
    const manager = all.listener(undefined, { permissions: PermissionFlagsBits.ManageGuild });
    expect(HIDDEN).toHaveLength(10);
    for (const path of HIDDEN) {
      expect(() => listener.slash(path, VALUES[path]), path).toThrow('does not show');
    }
    expect((await manager.slash('cache stats').reply()).text).not.toMatch(REFUSED);
    expect((await listener.slash('queue').reply()).text).not.toMatch(REFUSED);
  });

  it('to clear what all servers know are those of the owner alone', async () => {
    await using all = await world();
    await using _run = await start(all);
    for (const [i, mode] of ['all', 'unused'].entries()) {
      // Others for each: a person would be too fast.
      const manager = all.listener(undefined, { permissions: PermissionFlagsBits.ManageGuild });
      const owner = all.discord.user(there(OWNERS[i], 'owner')).in(all.guild);
      const values = { mode, dry_run: true };
      expect((await manager.slash('cleancache', values).reply()).text).toBe(OWNER_ONLY);
      expect((await owner.slash('cleancache', values, { isForced: true }).reply()).text).not.toMatch(/^Only/);
    }
  });
});

describe('the owner of the bot', () => {
  const TEAM = ['817327181659111454', '817327182111571989'];
  const asked = ({ discord }: World): number =>
    discord.rest.requests.filter(({ path }) => path.endsWith('/applications/@me')).length;

  it('is whose application it is, each of a team, unless somebody is named', async () => {
    await using all = await world({ discord: { ownerIds: TEAM } });
    {
      await using run = await all.bot();
      await until('the owners', () => run.bot.services.owners.size > 0);
      expect([...run.bot.services.owners]).toEqual(TEAM);
    }
    const before = asked(all);
    await using run = await all.bot({ env: { OWNER_IDS: '170939974227591168' } });
    await all.outsider().slash('queue').reply();
    expect([...run.bot.services.owners]).toEqual(['170939974227591168']);
    expect(asked(all)).toBe(before);
  });

  it('is nobody when Discord does not tell, which is one warning, and the bot starts all the same', async () => {
    await using all = await world();
    all.discord.rest.fail({ kind: 'error', code: 50001 }, { path: '/applications/@me' });
    await using run = await all.bot();
    await until('the warning', () => logged(run, 'warn').length > 0);
    expect(logged(run, 'warn', 'error').map(({ msg }) => msg)).toEqual([
      'Discord did not tell who owns the bot: until the next start nobody does. OWNER_IDS names them.',
    ]);
    expect(run.bot.services.owners.size).toBe(0);
    expect((await all.outsider().slash('queue').reply()).text).not.toMatch(REFUSED);
  });
});

/** A message of the bot with that button, which everybody sees. */
async function show({ bot }: WholeBot, guild: DiscordGuild, name: ButtonName) {
  const channel = await bot.services.client.channels.fetch(guild.channel('general'));
  if (channel?.isSendable() !== true) throw new Error('Nothing can be sent.');
  const button: APIButtonComponent = {
    type: ComponentType.Button,
    style: ButtonStyle.Secondary,
    custom_id: buttonId(name),
    label: name,
  };
  const row: APIActionRowComponent<APIButtonComponent> = { type: ComponentType.ActionRow, components: [button] };
  const { id } = await channel.send({ content: 'Buttons', components: [row] });
  return await until('the message', () => guild.messages('general').find((message) => message.id === id));
}

/** How often a button was used, as the metrics tell. */
async function ended({ bot }: WholeBot, name: ButtonName): Promise<number> {
  const [metrics = []] = await bot.local.metrics();
  const counter = metrics.find((metric) => metric.name === 'reprise_commands_total');
  const values = counter?.values.filter(({ labels }) => labels.command === name) ?? [];
  return values.reduce((sum, { value }) => sum + value, 0);
}

async function untilEnded(run: WholeBot, name: ButtonName, before: number): Promise<void> {
  while ((await ended(run, name)) === before) await new Promise((resolve) => setTimeout(resolve, 5));
}
