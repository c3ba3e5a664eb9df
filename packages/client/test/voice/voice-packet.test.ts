import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readVoicePacket } from '../../src/voice/voice-packet.ts';

const GUILD = '817327181659111454';

describe('readVoicePacket', () => {
  it('reads where a user is', () => {
    const d = {
      guild_id: GUILD,
      channel_id: '5',
      user_id: '7',
      session_id: 'abc',
      suppress: true,
      member: { user: { id: '7', bot: true } },
    };
    const state = {
      kind: 'state',
      guildId: GUILD,
      channelId: '5',
      userId: '7',
      sessionId: 'abc',
      isSuppressed: true,
      isBot: true,
    };
    const packet = { op: 0, s: 12, t: 'VOICE_STATE_UPDATE', d };
    expect(readVoicePacket(packet)).toEqual(state);
    const left = { ...d, channel_id: null, suppress: false, member: { user: { id: '7' } } };
    expect(readVoicePacket({ ...packet, d: left })).toEqual({
      ...state,
      channelId: null,
      isSuppressed: false,
      isBot: false,
    });
    const { member: _, ...unknown } = d;
    expect(readVoicePacket({ ...packet, d: unknown })).toEqual({ ...state, isBot: undefined });
  });

  it('reads the voice server, and that it is away', () => {
    const packet = (endpoint: unknown) => ({ t: 'VOICE_SERVER_UPDATE', d: { guild_id: GUILD, token: 'x', endpoint } });
    const server = { kind: 'server', guildId: GUILD, token: 'x' };
    expect(readVoicePacket(packet('a.discord.media:443'))).toEqual({ ...server, endpoint: 'a.discord.media:443' });
    for (const away of [null, undefined, ''])
      expect(readVoicePacket(packet(away))).toEqual({ ...server, endpoint: null });
  });

  it('reads guilds that come and go, and what becomes of the shard', () => {
    const voice_states = [{ user_id: '7', channel_id: '5', session_id: 'abc' }, { user_id: '8' }, null];
    const members = [{ user: { id: '7', bot: true } }, 'nobody'];
    const guild = readVoicePacket({ t: 'GUILD_CREATE', d: { id: GUILD, voice_states, members } });
    expect(guild).toMatchObject({ kind: 'guild', guildId: GUILD });
    const states = guild?.kind === 'guild' ? guild.voiceStates() : undefined;
    expect(states).toMatchObject([{ userId: '7', channelId: '5', sessionId: 'abc', isBot: true }]);

    const gone = (d: object) => readVoicePacket({ t: 'GUILD_DELETE', d });
    expect(gone({ id: GUILD })).toEqual({ kind: 'guildGone', guildId: GUILD, isUnavailable: false });
    expect(gone({ id: GUILD, unavailable: true })).toMatchObject({ isUnavailable: true });
    const guilds = [{ id: GUILD, unavailable: true }, {}, null];
    expect(readVoicePacket({ t: 'READY', d: { guilds } })).toEqual({ kind: 'shardReady', guildIds: [GUILD] });
    const shard = (given: unknown) => readVoicePacket({ t: 'READY', d: { guilds: [], shard: given } });
    expect(shard([3, 16])).toEqual({ kind: 'shardReady', guildIds: [], shard: { id: 3, count: 16 } });
    for (const broken of [[16, 16], [-1, 16], [0, 0], ['0', 1], [0.5, 1], [0], 0, null])
      expect(shard(broken)).toEqual({ kind: 'shardReady', guildIds: [] });
    expect(readVoicePacket({ t: 'RESUMED', d: null })).toEqual({ kind: 'shardResumed' });
  });

  it('does not know what a guild without voice states holds', () => {
    const guild = readVoicePacket({ t: 'GUILD_CREATE', d: { id: GUILD } });
    expect(guild?.kind === 'guild' && guild.voiceStates()).toBeUndefined();
  });

  it('passes over everything else', () => {
    const t = ['MESSAGE_CREATE', null, undefined, 5];
    for (const packet of t.map((type) => ({ t: type, d: {} }))) expect(readVoicePacket(packet)).toBeUndefined();
  });

  it('never throws, and never makes up what is not there', () => {
    const type = fc.constantFrom('VOICE_STATE_UPDATE', 'VOICE_SERVER_UPDATE', 'GUILD_CREATE', 'GUILD_DELETE', 'READY');
    const names = ['guild_id', 'user_id', 'channel_id', 'session_id', 'token', 'endpoint', 'id', 'guilds', 'member'];
    const record = fc.dictionary(fc.constantFrom(...names, 'voice_states', 'members', 'unavailable'), fc.anything());
    const packets = fc.oneof(fc.anything(), fc.record({ t: type, d: fc.oneof(record, fc.anything()) }));
    fc.assert(
      fc.property(packets, (packet) => {
        const read = readVoicePacket(packet);
        if (read === undefined) return true;
        if (read.kind === 'guild') read.voiceStates();
        if (read.kind === 'shardResumed') return true;
        if (read.kind === 'shardReady') return read.guildIds.every((id) => typeof id === 'string');
        if (read.kind === 'state')
          return [read.guildId, read.userId].every((id) => typeof id === 'string' && id !== '');
        return typeof read.guildId === 'string' && read.guildId !== '';
      }),
      { numRuns: 5_000 },
    );
  });
});
