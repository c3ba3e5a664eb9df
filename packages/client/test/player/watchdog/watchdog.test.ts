import type { Clock } from '@reprise/clock';
import { FakeDiscord, FaultyNode, ManualClock } from '@reprise/devkit';
import { NodePool, type Player, type PlayerState } from 'reprise';
import { describe, expect, it } from 'vitest';
import { CHANNEL, GUILD, record, startNode, testSource } from '../../support/stage.ts';
import { type TimedStage, timedStage } from '../../support/timed-stage.ts';

/** Steps of the time where nothing is to be seen in between. */
const LONG = 2_500;

/** What was done about silent players, from now on. */
function recoveries(pool: NodePool): string[] {
  const steps: string[] = [];
  pool.on('playerRecovery', (_player, step, why) => steps.push(`${step}: ${why}`));
  pool.on('playerError', (_player, error) => steps.push(`lost: ${error.message}`));
  return steps;
}

function names(steps: readonly string[]): string[] {
  return steps.map((step) => step.slice(0, step.indexOf(':')));
}

/** Every voice connection that a node makes from now on is dead from its beginning. */
function deafen({ discord, clock }: TimedStage, node?: string): void {
  clock.every(100, () => {
    const isThere = discord.voice.connections.some(
      (held) => held.state === 'open' && held.node === (node ?? held.node),
    );
    if (isThere) discord.voice.dieSilently(GUILD, 'stops');
  });
}

/** Whether the position moves as the time does. */
async function sounds(set: TimedStage, player: Player): Promise<boolean> {
  await set.pass(5_000);
  const { position } = player;
  await set.pass(10_000);
  return Math.abs(player.position - position - 10_000) < 100;
}

describe('a player that plays and is not heard', () => {
  it('gets fresh voice data, when its voice server dies without a word', async () => {
    await using set = await timedStage({ discord: { onRejoin: 'both' } });
    const player = await set.playing();
    const steps = recoveries(set.pool);
    const seen = record(set.pool, 'trackStart', 'trackEnd');
    await set.pass(60_000, LONG);
    const place = player.position;
    set.discord.voice.dieSilently(GUILD, 'stops');
    await set.pass(16_000);
    expect(steps).toEqual(['refresh: the position stands still for 10 s']);
    expect(await sounds(set, player)).toBe(true);
    expect(player.position - place).toBeGreaterThan(15_000);
    await set.pass(120_000, LONG);
    expect([names(steps), seen, player.node?.identifier]).toEqual([['refresh'], [], 'A']);
  });

  it('then leaves and enters, and the node begins anew at the same place', async () => {
    await using set = await timedStage();
    const player = await set.playing();
    const steps = recoveries(set.pool);
    const seen = record(set.pool, 'trackStart', 'trackEnd', 'playerDestroy', 'playerNodeChange');
    await set.pass(60_000, LONG);
    const place = player.position;
    set.discord.voice.dieSilently(GUILD, 'stops');
    await set.pass(32_000);
    expect(names(steps)).toEqual(['refresh', 'rejoin']);
    expect(player.position).toBeGreaterThan(place - 500);
    expect(player.position).toBeLessThan(place + 20_000);
    expect(await sounds(set, player)).toBe(true);
    await set.pass(120_000, LONG);
    expect([names(steps), seen, set.discord.voice.nodesHeardIn(GUILD)]).toEqual([['refresh', 'rejoin'], [], ['A']]);
  });

  it('then goes to another node', async () => {
    await using set = await timedStage({ nodes: 2 });
    const player = await set.playing();
    const from = player.node?.identifier ?? '';
    const steps = recoveries(set.pool);
    await set.pass(30_000, LONG);
    deafen(set, from);
    await set.pass(60_000);
    expect(names(steps)).toEqual(['refresh', 'rejoin', 'move']);
    expect(player.node?.identifier).not.toBe(from);
    expect(await sounds(set, player)).toBe(true);
    await set.pass(120_000, LONG);
    expect([names(steps), player.state]).toEqual([['refresh', 'rejoin', 'move'], 'playing']);
  });

  it('is told as lost, once, when nothing helps', async () => {
    await using set = await timedStage({ nodes: 2 });
    await set.playing();
    const steps = recoveries(set.pool);
    await set.pass(30_000, LONG);
    deafen(set);
    await set.pass(300_000);
    expect(names(steps)).toEqual(['refresh', 'rejoin', 'move', 'lost']);
    expect(steps.at(-1)).toMatch(/stands still .* nothing that was tried helped/);
  });

  it('is told as lost after a rejoin when there is no other node', async () => {
    await using set = await timedStage();
    await set.playing();
    const steps = recoveries(set.pool);
    await set.pass(30_000, LONG);
    deafen(set);
    await set.pass(300_000);
    expect(names(steps)).toEqual(['refresh', 'rejoin', 'lost']);
    expect(steps.at(-1)).toMatch(/there is no other node/);
  });

  it('has all of it tried again when it had sounded for a minute, and not before', async () => {
    await using set = await timedStage({ discord: { onRejoin: 'both' } });
    await set.playing();
    const steps = recoveries(set.pool);
    await set.pass(30_000, LONG);
    set.discord.voice.dieSilently(GUILD, 'stops');
    await set.pass(50_000);
    set.discord.voice.dieSilently(GUILD, 'stops');
    await set.pass(100_000);
    expect(names(steps)).toEqual(['refresh', 'rejoin']);
    set.discord.voice.dieSilently(GUILD, 'stops');
    await set.pass(50_000);
    expect(names(steps)).toEqual(['refresh', 'rejoin', 'refresh']);
  });

  it('is noticed by its ping when the song runs on for nobody', async () => {
    await using set = await timedStage();
    const player = await set.playing();
    const steps = recoveries(set.pool);
    await set.pass(600_000, LONG);
    expect(steps).toEqual([]);
    set.discord.voice.dieSilently(GUILD, 'goes on');
    await set.pass(600_000, LONG);
    expect(names(steps)).toEqual(['refresh', 'rejoin']);
    expect(steps[0]).toMatch(/ping was not measured/);
    expect(set.discord.voice.connections.map(({ state }) => state)).toEqual(['open']);
    expect(await sounds(set, player)).toBe(true);
  });

  it('is noticed sooner on a node that tells more often where it is', async () => {
    await using set = await timedStage({ node: { playerUpdateIntervalMs: 1_000 } });
    await set.playing();
    const steps = recoveries(set.pool);
    await set.pass(30_000);
    set.discord.voice.dieSilently(GUILD, 'stops');
    await set.pass(3_500);
    expect(names(steps)).toEqual(['refresh']);
  });

  it('is not noticed before two updates of a node that tells seldom', async () => {
    await using set = await timedStage({ node: { playerUpdateIntervalMs: 30_000 } });
    await set.playing();
    const steps = recoveries(set.pool);
    await set.pass(240_000, LONG);
    set.discord.voice.dieSilently(GUILD, 'stops');
    await set.pass(55_000, LONG);
    expect(steps).toEqual([]);
    await set.pass(40_000, LONG);
    expect(names(steps)).toEqual(['refresh']);
  });
});

describe('a player that is let alone', () => {
  it('is one that is heard, for an hour', async () => {
    await using set = await timedStage({ node: { trackStuckThresholdMs: 60_000 } });
    const player = await set.playing();
    const steps = recoveries(set.pool);
    await set.pass(3_500_000, LONG);
    expect([steps, player.state]).toEqual([[], 'playing']);
  });

  it('is one that is paused, or has nothing to play, or whose song has just begun', async () => {
    await using set = await timedStage();
    const player = await set.playing();
    const steps = recoveries(set.pool);
    await set.pass(30_000);
    await player.pause();
    set.discord.voice.dieSilently(GUILD, 'stops');
    await set.pass(60_000);
    await player.stop();
    await set.pass(60_000);
    await player.play(await set.track(600_000, 'next'));
    await set.pass(19_000);
    expect(steps).toEqual([]);
    await set.pass(10_000);
    expect(names(steps)).toEqual(['refresh']);
  });

  it('is one whose song does not come, which the node tells of', async () => {
    const hanging = { ...testSource(), open: () => new Promise<void>(() => undefined) };
    await using set = await timedStage({ node: { sources: [hanging] } });
    const steps = recoveries(set.pool);
    const stuck = record(set.pool, 'trackStuck', 'queueEnd');
    await set.playing();
    await set.pass(120_000);
    expect([steps, stuck]).toEqual([[], ['trackStuck song', 'queueEnd']]);
  });

  it('is one that another recovery looks after, or gave up', async () => {
    await using set = await timedStage({ pool: { joinTimeoutMs: 8_000 } });
    await set.playing();
    const steps = recoveries(set.pool);
    await set.pass(30_000);
    set.discord.isSilent = true;
    set.discord.voice.close(GUILD, 4006);
    await set.pass(240_000);
    set.discord.isSilent = false;
    expect(names(steps)).toEqual(['lost']);
    expect(steps[0]).toMatch(/4006/);
  });

  it('is one whose gateway is away', async () => {
    await using set = await timedStage();
    await set.playing();
    const steps = recoveries(set.pool);
    await set.pass(30_000);
    set.discord.startGuildOutage(GUILD);
    set.discord.voice.dieSilently(GUILD, 'stops');
    await set.pass(40_000);
    expect(steps).toEqual([]);
    set.discord.endGuildOutage(GUILD);
    await set.pass(20_000);
    expect(names(steps)).toEqual(['refresh']);
  });

  it('is one whose node is frozen: that is found out otherwise', async () => {
    await using set = await timedStage({ nodes: 2, proxied: true });
    const player = await set.playing();
    const from = player.node?.identifier;
    const steps = recoveries(set.pool);
    await set.pass(60_000);
    await set.proxies[from === 'A' ? 0 : 1]?.blackHole();
    // A frozen node answers nobody, so nothing can be waited for.
    for (let second = 0; second < 17; second++) {
      set.clock.advance(1_000);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(player.node?.identifier).not.toBe(from);
    expect(steps).toEqual([]);
  });
});

/** A pool with one node whose own updates can be kept back, and others be put in their place. */
interface MutableStage extends AsyncDisposable {
  readonly pool: NodePool;
  readonly node: FaultyNode;
  readonly discord: FakeDiscord;
  readonly player: Player;
  isMute: boolean;
  pass(ms: number): Promise<void>;
  say(state: Partial<PlayerState>): void;
}

const INTERVAL_MS = 5_000;

async function mutableStage(): Promise<MutableStage> {
  const clock = new ManualClock();
  const discord = new FakeDiscord({ clock });
  const pool = new NodePool();
  discord.onPacket((packet) => pool.handleRaw(packet));
  const nodeClock: Clock = {
    now: () => clock.now(),
    after: (ms, run) => clock.after(ms, run),
    every: (ms, run) => clock.every(ms, () => (ms === INTERVAL_MS && set.isMute ? undefined : run())),
  };
  const voice = discord.voice.at('A');
  const options = { password: 'secret', voice, sources: [testSource()], clock: nodeClock };
  const node = await FaultyNode.start({ clock, node: options });
  await pool.connect({
    client: discord.client,
    clock,
    logger: null,
    nodes: [{ identifier: 'A', uri: node.url, password: 'secret' }],
  });
  const found = await pool.fetchTracks('test:3600000:song');
  const [track] = Array.isArray(found) ? found : found.tracks;
  const player = await pool.createPlayer({ guildId: GUILD, voiceChannelId: CHANNEL });
  const set: MutableStage = {
    pool,
    node,
    discord,
    player,
    isMute: false,
    pass: async (ms) => {
      for (let left = ms; left > 0; left -= 500) {
        clock.advance(500);
        for (let turn = 0; turn < 3; turn++) await pool.getNode('A').fetchVersion();
      }
    },
    say: (state) => {
      const whole = { time: clock.now(), position: 0, connected: true, ping: 0, ...state };
      node.sendRaw(JSON.stringify({ op: 'playerUpdate', guildId: GUILD, state: whole }));
    },
    [Symbol.asyncDispose]: async () => {
      await pool.close();
      await node.close();
    },
  };
  if (track !== undefined) await player.play(track);
  await set.pass(40_000);
  return set;
}

describe('a node that says nothing of a player', () => {
  it('is asked, and nothing is done when the player is heard', async () => {
    await using set = await mutableStage();
    const steps = recoveries(set.pool);
    set.isMute = true;
    set.node.clearRequests();
    await set.pass(60_000);
    const asked = set.node.requests.filter(({ method, path }) => method === 'GET' && path.endsWith(GUILD));
    expect(asked.length).toBeGreaterThanOrEqual(4);
    expect(asked.length).toBeLessThanOrEqual(6);
    expect(steps).toEqual([]);
  });

  it('is asked, and something is done when the player is not heard', async () => {
    await using set = await mutableStage();
    const steps = recoveries(set.pool);
    set.isMute = true;
    set.discord.voice.dieSilently(GUILD, 'stops');
    await set.pass(25_000);
    expect(names(steps)).toEqual(['refresh']);
  });

  it('is asked, and the player is put there again when it is gone', async () => {
    await using set = await mutableStage();
    const steps = recoveries(set.pool);
    set.isMute = true;
    const path = `/v4/sessions/${set.pool.getNode('A').sessionId}/players/${GUILD}`;
    const found = set.node.answer({ kind: 'status', status: 404 }, { method: 'GET', path });
    set.pool.on('playerRecovery', (_player, step) => step === 'rejoin' && found());
    await set.pass(60_000);
    expect(steps).toEqual(['refresh: the node has lost the player', 'rejoin: the node has lost the player']);
    expect((await set.pool.getNode('A').fetchPlayer(GUILD))?.state.position).toBeGreaterThan(60_000);
  });

  it('by itself, as NodeLink, is not asked', async () => {
    await using set = await timedStage({ node: { playerUpdateIntervalMs: 86_400_000 } });
    const player = await set.playing();
    const steps = recoveries(set.pool);
    for (let times = 0; times < 10; times++) {
      await set.pass(30_000, LONG);
      await player.seek(1_000_000);
    }
    set.discord.voice.dieSilently(GUILD, 'stops');
    await set.pass(120_000, LONG);
    expect(steps).toEqual([]);
  });
});

describe('a node that says that it has no voice connection, and plays on', () => {
  it('is helped after two intervals', async () => {
    await using set = await mutableStage();
    const steps = recoveries(set.pool);
    set.isMute = true;
    for (let position = 50_000; position <= 60_000; position += INTERVAL_MS) {
      expect(steps).toEqual([]);
      set.say({ position, connected: false, ping: -1 });
      await set.pass(INTERVAL_MS);
    }
    expect(steps).toEqual(['refresh: the node has no voice connection for 10 s']);
  });
});

describe('a pool', () => {
  it('leaves no timer behind', async () => {
    const clock = new ManualClock();
    const discord = new FakeDiscord({ clock });
    await using node = await startNode(discord, 'A', { clock });
    const before = clock.pending;
    const pool = new NodePool();
    const nodes = [{ identifier: 'A', uri: node.url, password: 'secret' }];
    await pool.connect({ client: discord.client, clock, logger: null, nodes });
    expect(clock.pending).toBeGreaterThan(before);
    await pool.close();
    expect(clock.pending).toBeLessThanOrEqual(before + 1);
  });
});
