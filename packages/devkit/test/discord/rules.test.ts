import { ManualClock } from '@reprise/devkit';
import {
  type ChatInputCommandInteraction,
  MessageFlags,
  type RESTPostAPIApplicationCommandsJSONBody,
} from 'discord.js';
import { describe, expect, it } from 'vitest';
import { codeOf, type Scene, scene, until } from '../support/discord-bot.ts';

const PLAY: RESTPostAPIApplicationCommandsJSONBody = { name: 'play', description: 'Plays' };

/** A bot with one command, and a clock that stands still. */
async function stage(run: (interaction: ChatInputCommandInteraction) => unknown) {
  const clock = new ManualClock();
  const it: Scene = await scene({ clock }, (discord) => void discord.guild({ id: '817327181659111454' }));
  await it.client.application?.commands.set([PLAY]);
  it.on((interaction) => interaction.isChatInputCommand() && run(interaction));
  const guild = it.discord.guild({ id: '817327181659111454' });
  return Object.assign(it, { clock, ada: it.discord.user('ada').in(guild), guild });
}

/** A bot whose command is used, and the interaction as it has it. */
async function used() {
  let taken: ChatInputCommandInteraction | undefined;
  const it = await stage((interaction) => {
    taken = interaction;
  });
  const play = it.ada.slash('play');
  await until(() => taken !== undefined);
  if (taken === undefined) throw new Error('It did not come.');
  return Object.assign(it, { interaction: taken, play });
}

describe('time', () => {
  it('is 3 s for the first answer: then it is an unknown interaction, 10062', async () => {
    await using it = await used();
    it.clock.advance(3_000);
    await it.interaction.deferReply();
    expect(await it.play.acknowledged()).toMatchObject({ kind: 'defer', tookMs: 3_000 });

    await using late = await used();
    const reply = late.play.reply();
    late.clock.advance(3_001);
    await expect(reply).rejects.toMatchObject({ code: 'DISCORD_UNANSWERED', message: expect.stringContaining('3 s') });
    expect(await codeOf(late.interaction.deferReply())).toBe(10062);
    expect(await codeOf(late.interaction.reply('x'))).toBe(10062);
  });

  it('is 15 min for everything else: then the token is no good, 50027', async () => {
    await using it = await used();
    await it.interaction.deferReply();
    it.clock.advance(900_000);
    await it.interaction.editReply('just so');
    const never = it.play.until(({ text }) => text === 'too late');
    it.clock.advance(1);
    await expect(never).rejects.toMatchObject({
      code: 'DISCORD_UNANSWERED',
      message: expect.stringContaining('15 min'),
    });
    expect(await codeOf(it.interaction.editReply('too late'))).toBe(50027);
    expect(await codeOf(it.interaction.followUp('too late'))).toBe(50027);
    expect(await codeOf(it.interaction.deleteReply())).toBe(50027);
    expect(it.play.message?.text).toBe('just so');
    expect(it.clock.pending).toBe(0);
  });

  it('is told: until the first answer, and until the first words', async () => {
    await using it = await used();
    it.clock.advance(20);
    await it.interaction.deferReply();
    it.clock.advance(4_000);
    await it.interaction.editReply('x');
    expect([it.play.acknowledgement?.tookMs, it.play.tookMs]).toEqual([20, 4_020]);
    expect(it.play.edits[0]?.at).toBe(it.clock.now());
  });
});

describe('a second answer', () => {
  it('is refused with 40060, and what comes before the first with 10015', async () => {
    await using it = await used();
    const { interaction } = it;
    const webhook = `/webhooks/${interaction.applicationId}/${interaction.token}` as const;
    const { rest } = it.client;
    expect(await codeOf(rest.post(webhook, { body: { content: 'x' }, auth: false }))).toBe(10015);
    await interaction.deferReply();
    const again = rest.post(`/interactions/${interaction.id}/${interaction.token}/callback`, {
      body: { type: 4, data: { content: 'x' } },
      auth: false,
    });
    expect(await codeOf(again)).toBe(40060);
  });

  it('that is not what the interaction asks for is refused with 50035', async () => {
    await using it = await used();
    const { id, token } = it.interaction;
    for (const type of [6, 7, 8, 12]) {
      const call = it.client.rest.post(`/interactions/${id}/${token}/callback`, {
        body: { type, data: {} },
        auth: false,
      });
      expect([type, await codeOf(call)]).toEqual([type, 50035]);
    }
    expect(it.play.acknowledgement).toBeUndefined();
  });
});

describe('the message of an answer', () => {
  it('can be read, deleted, and is gone then: 10008', async () => {
    await using it = await used();
    const { resource } = await it.interaction.reply({ content: 'here', withResponse: true });
    expect(resource?.message).toMatchObject({ content: 'here' });
    expect((await it.interaction.fetchReply()).content).toBe('here');
    expect(it.discord.rest.requests.at(-1)?.path).toMatch(/\/messages\/@original$/);
    await it.interaction.deleteReply();
    expect(it.play.message?.isDeleted).toBe(true);
    expect(await codeOf(it.interaction.editReply('x'))).toBe(10008);
  });

  it('is what the first further message fills when it still says thinking', async () => {
    await using it = await used();
    await it.interaction.deferReply({ flags: MessageFlags.Ephemeral });
    await it.interaction.followUp('not ephemeral by itself');
    expect(it.play.message).toMatchObject({ text: 'not ephemeral by itself', isEphemeral: true });
    expect(it.play.followUps).toEqual([]);
  });
});

const text = (length: number): string => 'x'.repeat(length);
const buttons = (count: number, id = (i: number) => `b${i}`) => ({
  type: 1,
  components: Array.from({ length: count }, (_, i) => ({ type: 2, style: 1, label: 'x', custom_id: id(i) })),
});
const display = (content: string) => ({ type: 10, content });
const V2 = { flags: 32_768 };

describe('lengths', () => {
  it.for<[string, object, object, number]>([
    ['content', { content: text(2_000) }, { content: text(2_001) }, 50035],
    ['embeds', { embeds: Array(10).fill({ title: 'x' }) }, { embeds: Array(11).fill({ title: 'x' }) }, 50035],
    ['title', { embeds: [{ title: text(256) }] }, { embeds: [{ title: text(257) }] }, 50035],
    ['description', { embeds: [{ description: text(4_096) }] }, { embeds: [{ description: text(4_097) }] }, 50035],
    ['footer', { embeds: [{ footer: { text: text(2_048) } }] }, { embeds: [{ footer: { text: text(2_049) } }] }, 50035],
    ['author', { embeds: [{ author: { name: text(256) } }] }, { embeds: [{ author: { name: text(257) } }] }, 50035],
    ['fields', fields(25, 1, 1), fields(26, 1, 1), 50035],
    ['name of a field', fields(1, 256, 1), fields(1, 257, 1), 50035],
    ['value of a field', fields(1, 1, 1_024), fields(1, 1, 1_025), 50035],
    ['empty value of a field', fields(1, 1, 1), fields(1, 1, 0), 50035],
    [
      'all embeds together',
      { embeds: [{ description: text(4_000) }, { description: text(2_000) }] },
      { embeds: [{ description: text(4_000) }, { description: text(2_001) }] },
      50035,
    ],
    ['rows', { components: [0, 1, 2, 3, 4].map(rowOf) }, { components: [0, 1, 2, 3, 4, 5].map(rowOf) }, 50035],
    ['buttons of a row', { components: [buttons(5)] }, { components: [buttons(6)] }, 50035],
    ['ids of buttons', { components: [buttons(2)] }, { components: [buttons(2, () => 'same')] }, 50035],
    [
      'length of an id',
      { components: [buttons(1, () => text(100))] },
      { components: [buttons(1, () => text(101))] },
      50035,
    ],
    ['label of a button', labelled(80), labelled(81), 50035],
    ['options of a select', select(25), select(26), 50035],
    ['no words', { content: ' x ' }, { content: ' ' }, 50006],
    [
      'parts of a message of components',
      { ...V2, components: Array(40).fill(display('x')) },
      { ...V2, components: Array(41).fill(display('x')) },
      50035,
    ],
    [
      'text of a message of components',
      { ...V2, components: [display(text(4_000))] },
      { ...V2, components: [display(text(4_000)), display('x')] },
      50035,
    ],
    [
      'words beside components',
      { ...V2, components: [display('x')] },
      { ...V2, components: [display('x')], content: 'x' },
      50035,
    ],
  ])('are checked: %s', async ([, good, bad, code]) => {
    await using it = await used();
    const { id, token } = it.interaction;
    const answer = (data: object) =>
      it.client.rest.post(`/interactions/${id}/${token}/callback`, { body: { type: 4, data }, auth: false });
    expect(await codeOf(answer(bad))).toBe(code);
    expect(await codeOf(answer(good))).toBeUndefined();
    expect(await codeOf(it.interaction.webhook.editMessage('@original', bad))).toBe(code);
  });

  it('are those of rows and buttons for a message without the flag: other components are refused', async () => {
    await using it = await used();
    await it.interaction.deferReply();
    const edit = (body: object) => codeOf(it.interaction.webhook.editMessage('@original', body));
    expect(await edit({ components: [display('x')] })).toBe(50035);
    expect(await edit({ ...V2, components: [display('x')] })).toBeUndefined();
    expect(await edit({ flags: 0, components: [display('y')] })).toBe(50035);
  });

  it('are told field by field, as Discord does', async () => {
    await using it = await used();
    const call = it.interaction.reply({ content: text(2_001), embeds: [{ title: text(257) }] });
    await expect(call).rejects.toMatchObject({
      rawError: {
        message: 'Invalid Form Body',
        errors: {
          content: { _errors: [{ code: 'BASE_TYPE_MAX_LENGTH', message: 'Must be 2000 or fewer in length.' }] },
          embeds: { 0: { title: { _errors: [{ code: 'BASE_TYPE_MAX_LENGTH' }] } } },
        },
      },
    });
  });
});

describe('the registration of commands', () => {
  const option = (name: string, more: object = {}) => ({ type: 3, name, description: 'x', ...more });
  it.for<[string, readonly object[]]>([
    ['a name in capitals', [{ name: 'Play', description: 'x' }]],
    ['a name of 33 characters', [{ name: text(33), description: 'x' }]],
    ['no description', [{ name: 'play' }]],
    ['a description of 101 characters', [{ name: 'play', description: text(101) }]],
    ['the same name twice', [PLAY, PLAY]],
    ['101 commands', Array.from({ length: 101 }, (_, i) => ({ name: `c${i}`, description: 'x' }))],
    ['26 options', [{ ...PLAY, options: Array.from({ length: 26 }, (_, i) => option(`o${i}`)) }]],
    ['what is required after what is not', [{ ...PLAY, options: [option('a'), option('b', { required: true })] }]],
    ['26 choices', [{ ...PLAY, options: [option('a', { choices: Array(26).fill({ name: 'x', value: 'x' }) })] }]],
    [
      'a choice of 101 characters',
      [{ ...PLAY, options: [option('a', { choices: [{ name: text(101), value: 'x' }] })] }],
    ],
    [
      'choices and autocompletion',
      [{ ...PLAY, options: [option('a', { choices: [{ name: 'x', value: 'x' }], autocomplete: true })] }],
    ],
  ])('is refused with 50035 for %s', async ([, commands]) => {
    await using it = await scene();
    expect(await codeOf(it.client.rest.put(`/applications/${it.client.user?.id}/commands`, { body: commands }))).toBe(
      50035,
    );
  });

  it('replaces what there was; what keeps its name keeps its id; those of a guild come first', async () => {
    await using it = await stage((interaction) => interaction.reply(`${interaction.commandId}`));
    const commands = it.client.application?.commands;
    const [before] = [...((await commands?.fetch()) ?? [])];
    const after = await commands?.set([PLAY, { name: 'stop', description: 'Stops' }]);
    expect(after?.map(({ name, id }) => [name, id === before?.[0]])).toEqual([
      ['play', true],
      ['stop', false],
    ]);
    const own = await commands?.set([PLAY], it.guild.id);
    expect((await it.ada.slash('play').reply()).text).toBe(own?.first()?.id);
    await commands?.set([]);
    await commands?.set([], it.guild.id);
    expect(() => it.ada.slash('play')).toThrow(/no command play/);
  });

  it('for a guild the bot is not in is refused with 50001', async () => {
    await using it = await scene();
    expect(await codeOf(it.client.application?.commands.set([PLAY], '1') ?? Promise.resolve())).toBe(50001);
  });
});

function rowOf(i: number): object {
  return buttons(1, () => `row ${i}`);
}

function labelled(length: number): object {
  return { components: [{ type: 1, components: [{ type: 2, style: 1, label: text(length), custom_id: 'b' }] }] };
}

function select(count: number): object {
  const options = Array.from({ length: count }, (_, i) => ({ label: `${i}`, value: `${i}` }));
  return { components: [{ type: 1, components: [{ type: 3, custom_id: 's', options }] }] };
}

function fields(count: number, name: number, value: number): object {
  const all = Array.from({ length: count }, () => ({ name: text(name), value: text(value) }));
  return { embeds: [{ fields: all }] };
}
