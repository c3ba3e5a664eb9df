import { FakeDiscord } from '@reprise/devkit';
import { describe, expect, it } from 'vitest';
import { readVoicePacket } from '../../src/voice/voice-packet.ts';
import { VoiceStates } from '../../src/voice/voice-states.ts';
import { BOT, GUILD, HALL, ROOM, settled } from './support/sessions.ts';

function watched() {
  const discord = new FakeDiscord({ userId: BOT });
  const states = new VoiceStates(BOT);
  discord.onPacket((packet) => {
    const read = readVoicePacket(packet);
    if (read !== undefined) states.receive(read);
  });
  return { discord, states };
}

describe('VoiceStates', () => {
  it('counts people, deafened ones too, but no bots, from when the guild comes', async () => {
    const { discord, states } = watched();
    states.track(GUILD);
    const early = discord.memberJoins(GUILD, HALL);
    await settled();
    // Others may be there since before.
    expect(states.count(GUILD, HALL)).toBeUndefined();
    discord.endGuildOutage(GUILD);
    await settled();
    expect([states.count(GUILD, HALL), states.count(GUILD, ROOM)]).toEqual([1, 0]);
    discord.memberJoins(GUILD, HALL, { isDeaf: true });
    discord.memberJoins(GUILD, HALL, { isBot: true });
    discord.memberJoins(GUILD, HALL, { userId: BOT, isBot: true });
    await settled();
    expect(states.count(GUILD, HALL)).toBe(2);
    discord.memberJoins(GUILD, ROOM, { userId: early });
    await settled();
    expect([states.count(GUILD, HALL), states.count(GUILD, ROOM)]).toEqual([1, 1]);
    discord.memberLeaves(GUILD, early);
    await settled();
    expect([states.count(GUILD, HALL), states.count(GUILD, ROOM)]).toEqual([1, 0]);
  });

  it('takes what it is told, and keeps it up to date', async () => {
    const { discord, states } = watched();
    states.track(GUILD);
    states.replace(GUILD, [
      { user_id: '1', channel_id: HALL, member: { user: {} } },
      { user_id: '2', channel_id: HALL, member: { user: { bot: true } } },
      { user_id: '3', channel_id: HALL },
      { user_id: '4', channel_id: null },
    ]);
    expect([states.count(GUILD, HALL), states.count(GUILD, ROOM)]).toEqual([2, 0]);
    discord.memberJoins(GUILD, ROOM, { userId: '1' });
    await settled();
    expect([states.count(GUILD, HALL), states.count(GUILD, ROOM)]).toEqual([1, 1]);
    states.replace(GUILD, []);
    expect([states.count(GUILD, HALL), states.count(GUILD, ROOM)]).toEqual([0, 0]);
  });

  it('remembers that somebody is a bot when a later packet does not say', () => {
    const states = new VoiceStates(BOT);
    states.track(GUILD);
    states.replace(GUILD, [{ user_id: '2', channel_id: HALL, member: { user: { bot: true } } }]);
    const d = { guild_id: GUILD, user_id: '2', channel_id: ROOM, session_id: 'x' };
    const moved = readVoicePacket({ t: 'VOICE_STATE_UPDATE', d });
    if (moved !== undefined) states.receive(moved);
    expect(states.count(GUILD, ROOM)).toBe(0);
  });

  it('keeps what it knows through an outage, and nothing of a guild that is gone or not tracked', async () => {
    const { discord, states } = watched();
    discord.memberJoins(GUILD, HALL);
    discord.endGuildOutage(GUILD);
    await settled();
    expect(states.count(GUILD, HALL)).toBeUndefined();
    states.track(GUILD);
    discord.endGuildOutage(GUILD);
    discord.startGuildOutage(GUILD);
    await settled();
    states.track(GUILD);
    expect(states.count(GUILD, HALL)).toBe(1);
    discord.removeFromGuild(GUILD);
    await settled();
    expect(states.count(GUILD, HALL)).toBeUndefined();
    states.replace(GUILD, []);
    states.untrack(GUILD);
    expect(states.count(GUILD, HALL)).toBeUndefined();
  });
});
