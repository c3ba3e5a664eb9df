import { FakeDiscord } from '@reprise/devkit';
import { ChannelType, Events, PermissionFlagsBits, Team } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { clientOf, codeOf, logIn, scene, until } from '../support/discord-bot.ts';

describe('a client of discord.js that logs in', () => {
  it('is ready with the guilds, their channels, roles and members, and who is in voice', async () => {
    await using discord = new FakeDiscord({ userName: 'jukebox' });
    const guild = discord.guild({
      name: 'Jazz',
      locale: 'de',
      channels: [{ name: 'chat' }, { name: 'Music', type: 'voice', userLimit: 7 }, { name: 'Stage', type: 'stage' }],
      roles: [{ name: 'DJ', permissions: PermissionFlagsBits.ManageMessages }],
    });
    const ada = discord.user('ada').in(guild, { roles: ['DJ'] });
    ada.joinVoice('Music');
    const client = await logIn(discord);

    const seen = client.guilds.cache.get(guild.id);
    expect(client.user).toMatchObject({ username: 'jukebox', bot: true });
    expect(seen).toMatchObject({ name: 'Jazz', available: true, preferredLocale: 'de' });
    expect(seen?.channels.cache.map(({ name, type }) => [name, type])).toEqual([
      ['chat', ChannelType.GuildText],
      ['Music', ChannelType.GuildVoice],
      ['Stage', ChannelType.GuildStageVoice],
    ]);
    const member = seen?.members.cache.get(ada.user.id);
    expect(member?.voice.channelId).toBe(guild.channel('Music'));
    expect(member?.voice.channel).toMatchObject({ userLimit: 7, joinable: true });
    expect(member?.permissions.has('ManageMessages')).toBe(true);
    expect(seen?.members.me?.permissions.has('Connect')).toBe(true);
    await client.destroy();
  });

  it('hears of guilds that come later, of members who move, and of guilds it is thrown out of', async () => {
    await using it = await scene();
    const { client, discord } = it;
    const created = new Promise((resolve) => client.once(Events.GuildCreate, resolve));
    const guild = discord.guild({ name: 'New' });
    expect(await created).toMatchObject({ id: guild.id, name: 'New' });

    const moved = new Promise((resolve) => client.once(Events.VoiceStateUpdate, (_, state) => resolve(state)));
    const ada = discord.user('ada').in(guild);
    ada.joinVoice('Music');
    expect(await moved).toMatchObject({ channelId: guild.channel('Music'), id: ada.user.id });
    expect(ada.voiceChannelId).toBe(guild.channel('Music'));

    const gone = new Promise((resolve) => client.once(Events.GuildDelete, resolve));
    discord.removeFromGuild(guild.id);
    expect(await gone).toMatchObject({ id: guild.id });
  });

  it('is made once, and found by its id', async () => {
    const discord = new FakeDiscord();
    const guild = discord.guild({ id: '1', name: 'One' });
    expect(discord.guild({ id: '1' })).toBe(guild);
    expect(() => discord.guild({ id: '1', name: 'Two' })).toThrow(/There is a guild 1 already/);
    expect(() => discord.guild({ id: 'x' })).toThrow(TypeError);
    expect(() => guild.channel('nowhere')).toThrow(/One has no channel nowhere/);
    expect(() => guild.role('nobody')).toThrow(/One has no role nobody/);
  });

  it('sees all members only with the intents for it, which must be switched on', async () => {
    const privileged = { intents: ['Guilds', 'GuildMembers', 'GuildPresences'] } as const;
    const populate = (discord: FakeDiscord) => void discord.user('ada').in(discord.guild());
    await using few = await scene({}, populate);
    await using all = await scene({ privilegedIntents: ['GuildMembers', 'GuildPresences'] }, populate, privileged);

    expect(few.client.guilds.cache.first()?.members.cache.size).toBe(1);
    expect(all.client.guilds.cache.first()?.members.cache.size).toBe(2);
    const fetched = await all.client.guilds.cache.first()?.members.fetch({ query: 'ad', limit: 5 });
    expect(fetched?.map(({ user }) => user.username)).toEqual(['ada']);
  });

  it('hears nothing of voice without the intent', async () => {
    await using it = await scene({}, (discord) => void discord.guild({ id: '817327181659111454' }), {
      intents: ['Guilds'],
    });
    let updates = 0;
    it.client.on(Events.VoiceStateUpdate, () => {
      updates += 1;
    });
    it.discord.memberJoins('817327181659111454', '1');
    it.discord.guild();
    await until(() => it.client.guilds.cache.size === 2);
    expect(updates).toBe(0);
  });

  it('knows whose application it is: a person, or a team', async () => {
    await using alone = await scene({ ownerIds: ['817327181659111454'] });
    expect((await alone.client.application?.fetch())?.owner).toMatchObject({ id: '817327181659111454' });
    await using team = await scene({ ownerIds: ['817327181659111454', '817327182111571989'] });
    const owner = (await team.client.application?.fetch())?.owner;
    if (!(owner instanceof Team)) throw new Error('It is a team.');
    expect([owner.ownerId, [...owner.members.keys()]]).toEqual([
      '817327181659111454',
      ['817327181659111454', '817327182111571989'],
    ]);
  });

  it('is refused by a wrong token, at the REST API and at the gateway', async () => {
    await using discord = new FakeDiscord({ token: 'right' });
    const client = clientOf(await discord.listen());
    expect(await codeOf(client.login('wrong'))).toBe('TokenInvalid');
    await client.destroy();
    expect(await closeCode(discord, { token: 'wrong', intents: 1 })).toBe(4004);
  });

  it.for([
    ['intents that are not switched on', { intents: 1 << 15 }, 4014],
    ['intents that there are not', { intents: 1 << 18 }, 4013],
    ['no intents', {}, 4013],
    ['a shard that cannot be', { intents: 1, shard: [2, 2] }, 4010],
  ] as const)('is closed for %s', async ([, identify, code]) => {
    await using discord = new FakeDiscord();
    await discord.listen();
    expect(await closeCode(discord, { token: discord.token, ...identify })).toBe(code);
  });

  it('learns of refused intents as from Discord', async () => {
    await using discord = new FakeDiscord();
    const client = clientOf(await discord.listen(), { intents: ['Guilds', 'MessageContent'] });
    await expect(client.login(discord.token)).rejects.toThrow(/disallowed intents/);
    await client.destroy();
  });

  it('has a guild on the shard that it belongs to', async () => {
    const [even, odd] = ['8388608000000000000', '8388608000004194304'];
    await using it = await scene({ shards: 2 }, (discord) => [even, odd].map((id) => discord.guild({ id })), {
      shards: 'auto',
    });
    const { client, discord } = it;

    expect(discord.shards.connected.toSorted()).toEqual([0, 1]);
    expect([even, odd].map((id) => client.guilds.cache.get(id)?.shardId)).toEqual([0, 1]);
    discord.memberJoins(odd, '1');
    await until(() => (client.guilds.cache.get(odd)?.voiceStates.cache.size ?? 0) === 1);
    expect(client.guilds.cache.get(even)?.voiceStates.cache.size).toBe(0);
  });

  it('shows what it does', async () => {
    await using it = await scene();
    it.client.user?.setPresence({ status: 'idle', activities: [{ name: 'songs' }] });
    await until(() => it.discord.shards.presence?.status === 'idle');
    expect(it.discord.shards.presence).toMatchObject({ activities: [{ name: 'songs' }] });
  });
});

/** Identifies by hand, and answers how the gateway closes. */
async function closeCode(discord: FakeDiscord, identify: object): Promise<number> {
  const socket = new WebSocket(`${discord.apiUrl.replace(/^http(.*)\/api$/, 'ws$1')}/?v=10&encoding=json`);
  return await new Promise((resolve) => {
    socket.addEventListener('open', () => socket.send(JSON.stringify({ op: 2, d: { properties: {}, ...identify } })));
    socket.addEventListener('close', ({ code }) => resolve(code));
  });
}
