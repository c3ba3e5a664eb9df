import { DevkitError, FakeDiscord, type FakeDiscordOptions, type GatewayPacket, ManualClock } from '@reprise/devkit';
import { AudioNode } from '@reprise/node';
import { describe, expect, it } from 'vitest';
import { pause } from '../../../node/test/support/socket.ts';
import { Bot, GUILD } from '../support/bot.ts';

const USER = '170939974227591168';
const CHANNEL = '900000000000000001';
const OTHER = '900000000000000002';

type Data = Readonly<Record<string, unknown>>;

/** A Discord whose packets are kept. */
function scene(options: FakeDiscordOptions = {}): {
  readonly discord: FakeDiscord;
  readonly join: (channelId: string | null, flags?: object) => void;
  readonly heard: () => Promise<readonly GatewayPacket[]>;
} {
  const discord = new FakeDiscord({ userId: USER, ...options });
  const packets: GatewayPacket[] = [];
  discord.onPacket((packet) => packets.push(packet));
  return {
    discord,
    join: (channelId, flags = {}) =>
      discord.client.sendToShard(GUILD, {
        op: 4,
        d: { guild_id: GUILD, channel_id: channelId, self_mute: false, self_deaf: true, ...flags },
      }),
    heard: async () => {
      for (let turn = 0; turn < 4; turn++) await new Promise(setImmediate);
      return packets.splice(0);
    },
  };
}

function names(packets: readonly GatewayPacket[]): readonly string[] {
  return packets.map(({ t }) => t);
}

function dataOf(packets: readonly GatewayPacket[], name: string): Data {
  const packet = packets.find(({ t }) => t === name);
  if (packet === undefined) throw new Error(`No ${name} among ${names(packets)}`);
  return { ...packet.d };
}

/** What a client hands to its node. */
function voiceOf(packets: readonly GatewayPacket[]): object {
  const state = dataOf(packets, 'VOICE_STATE_UPDATE');
  const server = dataOf(packets, 'VOICE_SERVER_UPDATE');
  return { token: server.token, endpoint: server.endpoint, sessionId: state.session_id, channelId: state.channel_id };
}

describe('a bot that joins', () => {
  it('gets the two voice updates as Discord sends them', async () => {
    const { join, heard } = scene();
    join(CHANNEL);
    const packets = await heard();

    expect(packets).toMatchObject([
      {
        op: 0,
        s: 1,
        t: 'VOICE_STATE_UPDATE',
        d: { guild_id: GUILD, user_id: USER, channel_id: CHANNEL, suppress: false, self_deaf: true },
      },
      { op: 0, s: 2, t: 'VOICE_SERVER_UPDATE', d: { guild_id: GUILD } },
    ]);
    expect(dataOf(packets, 'VOICE_STATE_UPDATE').session_id).toMatch(/^\w{32}$/);
    expect(dataOf(packets, 'VOICE_SERVER_UPDATE').endpoint).toMatch(/^c-ams\d\d-[0-9a-f]{8}\.discord\.media:\d+$/);
  });

  it('gets them the other way round, later and apart, when told so', async () => {
    const clock = new ManualClock();
    const { join, heard } = scene({ clock, order: 'server-first', answerAfterMs: 100, gapMs: 50 });
    join(CHANNEL);
    clock.advance(99);
    expect(await heard()).toEqual([]);
    clock.advance(1);
    expect(names(await heard())).toEqual(['VOICE_SERVER_UPDATE']);
    clock.advance(50);
    expect(names(await heard())).toEqual(['VOICE_STATE_UPDATE']);
  });

  it('is moved by its own wish with the session it has, and leaves', async () => {
    const { discord, join, heard } = scene();
    join(CHANNEL);
    const before = await heard();
    join(OTHER);
    const after = await heard();

    expect(dataOf(after, 'VOICE_STATE_UPDATE')).toMatchObject({
      channel_id: OTHER,
      session_id: dataOf(before, 'VOICE_STATE_UPDATE').session_id,
    });
    expect(dataOf(after, 'VOICE_SERVER_UPDATE').token).not.toBe(dataOf(before, 'VOICE_SERVER_UPDATE').token);

    join(null);
    expect(await heard()).toMatchObject([{ t: 'VOICE_STATE_UPDATE', d: { channel_id: null } }]);
    join(null);
    expect(await heard()).toEqual([]);
    expect(discord.channelOf(GUILD)).toBeNull();
    expect(discord.sent.map(({ channelId }) => channelId)).toEqual([CHANNEL, OTHER, null, null]);
  });

  it('gets a new session when it joins anew', async () => {
    const { join, heard } = scene();
    join(CHANNEL);
    const first = dataOf(await heard(), 'VOICE_STATE_UPDATE').session_id;
    join(null);
    await heard();
    join(CHANNEL);

    expect(dataOf(await heard(), 'VOICE_STATE_UPDATE').session_id).not.toBe(first);
  });

  it.for([
    ['both', ['VOICE_STATE_UPDATE', 'VOICE_SERVER_UPDATE']],
    ['state-only', ['VOICE_STATE_UPDATE']],
    ['silence', []],
  ] as const)('the channel it is in is answered with %s', async ([onRejoin, expected]) => {
    const { join, heard } = scene({ onRejoin });
    join(CHANNEL);
    await heard();
    join(CHANNEL);

    expect(names(await heard())).toEqual(expected);
    join(CHANNEL, { self_mute: true });
    expect(names(await heard())[0]).toBe('VOICE_STATE_UPDATE');
  });

  it('is not answered where it may not join, where it is full, and while Discord is silent', async () => {
    const channels = [
      { id: CHANNEL, canConnect: false },
      { id: OTHER, userLimit: 1 },
    ];
    const { discord, join, heard } = scene({ channels });
    discord.memberJoins(GUILD, OTHER);
    await heard();
    join(CHANNEL);
    join(OTHER);
    expect(await heard()).toEqual([]);
    expect(discord.channelOf(GUILD)).toBeNull();

    discord.isSilent = true;
    join('900000000000000003');
    expect(await heard()).toEqual([]);
    expect(discord.channelOf(GUILD)).toBe('900000000000000003');
  });

  it.for([
    ['another opcode', { op: 2, d: {} }, /4001/],
    ['no data', { op: 4 }, /4002/],
    ['a number for a channel', { op: 4, d: { guild_id: GUILD, channel_id: 5 } }, /channel_id/],
    ['another guild', { op: 4, d: { guild_id: '5', channel_id: CHANNEL } }, /guild_id must be/],
    ['a word for a switch', { op: 4, d: { guild_id: GUILD, channel_id: CHANNEL, self_deaf: 'yes' } }, /self_deaf/],
  ] as const)('with %s is told what Discord would do', ([, payload, message]) => {
    const { discord } = scene();
    const send = (): void => discord.client.sendToShard(GUILD, payload);

    expect(send).toThrow(DevkitError);
    expect(send).toThrow(message);
  });

  it('too often has to wait for the next minute, as libraries make it', async () => {
    const clock = new ManualClock();
    const { discord, join } = scene({ clock, sendsPerMinute: 2 });
    for (const channel of [CHANNEL, OTHER, CHANNEL, OTHER, CHANNEL]) join(channel);

    expect([discord.sent.length, discord.heldBack]).toEqual([2, 3]);
    clock.advance(60_000);
    expect([discord.sent.length, discord.heldBack]).toEqual([4, 1]);
    clock.advance(59_999);
    expect(discord.heldBack).toBe(1);
    clock.advance(1);
    expect(discord.sent).toHaveLength(5);
  });

  it('has that limit for each shard', () => {
    const clock = new ManualClock();
    const discord = new FakeDiscord({ clock, sendsPerMinute: 1, shards: 2 });
    for (const shard of [0n, 1n, 2n]) {
      const guild_id = String(shard << 22n);
      discord.client.sendToShard(guild_id, { op: 4, d: { guild_id, channel_id: CHANNEL } });
    }

    expect([discord.sent.length, discord.heldBack]).toEqual([2, 1]);
  });
});

describe('what others do to the bot', () => {
  it('moves it to another channel with the session it has, and throws it out', async () => {
    const { discord, join, heard } = scene();
    join(CHANNEL);
    const before = await heard();
    discord.moveBot(GUILD, OTHER);
    const moved = await heard();
    expect(names(moved)).toEqual(['VOICE_STATE_UPDATE', 'VOICE_SERVER_UPDATE']);
    expect(dataOf(moved, 'VOICE_STATE_UPDATE')).toMatchObject({
      channel_id: OTHER,
      session_id: dataOf(before, 'VOICE_STATE_UPDATE').session_id,
    });

    discord.kick(GUILD);
    expect(await heard()).toMatchObject([{ d: { channel_id: null } }]);
    discord.kick(GUILD);
    discord.moveBot(GUILD, CHANNEL);
    expect(await heard()).toEqual([]);
  });

  it('deletes its channel under it', async () => {
    const { discord, join, heard } = scene();
    const someone = discord.memberJoins(GUILD, CHANNEL);
    join(CHANNEL);
    await heard();
    discord.deleteChannel(GUILD, CHANNEL);

    const [deleted, ...states] = await heard();
    expect(deleted).toMatchObject({ t: 'CHANNEL_DELETE', d: { id: CHANNEL, guild_id: GUILD } });
    expect(states.map(({ d }) => d)).toMatchObject([
      { user_id: someone, channel_id: null },
      { user_id: USER, channel_id: null },
    ]);
  });

  it('moves its voice server, with a time without one between', async () => {
    const { discord, join, heard } = scene();
    join(CHANNEL);
    await heard();
    discord.loseVoiceServer(GUILD);
    expect(await heard()).toMatchObject([{ t: 'VOICE_SERVER_UPDATE', d: { endpoint: null } }]);

    const endpoint = discord.moveVoiceServer(GUILD, 'c-ewr07-d2466d40.discord.media:2087');
    expect(await heard()).toMatchObject([{ t: 'VOICE_SERVER_UPDATE', d: { endpoint } }]);
  });

  it('joins and leaves its channel, people and bots', async () => {
    const { discord, heard } = scene();
    const someone = discord.memberJoins(GUILD, CHANNEL, { isDeaf: true });
    discord.memberJoins(GUILD, CHANNEL, { userId: '5', isBot: true });
    const packets = await heard();

    expect(packets.map(({ d }) => d)).toMatchObject([
      { user_id: someone, channel_id: CHANNEL, self_deaf: true },
      { user_id: '5', member: { user: { bot: true } } },
    ]);
    expect({ ...(dataOf(packets, 'VOICE_STATE_UPDATE').member as { user: object }) }.user).not.toHaveProperty('bot');
    expect(discord.peopleIn(GUILD, CHANNEL)).toBe(1);

    discord.memberLeaves(GUILD, someone);
    discord.memberLeaves(GUILD, someone);
    expect(await heard()).toMatchObject([{ d: { user_id: someone, channel_id: null } }]);
    expect(discord.peopleIn(GUILD, CHANNEL)).toBe(0);
  });

  it('makes it listen on a stage until it may speak', async () => {
    const { discord, join, heard } = scene({ channels: [{ id: CHANNEL, type: 'stage' }] });
    join(CHANNEL);
    expect(dataOf(await heard(), 'VOICE_STATE_UPDATE').suppress).toBe(true);
    await expect(discord.client.becomeSpeaker(GUILD, CHANNEL)).rejects.toMatchObject({
      code: 'DISCORD_FORBIDDEN',
      message: expect.stringContaining('403'),
    });

    discord.inviteToSpeak(GUILD);
    expect(dataOf(await heard(), 'VOICE_STATE_UPDATE').suppress).toBe(false);
    discord.moveToAudience(GUILD);
    expect(dataOf(await heard(), 'VOICE_STATE_UPDATE').suppress).toBe(true);
  });

  it('lets it make itself a speaker when it may, on the stage where it is', async () => {
    const { discord, join, heard } = scene({ channels: [{ id: CHANNEL, type: 'stage', canSpeak: true }] });
    await expect(discord.client.becomeSpeaker(GUILD, CHANNEL)).rejects.toThrow('400');
    join(CHANNEL);
    await heard();
    await discord.client.becomeSpeaker(GUILD, CHANNEL);

    expect(dataOf(await heard(), 'VOICE_STATE_UPDATE')).toMatchObject({ suppress: false, channel_id: CHANNEL });
  });
});

describe('the gateway', () => {
  it('brings back what was missed when the bot resumes, and loses what the bot sent', async () => {
    const { discord, join, heard } = scene();
    join(CHANNEL);
    await heard();
    discord.loseGateway();
    discord.moveBot(GUILD, OTHER);
    join(null);
    expect(await heard()).toEqual([]);
    expect(discord.sent.at(-1)).toMatchObject({ channelId: null, isLost: true });

    discord.resumeGateway();
    expect((await heard()).map(({ t, s }) => [t, s])).toEqual([
      ['VOICE_STATE_UPDATE', 3],
      ['VOICE_SERVER_UPDATE', 4],
      ['RESUMED', 5],
    ]);
    expect(discord.channelOf(GUILD)).toBe(OTHER);
  });

  it('takes the bot out of voice when its session is gone, and tells it its guilds again', async () => {
    const { discord, join, heard } = scene();
    join(CHANNEL);
    discord.memberJoins(GUILD, CHANNEL, { userId: '7' });
    await heard();
    discord.loseGateway();
    discord.kick(GUILD);
    discord.reidentifyGateway();

    const packets = await heard();
    expect(packets.map(({ t, s }) => [t, s])).toEqual([
      ['READY', 1],
      ['GUILD_CREATE', 2],
    ]);
    expect(dataOf(packets, 'READY').guilds).toEqual([{ id: GUILD, unavailable: true }]);
    expect(dataOf(packets, 'GUILD_CREATE').voice_states).toMatchObject([{ user_id: '7', channel_id: CHANNEL }]);
    expect(discord.channelOf(GUILD)).toBeNull();
  });

  it('keeps the bot in its channel through an outage of the guild', async () => {
    const { discord, join, heard } = scene();
    join(CHANNEL);
    await heard();
    discord.startGuildOutage(GUILD);
    discord.endGuildOutage(GUILD);

    const [gone, back] = await heard();
    expect(gone).toMatchObject({ t: 'GUILD_DELETE', d: { id: GUILD, unavailable: true } });
    expect(back).toMatchObject({ t: 'GUILD_CREATE', d: { voice_states: [{ user_id: USER, channel_id: CHANNEL }] } });
  });

  it('answers nothing for a guild that the bot is no member of', async () => {
    const { discord, join, heard } = scene();
    discord.removeFromGuild(GUILD);
    join(CHANNEL);

    expect(await heard()).toMatchObject([{ t: 'GUILD_DELETE', d: { id: GUILD } }]);
  });

  it('stops handing packets to a handler that is taken away', async () => {
    const { discord, join } = scene();
    const packets: GatewayPacket[] = [];
    const stop = discord.onPacket((packet) => packets.push(packet));
    stop();
    join(CHANNEL);
    await pause(1);

    expect(packets).toEqual([]);
  });
});

describe('its voice servers', () => {
  /** A bot whose node plays through this Discord. */
  async function playing(
    options: FakeDiscordOptions = {},
  ): Promise<ReturnType<typeof scene> & AsyncDisposable & { readonly bot: Bot }> {
    const all = scene(options);
    const node = new AudioNode({ port: 0, voice: all.discord.voice });
    await node.start();
    const bot = await Bot.open(node.url, { 'User-Id': USER });
    all.join(CHANNEL);
    await bot.patch(GUILD, { voice: voiceOf(await all.heard()), track: { identifier: 'demo:track:ode-to-joy' } });
    await pause(5);
    await bot.heard();
    return {
      ...all,
      bot,
      [Symbol.asyncDispose]: async () => {
        await bot[Symbol.asyncDispose]();
        await node.close();
      },
    };
  }

  it('admit whoever has what Discord sent', async () => {
    await using all = await playing();

    expect(all.discord.voice.connections).toMatchObject([{ state: 'open', target: { userId: USER } }]);
  });

  it.for([
    ['a token of before', { token: 'old' }, 4004],
    ['a session of before', { sessionId: 'old' }, 4006],
    ['another server', { endpoint: 'c-ewr07-d2466d40.discord.media:443' }, 4006],
  ] as const)('send away whoever has %s', async ([, wrong, code]) => {
    await using all = await playing();
    const target = all.discord.voice.connections[0]?.target;
    const { token, endpoint, sessionId, channelId } = { ...target, ...wrong };
    await all.bot.patch(GUILD, { voice: { token, endpoint, sessionId, channelId } });

    const closed = await all.bot.socket.find(
      (message) => message.op === 'event' && message.type === 'WebSocketClosedEvent' && message.byRemote,
    );
    expect(closed).toMatchObject({ code });
  });

  it.for([
    ['the bot is thrown out', (discord: FakeDiscord) => discord.kick(GUILD), 4014],
    ['the bot is moved', (discord: FakeDiscord) => discord.moveBot(GUILD, OTHER), 4014],
    ['the server moves', (discord: FakeDiscord) => discord.moveVoiceServer(GUILD), 4014],
    ['the session of the gateway is gone', (discord: FakeDiscord) => discord.reidentifyGateway(), 4014],
    ['the bot is thrown out of the guild', (discord: FakeDiscord) => discord.removeFromGuild(GUILD), 4014],
    ['the voice session is gone', (discord: FakeDiscord) => discord.invalidateSession(GUILD), 4006],
  ] as const)('close when %s', async ([, act, code]) => {
    await using all = await playing();
    act(all.discord);

    expect(await all.bot.heard()).toMatchObject([
      { type: 'WebSocketClosedEvent', code, byRemote: true },
      { op: 'playerUpdate' },
    ]);
  });

  it('take the bot back after its voice session was lost', async () => {
    await using all = await playing();
    all.discord.invalidateSession(GUILD);
    all.join(CHANNEL);
    await all.bot.patch(GUILD, { voice: voiceOf(await all.heard()) });
    await pause(5);

    expect(all.discord.voice.connections).toMatchObject([{ state: 'open' }]);
  });
});

describe('FakeDiscord', () => {
  it('makes up the same things for the same seed', async () => {
    const first = scene();
    const second = scene();
    first.join(CHANNEL);
    second.join(CHANNEL);

    const heard = await first.heard();
    expect(heard).toHaveLength(2);
    expect(await second.heard()).toEqual(heard);
  });

  it('names the option that is wrong', () => {
    // @ts-expect-error: an order that does not exist
    expect(() => new FakeDiscord({ order: 'any' })).toThrow('FakeDiscord: order must be one of state-first');
    expect(() => new FakeDiscord({ shards: 0 })).toThrow('FakeDiscord: shards');
    expect(() => new FakeDiscord({ mostKept: 0 })).toThrow('FakeDiscord: mostKept');
    expect(() => new FakeDiscord({ ownerIds: [] })).toThrow('FakeDiscord: ownerIds');
    // @ts-expect-error: an option that does not exist
    expect(() => new FakeDiscord({ guild: '1' })).toThrow(/there is no option "guild"/);
  });
});
