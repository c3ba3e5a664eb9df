import { describe, expect, it } from 'vitest';
import { StageRefusedError, VoiceClientError, VoiceTimeoutError } from '../../src/errors/index.ts';
import { BOT, type ByHand, byHand, HALL, pass, ROOM, STAGE, settled, withDiscord } from './support/sessions.ts';

/** The error of a promise that must fail. */
async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => expect.unreachable('it did not fail'),
    (error: unknown) => error,
  );
}

describe('VoiceSession.join', () => {
  it.each(['state-first', 'server-first'] as const)('has complete data when Discord answers %s', async (order) => {
    const { clock, discord, told, session, asked } = withDiscord({ order, answerAfterMs: 80, gapMs: 30 });
    const joining = session.join(HALL);
    await pass(clock, 150);
    const voice = await joining;
    expect(voice).toEqual({
      token: expect.stringMatching(/./),
      endpoint: expect.stringContaining('discord'),
      sessionId: expect.stringMatching(/./),
      channelId: HALL,
    });
    expect([told.lines, told.voices, session.voice]).toEqual([[`ready ${HALL} asked`], [voice], voice]);
    expect([asked(), discord.channelOf(session.guildId), session.wantedChannelId]).toEqual([[HALL], HALL, HALL]);
  });

  it('asks deafened, as it hears nobody, unless told otherwise', async () => {
    const payloads: unknown[] = [];
    const sendToShard = (guildId: string, payload: unknown): void => void payloads.push([guildId, payload]);
    const { session, state, server } = byHand({ sendToShard });
    const joining = session.join(HALL);
    state(HALL);
    server('token');
    await joining;
    await session.join(HALL, { selfDeaf: false, selfMute: true });
    const { guildId } = session;
    const d = { guild_id: guildId, channel_id: HALL };
    expect(payloads).toEqual([
      [guildId, { op: 4, d: { ...d, self_mute: false, self_deaf: true } }],
      [guildId, { op: 4, d: { ...d, self_mute: true, self_deaf: false } }],
    ]);
  });

  it('asks nothing when the bot is there', async () => {
    const { session, asked, told } = withDiscord();
    const first = session.join(HALL);
    await settled();
    expect(await session.join(HALL)).toBe(await first);
    expect([asked(), told.lines.length]).toEqual([[HALL], 1]);
  });

  it('shares a join of the same channel, and lets one of another wait for its turn', async () => {
    const { session, clock, discord, asked, told } = withDiscord({ answerAfterMs: 100 });
    const joins = [session.join(HALL), session.join(HALL), session.join(ROOM), session.join(ROOM)];
    await pass(clock, 100);
    expect(asked()).toEqual([HALL, ROOM]);
    await pass(clock, 100);
    expect((await Promise.all(joins)).map(({ channelId }) => channelId)).toEqual([HALL, HALL, ROOM, ROOM]);
    expect(told.lines).toEqual([`ready ${HALL} asked`, `moved ${HALL} ${ROOM}`, `ready ${ROOM} asked`]);
    expect(discord.channelOf(session.guildId)).toBe(ROOM);
  });

  it.each([
    ['nothing', 'both', 'Discord answered nothing', () => undefined],
    ['no state', 'state', 'intent', ({ server }: ByHand) => server('token')],
    ['no server', 'server', 'no VOICE_SERVER_UPDATE', ({ state }: ByHand) => state(HALL)],
    [
      'a server that is away',
      'endpoint',
      'endpoint: null',
      ({ state, server }: ByHand) => {
        state(HALL);
        server('token', null);
      },
    ],
  ] as const)('says what is missing when there is %s in time', async (_, missing, words, come) => {
    const all = byHand({}, 4_000);
    const failure = failureOf(all.session.join(HALL));
    come(all);
    all.clock.advance(3_999);
    expect(all.session.wantedChannelId).toBe(HALL);
    all.clock.advance(1);
    const error = await failure;
    expect(error).toBeInstanceOf(VoiceTimeoutError);
    expect(error).toMatchObject({ code: 'VOICE_TIMEOUT', missing, channelId: HALL, timeoutMs: 4_000 });
    expect((error as VoiceTimeoutError).message).toContain(words);
    expect((error as VoiceTimeoutError).message).not.toContain('"token"');
  });

  it('says that the guild is unavailable when that is why', async () => {
    const { session, clock, discord } = withDiscord();
    discord.startGuildOutage(session.guildId);
    discord.isSilent = true;
    await settled();
    const failure = failureOf(session.join(HALL));
    await pass(clock, 10_000, 1_000);
    expect(await failure).toMatchObject({ message: expect.stringContaining('guild is unavailable') });
  });

  it('uses nothing that was said before the bot wanted anything', async () => {
    const { session, state, server } = byHand();
    server('stale');
    const joining = session.join(HALL);
    state(HALL);
    server('new');
    expect(await joining).toMatchObject({ token: 'new' });
  });

  it('asks again when the guild is back', async () => {
    const { session, sent, hear, state, server } = byHand();
    hear('GUILD_DELETE', { id: session.guildId, unavailable: true });
    const joining = session.join(HALL);
    hear('GUILD_CREATE', { id: session.guildId, voice_states: [] });
    expect(sent).toEqual([HALL, HALL]);
    state(HALL);
    server('token');
    await joining;
  });

  it('asks once more at half of its time, as a shard that is away for a moment drops what it is given', async () => {
    const { session, sent, clock, state, server } = byHand();
    const joining = session.join(HALL);
    clock.advance(5_000);
    state(HALL);
    server('token');
    await joining;
    expect([sent, clock.pending]).toEqual([[HALL, HALL], 0]);
  });

  it('asks again as soon as the shard is back', async () => {
    const { session, clock, discord, asked } = withDiscord();
    discord.loseGateway();
    const joining = session.join(HALL);
    await pass(clock, 1_000);
    discord.resumeGateway();
    await settled();
    expect((await joining).channelId).toBe(HALL);
    expect(asked()).toEqual([HALL, HALL]);
  });

  it('leaves a channel that it got into without a voice server, so that no silent bot stays there', async () => {
    const { session, clock, sent, state, told } = byHand();
    const failure = failureOf(session.join(HALL));
    state(HALL);
    clock.advance(10_000);
    expect(await failure).toMatchObject({ missing: 'server' });
    expect([sent, session.wantedChannelId, told.lines]).toEqual([[HALL, null], undefined, []]);
  });

  it('stays where it is when a move fails', async () => {
    const { session, clock, discord, asked } = withDiscord({ channels: [{ id: ROOM, canConnect: false }] });
    const joining = session.join(HALL);
    await settled();
    const voice = await joining;
    const failure = failureOf(session.join(ROOM));
    await pass(clock, 10_000, 1_000);
    expect(await failure).toMatchObject({ missing: 'both', channelId: ROOM });
    expect([session.wantedChannelId, session.voice, discord.channelOf(session.guildId)]).toEqual([HALL, voice, HALL]);
    expect(asked()).toEqual([HALL, ROOM, ROOM]);
  });

  it('gives up for the caller who does, and leaves when that was the last one', async () => {
    const { session, clock, sent } = byHand();
    const [first, second] = [new AbortController(), new AbortController()];
    const failures = [first, second].map(({ signal }) => failureOf(session.join(HALL, { signal })));
    first.abort(new Error('first'));
    expect([await failures[0], sent]).toEqual([new Error('first'), [HALL]]);
    second.abort(new Error('second'));
    expect([await failures[1], sent]).toEqual([new Error('second'), [HALL, null]]);
    expect([session.wantedChannelId, clock.pending]).toEqual([undefined, 0]);
    await expect(session.join(HALL, { signal: AbortSignal.abort(new Error('before')) })).rejects.toThrow('before');
  });

  it('fails with what the client says when it cannot send', async () => {
    const cause = new Error('no shard');
    const { session, clock } = byHand({ sendToShard: () => Promise.reject(cause) });
    const error = await failureOf(session.join(HALL));
    expect(error).toBeInstanceOf(VoiceClientError);
    expect(error).toMatchObject({ code: 'VOICE_CLIENT', cause });
    expect(clock.pending).toBe(0);
  });
});

describe('VoiceSession.leave', () => {
  it('ends a join that is under way, and one that waits for it', async () => {
    const { session, clock, discord, told } = withDiscord({ answerAfterMs: 100 });
    const failures = [session.join(HALL), session.join(ROOM)].map(failureOf);
    await pass(clock, 50);
    const leaving = session.leave();
    expect(session.leave()).toBe(leaving);
    for (const failure of failures) expect(await failure).toMatchObject({ name: 'AbortError' });
    await pass(clock, 200);
    await leaving;
    expect([told.lines, discord.channelOf(session.guildId)]).toEqual([['left asked'], null]);
  });

  it('lets a join that comes after it happen after it', async () => {
    const { session, clock, asked, told } = withDiscord({ answerAfterMs: 100 });
    const first = session.join(HALL);
    await pass(clock, 100);
    await first;
    const leaving = session.leave();
    const joining = session.join(HALL);
    await pass(clock, 100);
    await leaving;
    expect(asked()).toEqual([HALL, null, HALL]);
    await pass(clock, 100);
    expect((await joining).sessionId).not.toBe((await first).sessionId);
    expect(told.lines).toEqual([`ready ${HALL} asked`, 'left asked', `ready ${HALL} asked`]);
  });

  it('is over after a second when Discord does not confirm it, and whatever the client does', async () => {
    const quiet = byHand();
    quiet.session.join(HALL).catch(() => undefined);
    quiet.state(HALL);
    const leaving = quiet.session.leave();
    quiet.clock.advance(1_000);
    await leaving;
    expect([quiet.told.lines, quiet.clock.pending]).toEqual([['left asked'], 0]);

    const broken = byHand({ sendToShard: () => Promise.reject(new Error('gone')) });
    broken.session.join(HALL).catch(() => undefined);
    broken.state(HALL);
    await broken.session.leave();
    expect(broken.clock.pending).toBe(0);
  });

  it('is over as soon as Discord says that the bot is nowhere, wherever it was before', async () => {
    const { session, clock, state } = byHand();
    session.join(HALL).catch(() => undefined);
    const leaving = session.leave();
    state(null);
    await leaving;
    expect(clock.pending).toBe(0);
  });

  it('says nothing to Discord when the bot is nowhere', async () => {
    const { session, sent, told } = byHand();
    await session.leave();
    expect([sent, told.lines]).toEqual([[], []]);
  });
});

describe('VoiceSession, when Discord changes something', () => {
  /** In the hall. */
  async function inHall(...options: Parameters<typeof withDiscord>) {
    const all = withDiscord(...options);
    const joining = all.session.join(HALL);
    await pass(all.clock, 200);
    const voice = await joining;
    all.told.lines.length = 0;
    return { ...all, voice };
  }

  it('follows a moderator who moves it, with the new data told once', async () => {
    const { discord, session, told, clock, voice } = await inHall();
    discord.moveBot(session.guildId, ROOM);
    await pass(clock, 300);
    expect(told.lines).toEqual([`moved ${HALL} ${ROOM}`, `ready ${ROOM}`]);
    expect(session.voice).toMatchObject({ channelId: ROOM, sessionId: voice.sessionId });
    expect(session.voice?.token).not.toBe(voice.token);
    expect(session.wantedChannelId).toBe(ROOM);
  });

  it('gives the new channel with the old server when no other one comes within 200 ms', async () => {
    const { session, state, server, clock, told } = byHand();
    const joining = session.join(HALL);
    state(HALL);
    server('token');
    const voice = await joining;
    server('token');
    clock.advance(60_000);
    state(ROOM);
    clock.advance(199);
    expect(told.lines).toEqual([`ready ${HALL} asked`, `moved ${HALL} ${ROOM}`]);
    clock.advance(1);
    expect(session.voice).toEqual({ ...voice, channelId: ROOM });
    expect([told.lines.at(-1), clock.pending]).toEqual([`ready ${ROOM}`, 0]);
  });

  it('is moved on before its voice server is known', async () => {
    const { session, state, server } = byHand();
    const joining = session.join(HALL);
    state(HALL);
    state(ROOM);
    server('token');
    expect(await joining).toMatchObject({ channelId: ROOM, token: 'token' });
  });

  it('tells that the voice server went away, and the next one', async () => {
    const { discord, session, told, clock } = await inHall();
    discord.loseVoiceServer(session.guildId);
    await pass(clock, 300);
    expect([told.lines, session.voice]).toEqual([['serverLost'], undefined]);
    const endpoint = discord.moveVoiceServer(session.guildId);
    await settled();
    expect([told.lines.at(-1), session.voice?.endpoint]).toEqual([`ready ${HALL}`, endpoint]);
  });

  it('gives a new region at once', async () => {
    const { discord, session, told } = await inHall();
    discord.moveVoiceServer(session.guildId, 'sydney7.discord.media:443');
    await settled();
    expect([told.lines, session.voice?.endpoint]).toEqual([[`ready ${HALL}`], 'sydney7.discord.media:443']);
  });

  it.each([
    ['a kick', 'kick'],
    ['the loss of its membership', 'removeFromGuild'],
  ] as const)('takes %s for the end', async (_, how) => {
    const { discord, session, told, asked } = await inHall();
    discord[how](session.guildId);
    await settled();
    expect([told.lines, session.wantedChannelId, session.voice]).toEqual([['left kicked'], undefined, undefined]);
    await expect(session.rejoin()).rejects.toThrow(VoiceClientError);
    await expect(session.refresh()).rejects.toThrow(VoiceClientError);
    expect(asked()).toEqual([HALL]);
  });

  it('takes a deleted channel for the end', async () => {
    const { discord, session, told } = await inHall();
    discord.deleteChannel(session.guildId, HALL);
    await settled();
    expect(told.lines).toEqual(['left kicked']);
  });

  it('ends a join that is thrown out before it is complete', async () => {
    const { session, state, told } = byHand();
    const failure = failureOf(session.join(HALL));
    state(HALL);
    state(null);
    expect(await failure).toMatchObject({ name: 'AbortError' });
    expect(told.lines).toEqual(['left kicked']);
  });

  it('is not concerned by what other users do', async () => {
    const { discord, session, told } = await inHall();
    const user = discord.memberJoins(session.guildId, HALL);
    discord.memberJoins(session.guildId, ROOM, { userId: user });
    discord.memberLeaves(session.guildId, user);
    await settled();
    expect([told.lines, session.channelId]).toEqual([[], HALL]);
  });

  it('does not take an outage of the guild for the end, nor does anything when it is still there after it', async () => {
    const { discord, session, told, clock, asked, voice } = await inHall();
    discord.startGuildOutage(session.guildId);
    await pass(clock, 30_000, 5_000);
    expect([told.lines, session.wantedChannelId, session.isUnavailable]).toEqual([['unavailable true'], HALL, true]);
    discord.endGuildOutage(session.guildId);
    await settled();
    expect([told.lines.at(-1), session.voice, asked()]).toEqual(['unavailable false', voice, [HALL]]);
  });

  it('takes its place again when it lost it in an outage, and when its shard had to open a new session', async () => {
    const { discord, session, told, asked } = await inHall();
    discord.startGuildOutage(session.guildId);
    await settled();
    discord.invalidateSession(session.guildId);
    discord.endGuildOutage(session.guildId);
    await settled();
    discord.loseGateway();
    discord.reidentifyGateway();
    await settled();
    const round = ['unavailable true', 'unavailable false', `ready ${HALL}`];
    expect([told.lines, asked()]).toEqual([
      [...round, ...round],
      [HALL, HALL, HALL],
    ]);
    expect(discord.channelOf(session.guildId)).toBe(HALL);
  });
});

describe('VoiceSession, when its shard has a new session', () => {
  it('takes its place again even if Discord still shows it there', async () => {
    const { session, sent, hear, state, server, told } = byHand();
    const joining = session.join(HALL);
    state(HALL);
    server('token');
    await joining;
    hear('READY', { guilds: [{ id: session.guildId, unavailable: true }] });
    const ghost = { user_id: BOT, channel_id: HALL, session_id: 'session' };
    hear('GUILD_CREATE', { id: session.guildId, voice_states: [ghost] });
    expect([sent, session.voice]).toEqual([[HALL, HALL], undefined]);
    state(HALL, 'new');
    server('new');
    expect(told.lines.at(-1)).toBe(`ready ${HALL}`);
  });
});

describe('VoiceSession.rejoin', () => {
  it('leaves and enters anew, for which nobody is told that the bot left', async () => {
    const { session, clock, asked, told } = withDiscord({ answerAfterMs: 100 });
    const joining = session.join(HALL);
    await pass(clock, 100);
    const rejoining = session.rejoin();
    const shared = session.rejoin();
    await pass(clock, 200);
    expect(asked()).toEqual([HALL, null, HALL]);
    expect((await rejoining).sessionId).not.toBe((await joining).sessionId);
    expect(await shared).toBe(await rejoining);
    expect(told.lines).toEqual([`ready ${HALL} asked`, `ready ${HALL} asked`]);
  });

  it('enters anyway when Discord had thrown the bot out without a word', async () => {
    const { session, clock, discord, asked } = withDiscord();
    const joining = session.join(HALL);
    await settled();
    await joining;
    discord.invalidateSession(session.guildId);
    const rejoining = session.rejoin();
    await pass(clock, 500);
    expect([(await rejoining).channelId, asked()]).toEqual([HALL, [HALL, null, HALL]]);
  });

  it('still wants to be there when it fails, and tells what comes late', async () => {
    const { session, clock, state, server, told, sent } = byHand();
    const joining = session.join(HALL);
    state(HALL);
    server('old');
    await joining;
    const failure = failureOf(session.rejoin());
    clock.advance(10_000);
    expect(await failure).toBeInstanceOf(VoiceTimeoutError);
    expect([session.wantedChannelId, sent]).toEqual([HALL, [HALL, null, HALL, HALL]]);
    state(null);
    state(HALL, 'new');
    server('new');
    expect(told.lines).toEqual([`ready ${HALL} asked`, `ready ${HALL}`]);
    expect(session.voice).toMatchObject({ token: 'new', sessionId: 'new' });
  });

  it('takes late answers to a rejoin that failed for no kick, when another one has succeeded meanwhile', async () => {
    const { session, clock, state, server, told } = byHand();
    const joining = session.join(HALL);
    state(HALL);
    server('old');
    await joining;
    const failure = failureOf(session.rejoin());
    clock.advance(10_000);
    expect(await failure).toBeInstanceOf(VoiceTimeoutError);
    const again = session.rejoin();
    // The gateway is back and hands in what both were answered.
    state(null);
    state(HALL, 'first');
    server('first');
    expect(await again).toMatchObject({ token: 'first' });
    state(null);
    state(HALL, 'second');
    server('second');
    expect([session.wantedChannelId, session.voice?.token]).toEqual([HALL, 'second']);
    expect(told.lines.join()).not.toContain('left');
    clock.advance(30_000);
    state(null);
    expect([session.wantedChannelId, told.lines.at(-1)]).toEqual([undefined, 'left kicked']);
  });

  it('uses nothing of what was said before it left', async () => {
    const { session, clock, sent, state, server } = byHand();
    const joining = session.join(HALL);
    state(HALL);
    server('old');
    await joining;
    const rejoining = session.rejoin();
    state(HALL);
    server('stale');
    state(null);
    clock.advance(5_000);
    // What came before it left is no answer.
    expect(sent).toEqual([HALL, null, HALL, HALL]);
    state(HALL, 'new');
    clock.advance(1_000);
    expect(session.voice).toBeUndefined();
    server('new');
    expect(await rejoining).toMatchObject({ token: 'new', sessionId: 'new' });
  });
});

describe('VoiceSession.refresh', () => {
  it('asks for the same channel again, and tells new data only', async () => {
    const { session, told, asked } = withDiscord({ onRejoin: 'both' });
    const joining = session.join(HALL);
    await settled();
    const { token } = await joining;
    await session.refresh();
    await settled();
    expect([asked(), told.lines]).toEqual([
      [HALL, HALL],
      [`ready ${HALL} asked`, `ready ${HALL}`],
    ]);
    expect(session.voice?.token).not.toBe(token);
  });

  it('changes nothing when Discord answers with the state alone', async () => {
    const { session, told, clock } = withDiscord({ onRejoin: 'state-only' });
    const joining = session.join(HALL);
    await settled();
    const voice = await joining;
    await session.refresh();
    await pass(clock, 500);
    expect([told.lines.length, session.voice]).toEqual([1, voice]);
  });
});

describe('VoiceSession on a stage', () => {
  async function onStage(canSpeak: boolean) {
    const all = withDiscord({ channels: [{ id: STAGE, type: 'stage', canSpeak }] });
    const joining = all.session.join(STAGE);
    await settled();
    await joining;
    return all;
  }

  it('says that it is in the audience, and becomes a speaker', async () => {
    const { session, told } = await onStage(true);
    expect([told.lines, session.isSuppressed]).toEqual([['suppressed true', `ready ${STAGE} asked`], true]);
    await session.becomeSpeaker();
    await settled();
    expect([told.lines.at(-1), session.isSuppressed]).toEqual(['suppressed false', false]);
    await session.becomeSpeaker();
  });

  it('says that it may not', async () => {
    const { session } = await onStage(false);
    const error = await failureOf(session.becomeSpeaker());
    expect(error).toBeInstanceOf(StageRefusedError);
    expect(error).toMatchObject({ code: 'STAGE_REFUSED', channelId: STAGE, message: expect.stringContaining('403') });
  });

  it('says that the client has no way to', async () => {
    const { session, state } = byHand();
    session.join(STAGE).catch(() => undefined);
    state(STAGE, 'session', { suppress: true });
    await expect(session.becomeSpeaker()).rejects.toThrow('becomeSpeaker(guildId, channelId)');
    session.close();
  });
});

describe('VoiceSession.close', () => {
  it('leaves nothing behind', async () => {
    const { session, clock, sent, state, server, told } = byHand();
    const failure = failureOf(session.join(HALL));
    session.close();
    expect(await failure).toMatchObject({ name: 'AbortError' });
    state(HALL);
    server('token');
    expect([sent, told.lines, clock.pending]).toEqual([[HALL], [], 0]);
  });
});
