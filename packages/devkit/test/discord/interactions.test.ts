import { ManualClock } from '@reprise/devkit';
import {
  ActionRowBuilder,
  AttachmentBuilder,
  ButtonBuilder,
  ButtonStyle,
  type ChatInputCommandInteraction,
  ContainerBuilder,
  LabelBuilder,
  type Message,
  MessageFlags,
  ModalBuilder,
  PermissionFlagsBits,
  SlashCommandBuilder,
  StringSelectMenuBuilder,
  TextDisplayBuilder,
  TextInputBuilder,
  TextInputStyle,
} from 'discord.js';
import { describe, expect, it } from 'vitest';
import { type Behaviour, codeOf, type Scene, scene, textChannel, until } from '../support/discord-bot.ts';

const COMMANDS = [
  new SlashCommandBuilder()
    .setName('play')
    .setDescription('Plays a song')
    .addStringOption((option) =>
      option.setName('query').setDescription('What').setRequired(true).setAutocomplete(true).setMaxLength(200),
    )
    .addIntegerOption((option) => option.setName('volume').setDescription('How loud').setMinValue(0).setMaxValue(100))
    .addStringOption((option) =>
      option.setName('position').setDescription('Where').addChoices({ name: 'next', value: 'next' }),
    )
    .addUserOption((option) => option.setName('for').setDescription('Whom')),
  new SlashCommandBuilder()
    .setName('cache')
    .setDescription('The cache')
    .setDefaultMemberPermissions(PermissionFlagsBits.ManageGuild)
    .addSubcommand((sub) =>
      sub
        .setName('inspect')
        .setDescription('One song')
        .addStringOption((option) => option.setName('track').setDescription('Which').setRequired(true)),
    ),
];

/** A bot with these commands, and somebody in its guild. */
async function stage(behave: Behaviour, options: Parameters<typeof scene>[0] = {}) {
  const it: Scene = await scene(options);
  const guild = it.discord.guild();
  await until(() => it.client.guilds.cache.size === 1);
  await it.client.application?.commands.set(COMMANDS);
  it.on(behave);
  const ada = it.discord.user('ada').in(guild);
  return Object.assign(it, { guild, ada });
}

const button = (customId: string, label = customId): ButtonBuilder =>
  new ButtonBuilder().setCustomId(customId).setLabel(label).setStyle(ButtonStyle.Primary);
const row = (...buttons: ButtonBuilder[]): ActionRowBuilder<ButtonBuilder> =>
  new ActionRowBuilder<ButtonBuilder>().addComponents(...buttons);

describe('a Discord that keeps few', () => {
  it('forgets the oldest message and the oldest interaction for each new one', async () => {
    const answered: ChatInputCommandInteraction[] = [];
    const behave: Behaviour = async (interaction) => {
      if (!interaction.isChatInputCommand()) return;
      await interaction.reply(interaction.options.getString('query', true));
      answered.push(interaction);
    };
    await using it = await stage(behave, { mostKept: 2 });
    for (const query of ['one', 'two', 'three']) await it.ada.slash('play', { query }).reply();
    expect(it.guild.messages('general').map(({ text }) => text)).toEqual(['two', 'three']);
    await until(() => answered.length === 3);
    const codes = answered.map((one) => codeOf(one.editReply('again')));
    expect(await Promise.all(codes)).toEqual([50_027, undefined, undefined]);
  });
});

describe('a slash command', () => {
  it('is answered with thinking, then words, then changes of them, all for one person', async () => {
    await using it = await stage(async (interaction) => {
      if (!interaction.isChatInputCommand()) return;
      await interaction.deferReply({ flags: MessageFlags.Ephemeral });
      await interaction.editReply(`Searching ${interaction.options.getString('query')}`);
      await interaction.editReply({ content: 'Found', embeds: [{ title: 'Song', description: '3:33' }] });
    });
    const play = it.ada.slash('play', { query: 'never gonna', volume: 50 });

    expect(await play.acknowledged()).toMatchObject({ kind: 'defer', isEphemeral: true });
    expect((await play.reply()).isLoading).toBe(false);
    const message = await play.until(({ text }) => text.startsWith('Found'));
    expect(message).toMatchObject({ text: 'Found\nSong\n3:33', isEphemeral: true, isComponentsV2: false });
    expect(play.edits.map(({ text }) => text)).toEqual(['Searching never gonna', 'Found\nSong\n3:33']);
    expect(it.guild.messages('general')).toEqual([]);
    expect(it.errors).toEqual([]);
  });

  it('brings its options, its member and where it was used', async () => {
    await using it = await stage(async (interaction) => {
      if (!interaction.isChatInputCommand() || !interaction.inCachedGuild()) return;
      const { options, member, channel, guild, locale, guildLocale, appPermissions } = interaction;
      await interaction.reply(
        [
          options.getString('query'),
          options.getInteger('volume'),
          options.getMember('for')?.user.username,
          member.user.username,
          channel?.name,
          guild.id === it.guild.id,
          locale,
          guildLocale,
          appPermissions.has('SendMessages'),
          Math.abs(Date.now() - interaction.createdTimestamp) < 5_000,
        ].join(),
      );
    });
    it.discord.user('ada').locale = 'de';
    const grace = it.discord.user('grace').in(it.guild);
    const play = it.ada.slash('play', { query: 'x', volume: 7, for: grace.user.id });
    expect((await play.reply()).content).toBe('x,7,grace,ada,general,true,de,en-US,true,true');
    expect(it.guild.messages('general')).toEqual([play.message]);
  });

  it('has subcommands, and is shown only to those who may use it, unless the server says otherwise', async () => {
    await using it = await stage(async (interaction) => {
      if (!interaction.isChatInputCommand()) return;
      const mayIt = interaction.memberPermissions?.has('ManageGuild');
      await interaction.reply(
        `${interaction.options.getSubcommand()} ${interaction.options.getString('track')} ${mayIt}`,
      );
    });
    const boss = it.discord.user('boss').in(it.guild, { permissions: PermissionFlagsBits.ManageGuild });

    expect((await boss.slash('cache inspect', { track: '1' }).reply()).text).toBe('inspect 1 true');
    expect(() => it.ada.slash('cache inspect', { track: '1' })).toThrow(/does not show \/cache to ada/);
    const forced = it.ada.slash('cache inspect', { track: '1' }, { isForced: true });
    expect((await forced.reply()).text).toBe('inspect 1 false');
  });

  it.for([
    ['a command that is not registered', 'stop', {}, /no command stop/],
    ['a subcommand that there is not', 'cache forget', {}, /no subcommand forget; it has inspect/],
    ['no subcommand', 'cache', {}, /needs one of inspect/],
    ['an option that there is not', 'play', { query: 'x', loud: true }, /no option loud/],
    ['without what is required', 'play', {}, /needs query/],
    ['a value that is too large', 'play', { query: 'x', volume: 101 }, /at most 100/],
    ['a value that is not whole', 'play', { query: 'x', volume: 1.5 }, /whole number/],
    ['a value of another kind', 'play', { query: 1 }, /is a string/],
    ['a text that is too long', 'play', { query: 'x'.repeat(201) }, /at most 200/],
    ['no choice', 'play', { query: 'x', position: 'last' }, /is one of next/],
  ] as const)('cannot be used as Discord would not let it: %s', async ([, name, values, message]) => {
    await using it = await stage(() => undefined);
    expect(() => it.ada.slash(name, values, { isForced: true })).toThrow(message);
  });

  it('is waited for no longer when Discord is closed', async () => {
    await using it = await stage(() => undefined);
    const reply = it.ada.slash('play', { query: 'x' }).reply();
    await Promise.all([expect(reply).rejects.toMatchObject({ code: 'DISCORD_STATE' }), it.discord.close()]);
  });

  it('cannot be used while no bot is there', async () => {
    await using it = await stage(() => undefined);
    await it.client.destroy();
    expect(() => it.ada.slash('play', { query: 'x' })).toThrow(/log the bot in first/);
  });
});

describe('autocompletion', () => {
  it('gets what is typed, and offers choices in their order', async () => {
    await using it = await stage(async (interaction) => {
      if (!interaction.isAutocomplete()) return;
      const { name, value } = interaction.options.getFocused(true);
      await interaction.respond([1, 2].map((i) => ({ name: `${name} ${value} ${i}`, value: `c:${i}` })));
    });
    const { choices, tookMs } = await it.ada.autocomplete('play', { query: 'nev' });
    expect(choices).toEqual([
      { name: 'query nev 1', value: 'c:1' },
      { name: 'query nev 2', value: 'c:2' },
    ]);
    expect(tookMs).toBeLessThan(1_000);
    await expect(it.ada.autocomplete('play', { query: 'x', volume: 3 })).rejects.toThrow(/volume .*not autocompleted/);
  });

  it.for([
    ['26 choices', Array.from({ length: 26 }, (_, i) => ({ name: `${i}`, value: `${i}` }))],
    ['an empty name', [{ name: '', value: 'x' }]],
    ['a name of 101 characters', [{ name: 'x'.repeat(101), value: 'x' }]],
    ['an empty value', [{ name: 'x', value: '' }]],
    ['a value of 101 characters', [{ name: 'x', value: 'x'.repeat(101) }]],
  ] as const)('is refused with 50035 for %s', async ([, choices]) => {
    const clock = new ManualClock();
    await using it = await stage((interaction) => interaction.isAutocomplete() && interaction.respond(choices), {
      clock,
    });
    const typed = it.ada.autocomplete('play', { query: 'x' });
    await until(() => it.errors.length > 0);
    clock.advance(3_001);
    await expect(typed).rejects.toMatchObject({ code: 'DISCORD_UNANSWERED' });
    expect(it.errors).toMatchObject([{ code: 50035, status: 400 }]);
  });

  it('takes 25 choices of 100 characters', async () => {
    const choices = Array.from({ length: 25 }, (_, i) => ({ name: 'é'.repeat(100), value: `${i}`.padEnd(100, 'x') }));
    await using it = await stage((interaction) => interaction.isAutocomplete() && interaction.respond(choices));
    expect((await it.ada.autocomplete('play', { query: 'x' })).choices).toHaveLength(25);
  });
});

describe('buttons, selects and forms', () => {
  it('a button changes the message it belongs to', async () => {
    await using it = await stage(async (interaction) => {
      if (interaction.isChatInputCommand())
        await interaction.reply({ content: 'Playing', components: [row(button('mb:pause'))] });
      else if (interaction.isButton()) {
        await interaction.update({
          content: `Paused by ${interaction.user.username}`,
          components: [row(button('mb:resume').setDisabled(true))],
        });
      }
    });
    const play = it.ada.slash('play', { query: 'x' });
    const message = await play.reply();
    expect(message.buttons).toEqual([{ customId: 'mb:pause', label: 'mb:pause', isDisabled: false }]);

    const click = it.discord.user('bob').in(it.guild).click(message, 'mb:pause');
    expect((await click.reply()).id).toBe(message.id);
    expect(message.content).toBe('Paused by bob');
    expect(click.edits.map(({ text }) => text)).toEqual(['Paused by bob']);
    expect(() => it.ada.click(message, 'mb:pause')).toThrow(/no component mb:pause/);
    expect(() => it.ada.click(message, 'mb:resume')).toThrow(/disabled/);
  });

  it('a button may be answered with nothing to see, and a message of its own', async () => {
    await using it = await stage(async (interaction) => {
      if (interaction.isChatInputCommand()) await interaction.reply({ content: 'x', components: [row(button('b'))] });
      else if (interaction.isButton()) {
        await interaction.deferUpdate();
        await interaction.followUp({ content: 'Done', flags: MessageFlags.Ephemeral });
      }
    });
    const message = await it.ada.slash('play', { query: 'x' }).reply();
    const click = it.ada.click(message, 'b');
    expect((await click.until(({ content }) => content === 'Done')).isEphemeral).toBe(true);
    expect(click.acknowledgement?.kind).toBe('deferUpdate');
    expect(click.followUps).toHaveLength(1);
    expect(message.edits).toEqual([]);
  });

  it('what one person sees can be clicked by nobody else', async () => {
    await using it = await stage((interaction) =>
      interaction.isChatInputCommand()
        ? interaction.reply({ content: 'x', components: [row(button('b'))], flags: MessageFlags.Ephemeral })
        : interaction.isButton() && interaction.reply('clicked'),
    );
    const message = await it.ada.slash('play', { query: 'x' }).reply();
    expect(() => it.discord.user('bob').in(it.guild).click(message, 'b')).toThrow(/bob does not see/);
    expect((await it.ada.click(message, 'b').reply()).text).toBe('clicked');
  });

  it('a select offers what it offers', async () => {
    const select = new StringSelectMenuBuilder()
      .setCustomId('filters')
      .setMaxValues(2)
      .addOptions(['a', 'b', 'c'].map((value) => ({ label: value.toUpperCase(), value })));
    await using it = await stage((interaction) =>
      interaction.isChatInputCommand()
        ? interaction.reply({ components: [new ActionRowBuilder<StringSelectMenuBuilder>().addComponents(select)] })
        : interaction.isStringSelectMenu() && interaction.reply(interaction.values.join()),
    );
    const message = await it.ada.slash('play', { query: 'x' }).reply();
    expect((await it.ada.select(message, 'filters', ['a', 'c']).reply()).text).toBe('a,c');
    expect(() => it.ada.select(message, 'filters', ['d'])).toThrow(/does not offer d/);
    expect(() => it.ada.select(message, 'filters', ['a', 'b', 'c'])).toThrow(/1 to 2 are picked/);
    expect(() => it.ada.click(message, 'filters')).toThrow(/is a select/);
  });

  it('a form is shown, filled in and sent', async () => {
    const input = new TextInputBuilder().setCustomId('name').setStyle(TextInputStyle.Short).setMaxLength(10);
    const modal = new ModalBuilder()
      .setCustomId('save')
      .setTitle('Save')
      .addLabelComponents(new LabelBuilder().setLabel('Name').setTextInputComponent(input));
    await using it = await stage((interaction) =>
      interaction.isChatInputCommand()
        ? interaction.showModal(modal)
        : interaction.isModalSubmit() && interaction.reply(`Saved ${interaction.fields.getTextInputValue('name')}`),
    );
    const shown = it.ada.slash('play', { query: 'x' });
    expect((await shown.acknowledged()).kind).toBe('modal');
    expect(shown.modal).toMatchObject({ custom_id: 'save', title: 'Save' });
    expect((await it.ada.submit(shown, { name: 'mine' }).reply()).text).toBe('Saved mine');
    expect(() => it.ada.submit(shown, { title: 'x' })).toThrow(/no field title/);
    expect(() => it.ada.submit(shown, {})).toThrow(/name must be filled in/);
    expect(() => it.ada.submit(shown, { name: 'x'.repeat(11) })).toThrow(/0 to 10 characters/);
  });
});

describe('messages of components', () => {
  it('have texts and buttons, and flags 32832 when they are for one person', async () => {
    const container = new ContainerBuilder()
      .addTextDisplayComponents(new TextDisplayBuilder().setContent('## Now playing'))
      .addActionRowComponents(row(button('mb:skip', 'Skip')));
    await using it = await stage(
      (interaction) =>
        interaction.isChatInputCommand() &&
        interaction.reply({ components: [container], flags: MessageFlags.IsComponentsV2 | MessageFlags.Ephemeral }),
    );
    const message = await it.ada.slash('play', { query: 'x' }).reply();
    expect(message).toMatchObject({ isComponentsV2: true, isEphemeral: true, text: '## Now playing' });
    expect(message.data.flags).toBe(32_832);
    expect(message.buttons.map(({ label }) => label)).toEqual(['Skip']);
  });

  it('may be what a deferred answer becomes, and stay so', async () => {
    const text = new TextDisplayBuilder().setContent('hello');
    let code: unknown;
    await using it = await stage(async (interaction) => {
      if (!interaction.isChatInputCommand()) return;
      await interaction.deferReply();
      await interaction.editReply({ components: [text], flags: MessageFlags.IsComponentsV2 });
      code = await codeOf(interaction.editReply({ content: 'words' }));
      await interaction.editReply({ components: [text.setContent('done')] });
    });
    const play = it.ada.slash('play', { query: 'x' });
    expect((await play.until((message) => message.text === 'done')).isComponentsV2).toBe(true);
    expect(code).toBe(50035);
    expect(it.errors).toEqual([]);
  });
});

describe('files', () => {
  it('come with replies, changes and further messages, and stay only where a change names them', async () => {
    const file = (name: string): AttachmentBuilder => new AttachmentBuilder(Buffer.from(name), { name });
    const seen: Message[] = [];
    await using it = await stage(async (interaction) => {
      if (!interaction.isChatInputCommand()) return;
      await interaction.deferReply();
      seen.push(await interaction.editReply({ content: 'one', files: [file('one.txt')] }));
      await interaction.editReply({ content: 'two', files: [file('two.txt')] });
      await interaction.followUp({ files: [file('three.txt')] });
      await interaction.editReply({ content: 'none', attachments: [] });
    });
    const play = it.ada.slash('play', { query: 'x' });
    const message = await play.until(({ content }) => content === 'two');
    expect(message.files.map(({ name }) => name)).toEqual(['two.txt']);
    await play.until(({ content }) => content === 'none');
    expect(message.files).toEqual([]);
    expect(Buffer.from(play.followUps[0]?.files[0]?.data ?? []).toString()).toBe('three.txt');
    expect(seen[0]?.attachments.first()).toMatchObject({ name: 'one.txt', size: 7 });
    expect(it.discord.rest.requests.flatMap(({ files }) => files)).toEqual(['one.txt', 'two.txt', 'three.txt']);
  });
});

describe('who is called', () => {
  it('is named by pings: what allowed_mentions holds back is not among them', async () => {
    await using it = await stage(async (interaction) => {
      if (!interaction.isChatInputCommand()) return;
      const content = interaction.options.getString('query') ?? '';
      await interaction.reply({ content });
      await interaction.followUp({ content, allowedMentions: { parse: [] } });
      await interaction.followUp({ content, allowedMentions: { users: ['1'] } });
    });
    const play = it.ada.slash('play', { query: '@everyone <@1> <@&2> <@!3>' });
    await until(() => play.followUps.length === 2);
    // Without the permission for it nobody hears an @everyone.
    expect(play.message?.pings).toEqual(['<@1>', '<@&2>', '<@3>']);
    expect(play.followUps.map(({ pings }) => pings)).toEqual([[], ['<@1>']]);
  });

  it('is everyone, when the bot may call everyone', async () => {
    await using it = await scene({}, (discord) => discord.guild({ bot: PermissionFlagsBits.MentionEveryone }));
    const channel = textChannel(it.client);
    expect((await channel.send('@here')).mentions.everyone).toBe(true);
    expect((await channel.send({ content: '@here', allowedMentions: { parse: [] } })).mentions.everyone).toBe(false);
  });
});
