import { FakeDiscord } from '@reprise/devkit';
import { Events } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { logIn, type Scene, scene, until } from '../support/discord-bot.ts';

const GUILD = '817327181659111454';

/** A bot in a guild, and how many it knows of in voice channels. */
async function stage(options: Parameters<typeof scene>[0] = {}) {
  const it: Scene = await scene(options, (discord) => void discord.guild({ id: GUILD }));
  const people = () => it.client.guilds.cache.get(GUILD)?.voiceStates.cache.size ?? 0;
  const arrivals = () => it.discord.shards.arrivals.map(({ how, isRefused }) => `${how}${isRefused ? ' refused' : ''}`);
  return Object.assign(it, { people, arrivals });
}

describe('a shard that loses its connection', () => {
  it.for<[string, (discord: FakeDiscord) => void]>([
    ['is closed with 4000', (discord) => discord.shards.close(4000)],
    ['is cut', (discord) => discord.shards.cut()],
    ['is told to reconnect', (discord) => discord.shards.askToReconnect()],
  ])('resumes with what it missed, when it %s', async ([, lose]) => {
    await using it = await stage();
    lose(it.discord);
    await until(() => it.discord.shards.connected.length === 0);
    it.discord.memberJoins(GUILD, '1');
    await until(() => it.people() === 1);
    expect(it.arrivals()).toEqual(['identify', 'resume']);
  });

  it('gets what comes afterwards, too, and can be used by people meanwhile', async () => {
    await using it = await stage();
    await it.client.application?.commands.set([{ name: 'ping', description: 'x' }]);
    it.on((interaction) => interaction.isChatInputCommand() && interaction.reply('pong'));
    const ada = it.discord.user('ada').in(it.discord.guild({ id: GUILD }));
    it.discord.shards.cut();
    await until(() => it.discord.shards.connected.length === 0);
    expect((await ada.slash('ping').reply()).text).toBe('pong');
    it.discord.memberJoins(GUILD, '1');
    await until(() => it.people() === 1);
  });

  it('identifies anew when its session is gone, and gets its guilds again', async () => {
    await using it = await stage();
    it.discord.memberJoins(GUILD, '1');
    await until(() => it.people() === 1);
    const again = new Promise((resolve) => it.client.once(Events.ShardReady, resolve));
    it.discord.reidentifyGateway();
    await again;
    expect(it.arrivals()).toEqual(['identify', 'identify']);
    it.discord.memberJoins(GUILD, '2');
    await until(() => it.people() === 2);
  }, 15_000);

  it('is refused to resume when its session ended with the close code', async () => {
    await using it = await stage();
    const again = new Promise((resolve) => it.client.once(Events.ShardReady, resolve));
    it.discord.shards.close(4009);
    await again;
    expect(it.arrivals()).toEqual(['identify', 'resume refused', 'identify']);
  }, 15_000);

  it('comes back by itself when nothing comes any more and no heartbeat is answered', async () => {
    await using it = await stage({ heartbeatMs: 60 });
    it.discord.shards.freeze();
    it.discord.memberJoins(GUILD, '1');
    await until(() => it.people() === 1);
    expect(it.arrivals()).toEqual(['identify', 'resume']);
  });

  it('cannot come back before the gateway does, and then resumes', async () => {
    await using it = await stage();
    it.discord.loseGateway();
    it.discord.memberJoins(GUILD, '1');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect([it.people(), it.discord.shards.connected]).toEqual([0, []]);
    it.discord.resumeGateway();
    await until(() => it.people() === 1);
    expect(it.arrivals()).toEqual(['identify', 'resume']);
  });
});

describe('the gateway', () => {
  it('answers heartbeats', async () => {
    await using it = await stage({ heartbeatMs: 20 });
    await until(() => it.client.ws.ping >= 0);
    expect(it.arrivals()).toEqual(['identify']);
  });

  it('is as late as it is told to be', async () => {
    await using it = await stage();
    it.discord.gatewayLatencyMs = 80;
    const from = performance.now();
    it.discord.memberJoins(GUILD, '1');
    await until(() => it.people() === 1);
    expect(performance.now() - from).toBeGreaterThan(75);
  });

  it('closes who sends what it cannot read with 4002, and who sends too much with 4008', async () => {
    await using it = await stage({ sendsPerMinute: 5 });
    const codes: number[] = [];
    it.client.on(Events.Debug, (line) => {
      const code = /Code: (\d+)/.exec(line)?.[1];
      if (code !== undefined) codes.push(Number(code));
    });
    const shard = it.client.ws.shards.first();
    shard?.send({ op: 4, d: { guild_id: 'x', channel_id: null } });
    await until(() => codes.includes(4002));
    await until(() => it.discord.shards.connected.length === 1);
    for (let i = 0; i < 6; i += 1) it.client.user?.setPresence({ status: 'idle' });
    await until(() => codes.includes(4008));
  });

  it('lets a bot be started twice, one after the other', async () => {
    await using discord = new FakeDiscord();
    discord.guild();
    await (await logIn(discord)).destroy();
    const second = await logIn(discord);
    expect(second.guilds.cache.size).toBe(1);
    expect(discord.shards.arrivals.map(({ how }) => how)).toEqual(['identify', 'identify']);
    await second.destroy();
  });
});
