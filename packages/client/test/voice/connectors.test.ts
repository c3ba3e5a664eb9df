import { afterEach, describe, expect, it } from 'vitest';
import { VoiceClientError } from '../../src/errors/index.ts';
import type { VoicePayload } from '../../src/voice/connector.ts';
import { connectorOf, type PoolClient } from '../../src/voice/connector-of.ts';
import { readVoicePacket } from '../../src/voice/voice-packet.ts';
import { discordJs, eris, type Library, oceanic } from './support/libraries.ts';
import { BOT, GUILD, HALL, ROOM, settled } from './support/sessions.ts';

const [PERSON, OTHER, ROBOT] = ['200000000000000001', '200000000000000002', '200000000000000003'];
const JOIN: VoicePayload = { op: 4, d: { guild_id: GUILD, channel_id: HALL, self_mute: false, self_deaf: true } };
/** By Discord's formula, with two shards. */
const SHARD = Number((BigInt(GUILD) >> 22n) % 2n);

function member(id: string, bot = false): object {
  return {
    user: { id, username: `user${id}`, discriminator: '0', avatar: null, bot },
    roles: [],
    joined_at: '2026-01-01T00:00:00.000Z',
    deaf: false,
    mute: false,
    flags: 0,
  };
}

function state(user_id: string, channel_id: string | null, more: object = {}): object {
  const flags = { deaf: false, mute: false, self_deaf: false, self_mute: false, self_video: false, suppress: false };
  return { user_id, channel_id, session_id: `of ${user_id}`, request_to_speak_timestamp: null, ...flags, ...more };
}

/** A guild as it comes: a person and a robot in the hall, and the bot itself. */
function guild(): object {
  const channel = { type: 2, permission_overwrites: [], position: 0, bitrate: 64_000, user_limit: 0, parent_id: null };
  const lists = { emojis: [], stickers: [], presences: [], threads: [], stage_instances: [], features: [] };
  return {
    id: GUILD,
    name: 'guild',
    unavailable: false,
    owner_id: PERSON,
    member_count: 4,
    joined_at: '2026-01-01T00:00:00.000Z',
    ...lists,
    guild_scheduled_events: [],
    soundboard_sounds: [],
    roles: [
      { id: GUILD, name: '@everyone', permissions: '0', position: 0, color: 0, colors: { primary_color: 0 }, flags: 0 },
    ],
    channels: [
      { ...channel, id: HALL, name: 'hall' },
      { ...channel, id: ROOM, name: 'room' },
    ],
    members: [member(PERSON), member(ROBOT, true), member(BOT, true)],
    voice_states: [state(PERSON, HALL, { self_deaf: true }), state(ROBOT, HALL), state(BOT, HALL)],
  };
}

describe.each([
  ['discord.js', discordJs],
  ['Eris', eris],
  ['Oceanic', oceanic],
] as const)('the connector of %s', (name, make) => {
  let library: Library | undefined;
  afterEach(async () => library?.[Symbol.asyncDispose]());

  async function connected() {
    library = await make();
    return { library, connector: connectorOf(library.client) };
  }

  it('is chosen by the shape of the client, and knows the bot', async () => {
    const { connector } = await connected();
    expect([connector.userId, connector.advice]).toEqual([BOT, expect.stringContaining(`With ${name}:`)]);
  });

  it('sends to the shard of the guild', async () => {
    const { library, connector } = await connected();
    await connector.send(GUILD, JOIN);
    await settled();
    expect(library.sent).toEqual([[SHARD, JOIN]]);
  });

  it('sends nothing, and breaks nothing, while the shard is away', async () => {
    const { library, connector } = await connected();
    library.disconnect();
    await connector.send(GUILD, JOIN);
    await settled();
    expect(library.sent).toEqual([]);
  });

  it('says when the shard of a guild is not in this process', async () => {
    const { library, connector } = await connected();
    const elsewhere = { ...JOIN, d: { ...JOIN.d, guild_id: '1' } };
    library.shards.delete(0);
    expect(() => connector.send('1', elsewhere)).toThrow(VoiceClientError);
    expect(() => connector.send('1', elsewhere)).toThrow('shard 0 of 2');
  });

  it('hands over packets as they come, until it shall not', async () => {
    const { library, connector } = await connected();
    const heard: unknown[] = [];
    const stop = connector.listen((packet) => heard.push(readVoicePacket(packet)?.kind));
    library.dispatch('GUILD_CREATE', guild());
    library.dispatch('VOICE_STATE_UPDATE', { ...state(BOT, ROOM), guild_id: GUILD, member: member(BOT, true) });
    library.dispatch('VOICE_SERVER_UPDATE', { guild_id: GUILD, token: 'x', endpoint: 'a.discord.media' });
    library.dispatch('GUILD_DELETE', { id: GUILD, unavailable: true });
    await settled();
    expect(heard).toEqual(['guild', 'state', 'server', 'guildGone']);
    stop();
    library.dispatch('GUILD_DELETE', { id: GUILD, unavailable: true });
    expect(heard.length).toBe(4);
  });

  it('counts people, deafened ones too, in the channel where the bot is', async () => {
    const { library, connector } = await connected();
    const count = () => [HALL, ROOM].map((channelId) => connector.countListeners(GUILD, channelId));
    expect(count()).toEqual([undefined, undefined]);
    library.dispatch('GUILD_CREATE', guild());
    await settled();
    expect(count()).toEqual([1, undefined]);
    library.dispatch('VOICE_STATE_UPDATE', { ...state(OTHER, HALL), guild_id: GUILD, member: member(OTHER) });
    await settled();
    expect(count()).toEqual([2, undefined]);
    library.dispatch('VOICE_STATE_UPDATE', { ...state(BOT, ROOM), guild_id: GUILD, member: member(BOT, true) });
    await settled();
    expect(count()).toEqual([undefined, 0]);
  });

  it('makes the bot a speaker by the REST API', async () => {
    const { library, connector } = await connected();
    await connector.becomeSpeaker?.(GUILD, HALL);
    const [method, path, body] = library.asked[0] ?? [];
    expect([method, path]).toEqual(['PATCH', expect.stringMatching(`/api(/v10)?/guilds/${GUILD}/voice-states/@me$`)]);
    expect(body).toEqual({ channel_id: HALL, suppress: false });
  });
});

describe('connectorOf', () => {
  it('refuses a library that is not logged in, and what is no client', async () => {
    const { Client } = await import('oceanic.js');
    const strangers: unknown[] = [new Client({ auth: 'Bot none' }), { user: null }, { userId: 'me' }, {}, null, 'bot'];
    for (const client of strangers) {
      expect(() => connectorOf(client as PoolClient)).toThrow(TypeError);
      expect(() => connectorOf(client as PoolClient)).toThrow(
        /discord\.js, Eris or Oceanic.*\{ userId, sendToShard \}/,
      );
    }
  });

  it('refuses hooks that are no functions', () => {
    const client = { userId: BOT, sendToShard: 'yes' };
    // @ts-expect-error: it must be a function
    expect(() => connectorOf(client)).toThrow('client.sendToShard must be a function');
  });

  it.each([{ userId: BOT }, { user: { id: BOT } }])(
    'lets a pool search with %j, and says what joining needs',
    (client) => {
      const connector = connectorOf(client);
      expect(connector.userId).toBe(BOT);
      expect(() => connector.send(GUILD, JOIN)).toThrow(VoiceClientError);
      expect(() => connector.send(GUILD, JOIN)).toThrow('{ userId, sendToShard }');
      expect([connector.countListeners(GUILD, HALL), connector.becomeSpeaker]).toEqual([undefined, undefined]);
    },
  );

  it('uses the hooks of a raw client, as methods of it', async () => {
    class Bot {
      readonly userId = BOT;
      readonly calls: unknown[] = [];
      sendToShard(...args: unknown[]): void {
        this.calls.push(args);
      }
      countListeners(): number {
        return this.calls.length;
      }
      async becomeSpeaker(...args: unknown[]): Promise<void> {
        this.calls.push(args);
      }
    }
    const bot = new Bot();
    const connector = connectorOf(bot);
    connector.send(GUILD, JOIN);
    await connector.becomeSpeaker?.(GUILD, HALL);
    expect(bot.calls).toEqual([
      [GUILD, JOIN],
      [GUILD, HALL],
    ]);
    expect(connector.countListeners(GUILD, HALL)).toBe(2);
    connector.listen(() => undefined)();
  });
});
