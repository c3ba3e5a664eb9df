import { FakeDiscord, type GatewayPacket } from '@reprise/devkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logIn, until } from '../support/discord-bot.ts';

const wish = (guild_id: string, channel_id: string | null) => ({
  op: 4,
  d: { guild_id, channel_id, self_mute: false, self_deaf: true },
});

describe('the world of a FakeDiscord', () => {
  it('is the same for a bot without sockets, which hears of guilds and of who moves', async () => {
    const discord = new FakeDiscord();
    const packets: GatewayPacket[] = [];
    discord.onPacket((packet) => packets.push(packet));
    const guild = discord.guild({ name: 'Jazz' });
    const ada = discord.user('ada').in(guild);
    ada.joinVoice('Music');
    discord.client.sendToShard(guild.id, wish(guild.id, guild.channel('Music')));
    ada.leaveVoice();
    await until(() => packets.length === 6);

    expect(packets.map(({ t }) => t)).toEqual([
      'GUILD_CREATE',
      'GUILD_MEMBER_ADD',
      'VOICE_STATE_UPDATE',
      'VOICE_STATE_UPDATE',
      'VOICE_SERVER_UPDATE',
      'VOICE_STATE_UPDATE',
    ]);
    expect(packets[0]?.d).toMatchObject({ name: 'Jazz', channels: [{ name: 'general' }, { name: 'Music' }] });
    expect(packets[2]?.d).toMatchObject({ member: { user: { username: 'ada' } }, channel_id: guild.channel('Music') });
    expect(guild.botChannelId).toBe(guild.channel('Music'));
  });

  it('has channels that are full, that may not be joined, and that are gone', async () => {
    const discord = new FakeDiscord();
    const guild = discord.guild({
      channels: [
        { name: 'Full', type: 'voice', userLimit: 1 },
        { name: 'Closed', type: 'voice', canConnect: false },
        { name: 'Open', type: 'voice' },
      ],
    });
    discord.user('ada').in(guild).joinVoice('Full');
    for (const name of ['Full', 'Closed']) {
      discord.client.sendToShard(guild.id, wish(guild.id, guild.channel(name)));
      expect(guild.botChannelId).toBeNull();
    }
    const open = guild.channel('Open');
    discord.client.sendToShard(guild.id, wish(guild.id, open));
    expect(guild.botChannelId).toBe(open);
    discord.deleteChannel(guild.id, open);
    expect(guild.botChannelId).toBeNull();
    expect(() => guild.channel('Open')).toThrow(/no channel Open/);
    discord.client.sendToShard(guild.id, wish(guild.id, open));
    expect(guild.botChannelId).toBeNull();
  });

  it('ends up the same at a client, whatever is lost on the way', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('join' as const), who: fc.nat(3), where: fc.constantFrom('A', 'B') }),
      fc.record({ kind: fc.constant('leave' as const), who: fc.nat(3) }),
      fc.record({ kind: fc.constantFrom('cut' as const, 'close' as const, 'reconnect' as const, 'pause' as const) }),
    );
    const channels = ['A', 'B'].map((name) => ({ name, type: 'voice' as const }));
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 12 }), async (steps) => {
        await using discord = new FakeDiscord();
        const guild = discord.guild({ channels: [{ name: 'chat' }, ...channels] });
        const client = await logIn(discord);
        const people = [0, 1, 2, 3].map((i) => discord.user(`p${i}`).in(guild));
        for (const one of steps) {
          if (one.kind === 'join') people[one.who]?.joinVoice(one.where);
          else if (one.kind === 'leave') people[one.who]?.leaveVoice();
          else if (one.kind === 'cut') discord.shards.cut();
          else if (one.kind === 'close') discord.shards.close(4000);
          else if (one.kind === 'reconnect') discord.shards.askToReconnect();
          else await new Promise((resolve) => setTimeout(resolve, 5));
        }
        const seen = () => {
          const states = client.guilds.cache.get(guild.id)?.voiceStates.cache;
          return people.map(({ user }) => states?.get(user.id)?.channelId ?? null).join();
        };
        const truth = people.map(({ voiceChannelId }) => voiceChannelId).join();
        await until(() => seen() === truth && discord.shards.connected.length === 1);
        await client.destroy();
      }),
      { numRuns: 8, seed: 6 },
    );
  });
});
