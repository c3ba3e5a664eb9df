import { FakeDiscord, type FakeDiscordOptions, madeUpTracks } from '@reprise/devkit';
import { AudioNode } from '@reprise/node';
import { type Client, GatewayDispatchEvents } from 'discord.js';
import { NodePool, Playable, type Player } from 'reprise';
import { describe, expect, it } from 'vitest';
import { logIn, until } from '../support/discord-bot.ts';

/** A bot of discord.js with a pool and a node that joins voice channels of this Discord. */
class Stage implements AsyncDisposable {
  readonly discord: FakeDiscord;
  readonly client: Client;
  readonly pool: NodePool;
  readonly node: AudioNode;

  private constructor(parts: Pick<Stage, 'discord' | 'client' | 'pool' | 'node'>) {
    this.discord = parts.discord;
    this.client = parts.client;
    this.pool = parts.pool;
    this.node = parts.node;
  }

  static async open(options: FakeDiscordOptions = {}): Promise<Stage> {
    const discord = new FakeDiscord(options);
    discord.guild({
      id: GUILD,
      channels: [{ name: 'chat' }, { id: MUSIC, name: 'Music', type: 'voice' }, OTHER, STAGE],
    });
    const client = await logIn(discord);
    const node = new AudioNode({ port: 0, voice: discord.voice.at('A'), sources: [madeUpTracks()] });
    await node.start();
    const pool = new NodePool();
    await pool.connect({ client, logger: null, nodes: [{ identifier: 'A', uri: node.url, password: '' }] });
    return new Stage({ discord, client, pool, node });
  }

  async play(voiceChannelId = MUSIC): Promise<Player> {
    const player = await this.pool.createPlayer({ guildId: GUILD, voiceChannelId });
    const [song] = [...(await this.pool.fetchTracks('madeup:200000:song'))];
    if (!(song instanceof Playable)) throw new Error('There is no song.');
    await player.play(song);
    return player;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.pool.close();
    await this.client.destroy();
    await this.node.close();
    await this.discord.close();
  }
}

const GUILD = '817327181659111454';
const MUSIC = '817327182111571989';
const OTHER = { id: '817327182111571990', name: 'Other', type: 'voice' } as const;
const STAGE = { id: '817327182111571991', name: 'Stage', type: 'stage', canSpeak: true } as const;

describe('the voice of a bot of discord.js', () => {
  it.for(['state-first', 'server-first'] as const)('is heard, with the two updates %s', async (order) => {
    await using it = await Stage.open({ order });
    const heard: string[] = [];
    it.client.ws.on(GatewayDispatchEvents.VoiceStateUpdate, () => heard.push('state'));
    it.client.ws.on(GatewayDispatchEvents.VoiceServerUpdate, () => heard.push('server'));
    const player = await it.play();

    expect(heard).toEqual(order === 'state-first' ? ['state', 'server'] : ['server', 'state']);
    expect(it.discord.voice.nodesHeardIn(GUILD)).toEqual(['A']);
    expect(it.discord.channelOf(GUILD)).toBe(MUSIC);
    expect(it.client.guilds.cache.get(GUILD)?.members.me?.voice.channelId).toBe(MUSIC);
    await player.destroy();
    await until(() => it.discord.channelOf(GUILD) === null);
  });

  it('goes along when a moderator moves it, and when the region changes', async () => {
    await using it = await Stage.open();
    const guild = it.discord.guild({ id: GUILD });
    const player = await it.play();
    it.discord.moveBot(GUILD, OTHER.id);
    await until(() => player.voiceChannelId === OTHER.id);
    await until(() => it.discord.voice.nodesHeardIn(GUILD).length === 1);
    const endpoint = guild.moveRegion();
    await until(() => it.discord.voice.attempts.at(-1)?.target.endpoint === endpoint);
    await until(() => it.discord.voice.nodesHeardIn(GUILD).length === 1);
    expect(guild.botChannelId).toBe(OTHER.id);
  });

  it('goes on when the voice server is lost and another comes', async () => {
    await using it = await Stage.open();
    await it.play();
    it.discord.loseVoiceServer(GUILD);
    const [lost] = it.discord.voice.attempts;
    const endpoint = it.discord.moveVoiceServer(GUILD);
    await until(() => it.discord.voice.attempts.at(-1)?.target.endpoint === endpoint);
    expect(endpoint).not.toBe(lost?.target.endpoint);
    expect(it.discord.voice.nodesHeardIn(GUILD)).toEqual(['A']);
  });

  it('is over for who is kicked', async () => {
    await using it = await Stage.open();
    const guild = it.discord.guild({ id: GUILD });
    await it.play();
    guild.kickBot();
    await until(() => it.client.guilds.cache.get(GUILD)?.members.me?.voice.channelId === null);
    expect(guild.botChannelId).toBeNull();
  });

  it('survives a gateway that is lost and resumed', async () => {
    await using it = await Stage.open();
    const player = await it.play();
    it.discord.shards.close(4000);
    await until(() => it.discord.shards.arrivals.length === 2);
    expect([player.state, it.discord.voice.nodesHeardIn(GUILD)]).toEqual(['playing', ['A']]);
    it.discord.moveBot(GUILD, OTHER.id);
    await until(() => player.voiceChannelId === OTHER.id);
  });

  it('is lifted from the audience of a stage by a REST call', async () => {
    await using it = await Stage.open();
    await it.play(STAGE.id);
    await until(() => it.client.guilds.cache.get(GUILD)?.members.me?.voice.suppress === false);
    expect(it.discord.rest.requests.map(({ method, route }) => `${method} ${route}`)).toContain(
      'PATCH /guilds/:guild/voice-states/@me',
    );
  });

  it('is left when the bot ends, and joined again by the next one', async () => {
    await using it = await Stage.open();
    await it.play();
    await it.client.destroy();
    await until(() => it.discord.channelOf(GUILD) === null);
    await using next = await logIn(it.discord).then((client) => ({
      client,
      [Symbol.asyncDispose]: () => client.destroy(),
    }));
    expect(next.client.guilds.cache.get(GUILD)?.members.me?.voice.channelId).toBeNull();
  });

  it('counts the people who listen', async () => {
    await using it = await Stage.open();
    const guild = it.discord.guild({ id: GUILD });
    const ada = it.discord.user('ada').in(guild);
    ada.joinVoice(MUSIC);
    await it.play();
    const channel = () =>
      it.client.guilds.cache.get(GUILD)?.voiceStates.cache.filter(({ channelId }) => channelId === MUSIC);
    await until(() => channel()?.size === 2);
    ada.leaveVoice();
    await until(() => channel()?.size === 1);
    expect(it.discord.peopleIn(GUILD, MUSIC)).toBe(0);
  });

  it('gets no answer where it may not join, and where Discord is silent', async () => {
    await using it = await Stage.open();
    it.discord.isSilent = true;
    const shard = it.client.guilds.cache.get(GUILD)?.shard;
    let updates = 0;
    it.client.ws.on(GatewayDispatchEvents.VoiceServerUpdate, () => {
      updates += 1;
    });
    shard?.send({ op: 4, d: { guild_id: GUILD, channel_id: MUSIC, self_mute: false, self_deaf: true } });
    await until(() => it.discord.sent.length === 1);
    it.discord.isSilent = false;
    shard?.send({ op: 4, d: { guild_id: GUILD, channel_id: OTHER.id, self_mute: false, self_deaf: true } });
    await until(() => updates === 1);
  });

  it('joins through the voiceAdapterCreator, too', async () => {
    await using it = await Stage.open();
    const updates: unknown[] = [];
    const adapter = it.client.guilds.cache.get(GUILD)?.voiceAdapterCreator({
      onVoiceServerUpdate: ({ endpoint }) => void updates.push(endpoint),
      onVoiceStateUpdate: ({ channel_id }) => void updates.push(channel_id),
      destroy: () => undefined,
    });
    const wish = { guild_id: GUILD, channel_id: MUSIC, self_mute: false, self_deaf: true };
    expect(adapter?.sendPayload({ op: 4, d: wish })).toBe(true);
    await until(() => updates.length === 2);
    expect(updates).toEqual([MUSIC, expect.stringMatching(/discord\.media/)]);
  });
});
