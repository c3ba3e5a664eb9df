import { type Player, StageRefusedError, VoiceTimeoutError } from 'reprise';
import { describe, expect, it } from 'vitest';
import { CHANNEL, GUILD, next, record, stage, until } from '../support/stage.ts';
import { timedStage } from '../support/timed-stage.ts';
import { calmWorld } from '../support/world/calm-world.ts';

const OTHER_CHANNEL = '817327182111571990';

/** What the node that a player is on has of it. */
async function remoteOf(player: Player) {
  return player.node?.fetchPlayer(GUILD);
}

describe('the voice of a player', () => {
  it.each(['state-first', 'server-first'] as const)('is there whichever update comes first: %s', async (order) => {
    await using set = await stage({ discord: { order, gapMs: 20 } });
    const player = await set.pool.createPlayer({ guildId: GUILD, voiceChannelId: CHANNEL });
    const remote = await remoteOf(player);
    expect([remote?.voice.channelId, remote?.state.connected]).toEqual([CHANNEL, true]);
    expect(set.discord.voice.attempts.length).toBe(1);
  });

  it('goes along when the guild gets another voice server, after a time without any', async () => {
    await using set = await stage();
    const { discord } = set;
    const player = await set.pool.createPlayer({ guildId: GUILD, voiceChannelId: CHANNEL });
    await player.play(await set.track(600_000, 'song'));
    discord.loseVoiceServer(GUILD);
    await next(set.pool, 'socketClosed');
    const endpoint = discord.moveVoiceServer(GUILD);
    await until(() => discord.voice.connections.some(({ target }) => target.endpoint === endpoint));
    await until(() => player.ping >= 0);
    expect((await remoteOf(player))?.voice.endpoint).toBe(endpoint);
    expect([player.state, discord.voice.nodesHeardIn(GUILD)]).toEqual(['playing', ['A']]);
  });

  it('goes along when a moderator moves the bot, and the node is told the channel', async () => {
    await using set = await stage();
    const { discord, pool } = set;
    const player = await pool.createPlayer({ guildId: GUILD, voiceChannelId: CHANNEL });
    await player.play(await set.track(600_000, 'song'));
    const moved = next(pool, 'playerMove');
    discord.moveBot(GUILD, OTHER_CHANNEL);
    expect(await moved).toEqual([player, CHANNEL, OTHER_CHANNEL]);
    await until(() => discord.voice.connections.some(({ target }) => target.channelId === OTHER_CHANNEL));
    expect([player.voiceChannelId, player.state]).toEqual([OTHER_CHANNEL, 'playing']);
    expect((await remoteOf(player))?.voice.channelId).toBe(OTHER_CHANNEL);
  });

  it('goes to another channel when told, with what plays, and tells the node once', async () => {
    await using set = await stage();
    const { discord, pool } = set;
    const player = await pool.createPlayer({ guildId: GUILD, voiceChannelId: CHANNEL });
    await player.play(await set.track(600_000, 'song'));
    const seen = record(pool, 'trackEnd', 'playerError');
    const moved = next(pool, 'playerMove');
    await player.moveTo(OTHER_CHANNEL);
    expect(await moved).toEqual([player, CHANNEL, OTHER_CHANNEL]);
    expect((await remoteOf(player))?.voice.channelId).toBe(OTHER_CHANNEL);
    expect([player.state, discord.channelOf(GUILD), seen]).toEqual(['playing', OTHER_CHANNEL, []]);
    await until(() => player.position > 100);
    expect(discord.voice.attempts.map(({ target }) => target.channelId)).toEqual([CHANNEL, OTHER_CHANNEL]);
  });

  it('ends the player within a second when somebody kicks the bot', async () => {
    await using set = await stage();
    const { discord, pool } = set;
    const player = await pool.createPlayer({ guildId: GUILD, voiceChannelId: CHANNEL });
    await player.play(await set.track(600_000, 'song'));
    const { node } = player;
    const destroyed = next(pool, 'playerDestroy');
    const at = performance.now();
    discord.kick(GUILD);
    await destroyed;
    expect(performance.now() - at).toBeLessThan(1_000);
    expect([player.state, pool.getPlayer(GUILD)]).toEqual(['destroyed', undefined]);
    await until(() => discord.voice.connections.length === 0);
    await expect.poll(() => node?.fetchPlayers()).toEqual([]);
    expect(discord.sent.filter(({ channelId }) => channelId !== null).length).toBe(1);
  });

  it('is back within three seconds when its session is void (4006), and the song goes on', async () => {
    await using set = await stage({ discord: { answerAfterMs: 50 } });
    const { discord, pool } = set;
    const player = await pool.createPlayer({ guildId: GUILD, voiceChannelId: CHANNEL });
    const seen = record(pool, 'trackEnd', 'trackStart', 'playerDestroy', 'playerError');
    await player.play(await set.track(600_000, 'song'));
    await until(() => seen.length === 1);
    const closed = next(pool, 'socketClosed', (_player, code) => code === 4006);
    const at = performance.now();
    discord.invalidateSession(GUILD);
    await closed;
    await until(() => discord.voice.connections.some(({ state }) => state === 'open'));
    await until(() => player.ping >= 0);
    expect(performance.now() - at).toBeLessThan(3_000);
    expect([player.state, seen]).toEqual(['playing', ['trackStart song']]);
  });

  it('comes back by one rejoin when Discord closes it (4014) and leaves the bot in its channel, and then not for 10 s', async () => {
    await using set = await timedStage();
    const { discord } = set;
    const player = await set.playing();
    await set.pass(5_000);
    const joins = (): number => discord.sent.filter(({ channelId }) => channelId === CHANNEL).length;
    discord.voice.close(GUILD, 4014);
    await set.pass(2_000);
    expect([joins(), (await remoteOf(player))?.state.connected]).toEqual([2, true]);
    discord.voice.close(GUILD, 4014);
    await set.pass(5_000);
    expect(joins()).toBe(2);
    await set.pass(10_000);
    expect([joins(), (await remoteOf(player))?.state.connected, player.state]).toEqual([3, true, 'playing']);
  });

  it('goes to another node when its own lacks the encryption that Discord wants (4017), and stays there', async () => {
    await using set = await stage({ nodes: 2 });
    const { discord, pool } = set;
    const player = await pool.createPlayer({ guildId: GUILD, voiceChannelId: CHANNEL, node: 'A' });
    await player.play(await set.track(600_000, 'song'));
    const changed = next(pool, 'playerNodeChange');
    discord.voice.close(GUILD, 4017);
    const [, from, to] = await changed;
    expect([from?.identifier, to.identifier]).toEqual(['A', 'B']);
    await until(() => discord.voice.nodesHeardIn(GUILD).join() === 'B');
    expect([player.state, player.node?.identifier]).toEqual(['playing', 'B']);
  });

  it('says that it is lost when every node lacks that encryption, and does not go round', async () => {
    await using set = await stage({ nodes: 2 });
    const { discord, pool } = set;
    const player = await pool.createPlayer({ guildId: GUILD, voiceChannelId: CHANNEL, node: 'A' });
    await player.play(await set.track(600_000, 'song'));
    const moves = record(pool, 'playerNodeChange');
    const failed = next(pool, 'playerError');
    pool.on('playerNodeChange', () => void until(() => player.ping >= 0).then(() => discord.voice.close(GUILD, 4017)));
    discord.voice.close(GUILD, 4017);
    expect((await failed)[1]).toMatchObject({ code: 'VOICE_LOST' });
    expect(moves).toEqual(['playerNodeChange']);
  });

  it('says that it is lost when there is no other node', async () => {
    await using set = await stage();
    const player = await set.pool.createPlayer({ guildId: GUILD, voiceChannelId: CHANNEL });
    await player.play(await set.track(600_000, 'song'));
    const failed = next(set.pool, 'playerError');
    set.discord.voice.close(GUILD, 4017);
    expect((await failed)[1]).toMatchObject({ code: 'VOICE_LOST' });
  });

  it.each(['resumes', 'starts anew'] as const)('outlives a gateway that is away for 30 s and %s', async (how) => {
    await using set = await timedStage();
    const { discord, pool } = set;
    const player = await set.playing();
    const seen = record(pool, 'playerDestroy', 'trackEnd', 'playerError', 'playerRecovery');
    discord.loseGateway();
    await set.pass(30_000);
    if (how === 'resumes') discord.resumeGateway();
    else discord.reidentifyGateway();
    await set.pass(5_000);
    expect([player.state, seen, discord.channelOf(GUILD)]).toEqual(['playing', [], CHANNEL]);
    expect((await remoteOf(player))?.state.connected).toBe(true);
  });

  it('outlives a guild that is away for 30 s', async () => {
    await using set = await timedStage();
    const { discord, pool } = set;
    const player = await set.playing();
    const seen = record(pool, 'playerDestroy', 'trackEnd', 'playerError', 'playerRecovery');
    discord.startGuildOutage(GUILD);
    discord.voice.close(GUILD, 4014);
    await set.pass(30_000);
    discord.endGuildOutage(GUILD);
    await set.pass(5_000);
    expect([player.state, seen, discord.channelOf(GUILD)]).toEqual(['playing', [], CHANNEL]);
    expect((await remoteOf(player))?.state.connected).toBe(true);
  });

  it('goes to another node when one never answers voice data, which is cleared of it', async () => {
    await using set = await stage({ nodes: 2, pool: { voiceTimeoutMs: 200 } });
    const { discord, pool } = set;
    discord.voice.refuse({ node: 'A' });
    const at = performance.now();
    const player = await pool.createPlayer({ guildId: GUILD, voiceChannelId: CHANNEL, node: 'A' });
    expect(performance.now() - at).toBeLessThan(1_000);
    expect([player.node?.identifier, (await remoteOf(player))?.state.connected]).toEqual(['B', true]);
    expect(await pool.getNode('A').fetchPlayers()).toEqual([]);
  });

  it('fails with a typed error when no node answers voice data, within the time for each of them', async () => {
    await using set = await stage({ nodes: 2, pool: { voiceTimeoutMs: 200 } });
    const { discord, pool } = set;
    discord.voice.refuse();
    const at = performance.now();
    await expect(pool.createPlayer({ guildId: GUILD, voiceChannelId: CHANNEL })).rejects.toMatchObject({
      code: 'PLAYER_ORPHANED',
    });
    expect(performance.now() - at).toBeLessThan(1_500);
    expect([pool.players.size, discord.channelOf(GUILD)]).toEqual([0, null]);
    for (const node of pool.nodes().values()) await expect.poll(() => node.fetchPlayers()).toEqual([]);
  });

  it.each(['hang', 'fail'] as const)(
    'takes the song to another node when its own cannot have the new voice server: %s',
    async (how) => {
      await using set = await stage({ nodes: 2, pool: { voiceTimeoutMs: 200 } });
      const { discord, pool } = set;
      const player = await pool.createPlayer({ guildId: GUILD, voiceChannelId: CHANNEL, node: 'A' });
      await player.play(await set.track(600_000, 'song'), { startMs: 60_000 });
      const seen = record(pool, 'trackEnd', 'playerError');
      discord.voice.refuse({ node: 'A', how });
      const changed = next(pool, 'playerNodeChange');
      discord.moveVoiceServer(GUILD);
      expect((await changed)[2].identifier).toBe('B');
      await until(() => discord.voice.nodesHeardIn(GUILD).join() === 'B');
      expect([player.state, seen]).toEqual(['playing', []]);
      expect(player.position).toBeGreaterThanOrEqual(60_000);
      await expect.poll(() => pool.getNode('A').fetchPlayers()).toEqual([]);
    },
  );

  it('tells when the only node cannot have the new voice server', async () => {
    await using set = await stage({ pool: { voiceTimeoutMs: 200 } });
    const { discord, pool } = set;
    const player = await pool.createPlayer({ guildId: GUILD, voiceChannelId: CHANNEL });
    await player.play(await set.track(600_000, 'song'));
    discord.voice.refuse({ node: 'A' });
    const failed = next(pool, 'playerError');
    discord.moveVoiceServer(GUILD);
    expect((await failed)[1]).toMatchObject({ code: 'NODE_TIMEOUT' });
  });

  it('becomes a speaker of a stage when it may', async () => {
    const channels = [{ id: CHANNEL, type: 'stage', canSpeak: true }] as const;
    await using set = await stage({ discord: { channels } });
    const seen = record(set.pool, 'playerError');
    const spoke: unknown[] = [];
    set.discord.onPacket(({ t, d }) => t === 'VOICE_STATE_UPDATE' && spoke.push('suppress' in d && d.suppress));
    await set.pool.createPlayer({ guildId: GUILD, voiceChannelId: CHANNEL });
    await until(() => spoke.at(-1) === false);
    expect(seen).toEqual([]);
  });

  it('says so when it may not become a speaker of a stage', async () => {
    const channels = [{ id: CHANNEL, type: 'stage' }] as const;
    await using set = await stage({ discord: { channels } });
    const failed = next(set.pool, 'playerError');
    const player = await set.pool.createPlayer({ guildId: GUILD, voiceChannelId: CHANNEL });
    const [who, error] = await failed;
    expect([who, player.state]).toEqual([player, 'idle']);
    expect(error).toBeInstanceOf(StageRefusedError);
  });

  it('ends a connect at once when the player is destroyed meanwhile, and leaves nothing behind', async () => {
    await using set = await stage({ discord: { answerAfterMs: 300 } });
    const { discord, pool } = set;
    const creating = pool.createPlayer({ guildId: GUILD, voiceChannelId: CHANNEL });
    const refused = expect(creating).rejects.toMatchObject({ code: 'PLAYER_DESTROYED' });
    await until(() => pool.getPlayer(GUILD)?.state === 'connecting');
    const at = performance.now();
    const destroying = pool.getPlayer(GUILD)?.destroy();
    await refused;
    expect(performance.now() - at).toBeLessThan(250);
    await destroying;
    await until(() => discord.channelOf(GUILD) === null);
    expect([pool.players.size, discord.voice.connections]).toEqual([0, []]);
  });

  it('lets a player be made right after one was destroyed', async () => {
    await using set = await stage({ discord: { answerAfterMs: 30 } });
    const { discord, pool } = set;
    const options = { guildId: GUILD, voiceChannelId: CHANNEL };
    const first = await pool.createPlayer(options);
    const destroying = first.destroy();
    const second = await pool.createPlayer(options);
    await destroying;
    expect(second).not.toBe(first);
    await second.play(await set.track(600_000, 'song'));
    await until(() => second.position > 100);
    expect([second.state, discord.channelOf(GUILD), discord.voice.nodesHeardIn(GUILD)]).toEqual([
      'playing',
      CHANNEL,
      ['A'],
    ]);
  });

  it('can be left and entered again', async () => {
    await using set = await stage();
    const { discord, pool } = set;
    const player = await pool.createPlayer({ guildId: GUILD, voiceChannelId: CHANNEL });
    await player.play(await set.track(600_000, 'song'));
    player.queue.put(await set.track(600_000, 'next'));
    await player.disconnect();
    expect([player.state, player.voiceChannelId, discord.channelOf(GUILD)]).toEqual(['idle', undefined, null]);
    expect([player.queue.length, discord.voice.connections]).toEqual([1, []]);
    await player.connect(OTHER_CHANNEL);
    await player.skip();
    await until(() => player.position > 50);
    expect([player.current?.title, discord.channelOf(GUILD)]).toEqual(['next', OTHER_CHANNEL]);
  });

  it('can be entered again when the node heard of the leave before Discord confirmed it', async () => {
    await using set = await calmWorld();
    const { world, player } = set;
    const left = player.disconnect();
    await world.settle();
    expect(world.told('socketClosed')).toEqual(['socketClosed']);
    await world.pass(1);
    await left;
    const entered = player.connect(CHANNEL);
    await world.settle();
    await world.pass(1);
    await entered;
    expect([player.state, player.voiceChannelId]).toEqual(['idle', CHANNEL]);
  });

  it('ends a connect at once when it is told to leave meanwhile', async () => {
    await using set = await stage({ discord: { answerAfterMs: 300 } });
    const player = await set.pool.createPlayer({ guildId: GUILD });
    const refused = expect(player.connect(CHANNEL)).rejects.toMatchObject({ name: 'AbortError' });
    await until(() => player.state === 'connecting');
    const at = performance.now();
    const leaving = player.disconnect();
    await refused;
    expect(performance.now() - at).toBeLessThan(250);
    await leaving;
    await until(() => set.discord.channelOf(GUILD) === null);
    expect(player.state).toBe('idle');
  });

  it('says what is missing when Discord does not let it in, and leaves no player behind', async () => {
    const channels = [{ id: CHANNEL, canConnect: false }];
    await using set = await stage({ discord: { channels }, pool: { joinTimeoutMs: 100 } });
    const creating = set.pool.createPlayer({ guildId: GUILD, voiceChannelId: CHANNEL });
    await expect(creating).rejects.toBeInstanceOf(VoiceTimeoutError);
    expect(set.pool.players.size).toBe(0);
  });
});
