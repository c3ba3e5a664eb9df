import { FaultProxy } from '@reprise/devkit';
import { Filters, NodePool, type RestoreOptions, SnapshotDamagedError, SnapshotForeignError } from 'reprise';
import { describe, expect, it } from 'vitest';
import { CHANNEL, GUILD, next, record, type Stage, stage, until } from '../support/stage.ts';

/** The next process of the bot: another pool, with the same Discord and the same nodes. */
async function nextProcess(
  set: Stage,
  bytes: Uint8Array | readonly Uint8Array[],
  urls: readonly string[],
  options: RestoreOptions = {},
): Promise<NodePool> {
  // A new login is a new session of the gateway, which ends the voice of the one before.
  set.discord.reidentifyGateway();
  const pool = new NodePool();
  set.discord.onPacket((packet) => pool.handleRaw(packet));
  pool.restore(bytes, options);
  await pool.connect({
    client: set.discord.client,
    nodes: urls.map((uri, i) => ({ identifier: String.fromCharCode(65 + i), uri, password: 'secret' })),
    logger: null,
  });
  return pool;
}

describe('a bot that restarts', () => {
  it('finds its players playing, with their queues and their places, as the nodes never stopped', async () => {
    await using set = await stage();
    const { pool } = set;
    const player = await pool.createPlayer({ guildId: GUILD, voiceChannelId: CHANNEL, volume: 60 });
    player.queue.mode = 'queue';
    player.queue.put([await set.track(5_000, 'two'), await set.track(5_000, 'three')]);
    const started = next(pool, 'trackStart');
    await player.play(await set.track(600_000, 'one'), {
      startMs: 100_000,
      filters: new Filters().timescale({ speed: 2 }),
    });
    await started;
    await until(() => player.position > 100_200);
    const bytes = pool.snapshot();
    const place = player.position;
    const leftAt = performance.now();
    await pool.close({ keepPlaying: true });

    await using again = await nextProcess(set, bytes, [set.nodes[0]?.url ?? '']);
    const seen = record(again, 'trackStart', 'trackEnd', 'playerNodeChange');
    const same = again.getPlayer(GUILD);
    if (same === undefined) throw new Error('There is no player.');
    await until(() => same.state === 'playing');
    expect([same.current?.title, same.volume, same.queue.mode, same.queue.length]).toEqual(['one', 60, 'queue', 2]);
    expect(same.queue.history.map(({ title }) => title)).toEqual(['one']);
    const expected = place + 2 * (performance.now() - leftAt);
    expect(Math.abs(same.position - expected)).toBeLessThan(500);
    expect(same.filters.has('timescale')).toBe(true);
    await same.skip();
    expect([same.current?.title, seen.filter((event) => event.startsWith('trackStart'))]).toEqual([
      'two',
      ['trackStart two'],
    ]);
  });

  it('starts its tracks again where they were on nodes that restarted too', async () => {
    const kept: Uint8Array[] = [];
    await using set = await stage({ pool: { onSnapshot: (bytes) => void kept.push(bytes), snapshotIntervalMs: 50 } });
    const player = await set.pool.createPlayer({ guildId: GUILD, voiceChannelId: CHANNEL });
    await player.play(await set.track(600_000, 'one'), { startMs: 100_000 });
    await until(() => player.position > 100_300);
    const port = set.nodes[0]?.port ?? 0;
    await set.nodes[0]?.close();
    const place = player.position;
    const bytes = kept.at(-1);
    if (bytes === undefined) throw new Error('No snapshot was given.');
    await set.pool.close({ keepPlaying: true });

    await using node = await set.startNode({ port });
    await using again = await nextProcess(set, bytes, [node.url]);
    const same = again.getPlayer(GUILD);
    await until(() => same?.state === 'playing' && same.position > place);
    expect(same?.current?.title).toBe('one');
    expect((await same?.node?.fetchPlayer(GUILD))?.state.position).toBeGreaterThan(place - 2_000);
    expect(same?.position).toBeLessThan(place + 2_000);
  });

  it('keeps the place of a song at another speed when a connection breaks later', async () => {
    await using set = await stage();
    const player = await set.pool.createPlayer({ guildId: GUILD, voiceChannelId: CHANNEL });
    const filters = new Filters().timescale({ speed: 2 });
    await player.play(await set.track(600_000, 'one'), { startMs: 100_000, filters });
    const bytes = set.pool.snapshot();
    const port = set.nodes[0]?.port ?? 0;
    await set.nodes[0]?.close();
    await set.pool.close({ keepPlaying: true });

    await using node = await set.startNode({ port });
    await using proxy = await FaultProxy.start({ target: node.url });
    await using again = await nextProcess(set, bytes, [proxy.url]);
    const same = again.getPlayer(GUILD);
    if (same === undefined) throw new Error('There is no player.');
    await until(() => same.state === 'playing' && same.position > 101_000);
    const place = same.position;
    const placeAt = performance.now();
    const resumed = next(again, 'nodeReady');
    proxy.cut();
    expect((await resumed)[1]).toBe(true);
    for (let turn = 0; turn < 3; turn++) await same.node?.fetchPlayers();
    expect(Math.abs(same.position - place - 2 * (performance.now() - placeAt))).toBeLessThan(300);
  });

  it('shares players out anew among other processes than before, and takes all of them up in one', async () => {
    await using set = await stage();
    const guilds = [GUILD, `${BigInt(GUILD) + 1n}`, `${BigInt(GUILD) + 2n}`];
    const urls = [set.nodes[0]?.url ?? ''];
    const left: Uint8Array[] = [];
    for (const ofPool of [guilds.slice(0, 2), guilds.slice(2)]) {
      const pool = await nextProcess(set, [], urls);
      for (const guildId of ofPool) {
        const player = await pool.createPlayer({ guildId, voiceChannelId: CHANNEL });
        await player.play(await set.track(600_000, guildId), { startMs: 100_000 });
      }
      left.push(pool.snapshot());
      await pool.close({ keepPlaying: true });
    }
    const goesOn = async (pool: NodePool, expected: readonly string[]): Promise<void> => {
      expect([...pool.players.keys()].toSorted()).toEqual(expected);
      for (const [guildId, player] of pool.players) {
        await until(() => player.state === 'playing' && player.position > 100_000);
        expect([player.current?.title, player.voiceChannelId]).toEqual([guildId, CHANNEL]);
      }
    };
    const now: Uint8Array[] = [];
    for (const guild of guilds) {
      const pool = await nextProcess(set, left, urls, { only: (guildId) => guildId === guild });
      await goesOn(pool, [guild]);
      now.push(pool.snapshot());
      await pool.close({ keepPlaying: true });
    }
    // What is older counts no more.
    await using one = await nextProcess(set, [...left, ...now], urls);
    await goesOn(one, guilds);
  });

  it('starts empty, and says so, when the snapshot is damaged', async () => {
    const pool = new NodePool();
    expect(() => pool.restore(Buffer.from('not a snapshot'))).toThrow(SnapshotDamagedError);
    await using set = await stage();
    expect(set.pool.players.size).toBe(0);
  });

  it('is told before it connects that a snapshot is of another bot, when it says which it is, and starts empty', async () => {
    await using set = await stage();
    await set.pool.createPlayer({ guildId: GUILD });
    const bytes = set.pool.snapshot();
    const { userId } = set.discord.client;
    const pool = new NodePool();
    expect(pool.restore(bytes, { userId })).toBe(1);
    const foreign = expect.objectContaining({
      constructor: SnapshotForeignError,
      code: 'SNAPSHOT_FOREIGN',
      userId,
      expectedUserId: '42',
    });
    expect(() => pool.restore(bytes, { userId: '42' })).toThrow(foreign);
    // Nothing of it is left that `connect` could refuse.
    await pool.connect({
      client: { userId: '42' },
      nodes: [{ identifier: 'A', uri: set.nodes[0]?.url ?? '', password: 'secret' }],
    });
    expect(pool.players.size).toBe(0);
    await pool.close();
  });

  it('refuses all of several snapshots when one is of another bot, also one without players', async () => {
    await using set = await stage();
    const own = set.pool.snapshot();
    await using other = await stage({ discord: { userId: '42' } });
    const { userId } = set.discord.client;
    const pool = new NodePool();
    expect(pool.restore([own, own], { userId })).toBe(0);
    expect(() => pool.restore([own, other.pool.snapshot()], { userId })).toThrow(SnapshotForeignError);
  });

  it('cannot connect as another bot with a snapshot when it did not say which it is', async () => {
    await using set = await stage();
    const pool = new NodePool();
    expect(pool.restore(set.pool.snapshot())).toBe(0);
    const uri = set.nodes[0]?.url ?? '';
    const connecting = pool.connect({
      client: { userId: '42' },
      nodes: [{ identifier: 'A', uri, password: 'secret' }],
    });
    await expect(connecting).rejects.toThrow(
      `Pool.connect: the snapshot that was restored is of bot ${set.discord.client.userId}, not of 42.`,
    );
  });

  it.each([
    ['an id that is no number', { userId: 'abc' }, /Pool.restore: userId must be an id of Discord/],
    ['an id that is no text', { userId: 42 }, /Pool.restore: userId must be a text/],
    ['guilds that are no function', { only: [GUILD] }, /Pool.restore: only must be a function/],
    ['a misspelt option', { userID: '42' }, /Pool.restore: there is no option "userID"; there are only, userId/],
  ])('refuses %s, and names it', (_name, options, message) => {
    expect(() => new NodePool().restore([], options as RestoreOptions)).toThrow(message);
  });
});
