import { FakeVoice, type FakeVoiceOptions, ManualClock } from '@reprise/devkit';
import { AudioNode } from '@reprise/node';
import type { Player, PlayerState } from '@reprise/protocol';
import { describe, expect, it } from 'vitest';
import { pause } from '../../../node/test/support/socket.ts';
import { statesOf } from '../../../node/test/support/stage.ts';
import { Bot, GUILD, VOICE } from '../support/bot.ts';

const SONG = { track: { identifier: 'demo:track:ode-to-joy' } };
const OTHER_VOICE = { ...VOICE, token: 'another' };

/** A node with this voice, on a clock that is moved, and one bot. */
async function scene(options: FakeVoiceOptions = {}): Promise<Scene> {
  const clock = new ManualClock();
  const voice = new FakeVoice({ clock, ...options });
  const node = new AudioNode({ port: 0, clock, voice: voice.at('A'), playerUpdateIntervalMs: 1_000 });
  await node.start();
  const bot = await Bot.open(node.url);
  return {
    clock,
    voice,
    node,
    bot,
    state: async () => ((await bot.rest.get(bot.path(GUILD))).json as Player).state,
    [Symbol.asyncDispose]: async () => {
      await bot[Symbol.asyncDispose]();
      await node.close();
    },
  };
}

interface Scene extends AsyncDisposable {
  readonly clock: ManualClock;
  readonly voice: FakeVoice;
  readonly node: AudioNode;
  readonly bot: Bot;
  readonly state: () => Promise<PlayerState>;
}

/** The guild plays, and everything of it was heard. */
async function playing(options: FakeVoiceOptions = {}): Promise<Scene> {
  const all = await scene(options);
  await all.bot.patch(GUILD, { voice: VOICE, ...SONG });
  await all.bot.heard();
  return all;
}

describe('FakeVoice', () => {
  it('answers at once when it is told nothing else', async () => {
    await using all = await playing();

    expect(await all.state()).toMatchObject({ connected: true, ping: 0 });
    expect(all.voice.attempts).toMatchObject([{ node: 'A', outcome: 'answered', target: { guildId: GUILD } }]);
    expect(all.voice.nodesHeardIn(GUILD)).toEqual(['A']);
  });

  it('answers after the time it was told, which can be another one later', async () => {
    await using all = await scene({ answerAfterMs: 100 });
    let answered = false;
    const update = all.bot.patch(GUILD, { voice: VOICE }).then(() => {
      answered = true;
    });
    await expect.poll(() => all.voice.attempts.length).toBe(1);
    all.clock.advance(99);
    await pause(20);
    expect(answered).toBe(false);

    all.clock.advance(1);
    await update;

    all.voice.answerAfterMs = 0;
    expect((await all.bot.patch(GUILD, { voice: OTHER_VOICE })).status).toBe(200);
  });

  it('gives an attempt up when its player is deleted', async () => {
    await using all = await scene({ answerAfterMs: 100 });
    void all.bot.patch(GUILD, { voice: VOICE }).catch(() => undefined);
    await expect.poll(() => all.voice.attempts.length).toBe(1);

    await all.bot.rest.delete(all.bot.path(GUILD));
    all.clock.advance(100);

    expect(all.voice.connections).toEqual([]);
  });

  it('measures another ping with each heartbeat, the same ones for the same seed', async () => {
    const options = { pingIntervalMs: 1_000, pingMs: 40, pingSpreadMs: 10 };
    const pings = async (): Promise<readonly number[]> => {
      await using all = await playing(options);
      all.clock.advance(10_000);
      return statesOf(await all.bot.heard()).map(({ ping }) => ping);
    };

    const first = await pings();

    expect(new Set(first).size).toBeGreaterThan(3);
    for (const ping of first) expect(Math.abs(ping - 40)).toBeLessThanOrEqual(10);
    expect(await pings()).toEqual(first);
  });

  it('hangs a refused guild until DELETE, and serves the others', async () => {
    await using all = await scene();
    const stop = all.voice.refuse({ guildId: GUILD });
    let answered = false;
    const note = (): void => {
      answered = true;
    };
    void all.bot.patch(GUILD, { voice: VOICE }).then(note, () => undefined);
    await expect.poll(() => all.voice.attempts.length).toBe(1);
    stop();
    void all.bot.patch(GUILD, { voice: OTHER_VOICE }).then(note, () => undefined);

    expect((await all.bot.patch('7', { voice: VOICE })).status).toBe(200);
    await pause(20);
    expect(answered).toBe(false);

    await all.bot.rest.delete(all.bot.path(GUILD));
    expect((await all.bot.patch(GUILD, { voice: VOICE })).status).toBe(200);
    expect(all.voice.attempts.map(({ outcome }) => outcome)).toEqual(['hang', 'answered', 'answered']);
  });

  it('fails a refused endpoint with 500, and not the others', async () => {
    await using all = await scene();
    all.voice.refuse({ endpoint: VOICE.endpoint, how: 'fail' });

    const answer = await all.bot.patch(GUILD, { voice: VOICE });

    expect(answer.status).toBe(500);
    expect(answer.json).toMatchObject({ message: 'Failed to connect to voice server' });
    expect((await all.bot.patch(GUILD, { voice: { ...VOICE, endpoint: 'other:443' } })).status).toBe(200);
  });

  it('closes with a code, and the song goes on until new voice data comes', async () => {
    await using all = await playing();
    all.voice.close(GUILD, 4006, { reason: 'Session is no longer valid.' });
    all.voice.close('7', 4006);

    expect(await all.bot.heard()).toMatchObject([
      { type: 'WebSocketClosedEvent', code: 4006, reason: 'Session is no longer valid.', byRemote: true },
      { op: 'playerUpdate', state: { connected: false } },
    ]);
    all.clock.advance(2_000);
    expect(await all.state()).toMatchObject({ connected: false, ping: -1, position: 1_980 });
    expect(all.voice.nodesHeardIn(GUILD)).toEqual(['A']);
    expect(all.voice.connections).toMatchObject([{ state: 'closed' }]);

    await all.bot.patch(GUILD, { voice: VOICE });
    expect(all.voice.connections).toMatchObject([{ state: 'open' }]);
  });

  it('lets a node resume after a code that allows it, unless told that this fails', async () => {
    await using all = await playing();
    all.voice.close(GUILD, 4015);
    expect(await all.bot.heard()).toEqual([]);
    expect((await all.state()).connected).toBe(true);

    all.voice.close(GUILD, 4015, { resumable: false });
    expect(await all.bot.events()).toEqual(['WebSocketClosedEvent']);
  });

  it.for([
    ['goes on', 11_980],
    ['stops', 5_980],
  ] as const)('dies without a word, and the song %s', async ([music, position]) => {
    await using all = await playing({ pingIntervalMs: 1_000 });
    all.clock.advance(6_000);
    const before = await all.state();
    all.voice.dieSilently(GUILD, music);
    await all.bot.heard();
    all.clock.advance(6_000);

    const states = statesOf(await all.bot.heard());
    expect(states.map(({ connected, ping }) => [connected, ping])).toEqual(Array(6).fill([true, before.ping]));
    expect((await all.state()).position).toBe(position);
    expect(all.voice.nodesHeardIn(GUILD)).toEqual([]);

    await all.bot.patch(GUILD, { voice: VOICE });
    expect(all.voice.attempts).toHaveLength(1);
    await all.bot.patch(GUILD, { voice: OTHER_VOICE });
    expect(all.voice.nodesHeardIn(GUILD)).toEqual(['A']);
  });

  it('sends away whom it does not admit, once the node has answered', async () => {
    await using all = await scene({ admits: ({ token }) => (token === 'wrong' ? 4004 : undefined) });

    expect((await all.bot.patch(GUILD, { voice: { ...VOICE, token: 'wrong' } })).status).toBe(200);
    await expect.poll(() => all.bot.events()).toEqual(['WebSocketClosedEvent']);
    expect((await all.bot.patch(GUILD, { voice: VOICE })).status).toBe(200);
    await pause(10);
    expect((await all.state()).connected).toBe(true);
  });

  it('tells which nodes are heard in a guild', async () => {
    await using all = await playing();
    await using second = new AudioNode({ port: 0, clock: all.clock, voice: all.voice.at('B') });
    await second.start();
    await using bot = await Bot.open(second.url);
    await bot.patch(GUILD, { voice: VOICE, ...SONG });

    expect(all.voice.nodesHeardIn(GUILD)).toEqual(['A', 'B']);
    await all.bot.rest.delete(all.bot.path(GUILD));
    expect(all.voice.nodesHeardIn(GUILD)).toEqual(['B']);
  });

  it('names the option that is wrong', () => {
    // @ts-expect-error: an option that does not exist
    expect(() => new FakeVoice({ answerAfter: 1 })).toThrow(/there is no option "answerAfter"/);
    expect(() => new FakeVoice({ answerAfterMs: -1 })).toThrow('FakeVoice: answerAfterMs');
    expect(() => {
      new FakeVoice().answerAfterMs = 0.5;
    }).toThrow('FakeVoice: answerAfterMs');
  });
});
