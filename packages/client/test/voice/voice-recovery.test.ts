import { ManualClock } from '@reprise/devkit';
import { describe, expect, it } from 'vitest';
import { type RecoveryHost, VoiceRecovery } from '../../src/voice/voice-recovery.ts';
import { HALL, pass, settled, withDiscord } from './support/sessions.ts';

/** A recovery whose player does as the test says; what it did, and when. */
function recovering(does: Partial<RecoveryHost> = {}) {
  const clock = new ManualClock(0);
  const did: string[] = [];
  const note = (what: string): void => void did.push(`${clock.now()} ${what}`);
  const host: RecoveryHost = {
    hasChannel: () => true,
    moveNode: (why) => note(`move: ${why}`),
    gaveUp: (why, cause) => note(`gave up: ${why}${cause instanceof Error ? ` (${cause.message})` : ''}`),
    ...does,
    rejoin: async () => {
      note('rejoin');
      await does.rejoin?.();
    },
  };
  return { clock, did, recovery: new VoiceRecovery(host, clock) };
}

describe('VoiceRecovery, when Discord disconnected the bot', () => {
  it.each([4014, 4022])('rejoins once after a second when the bot is still to be there (%i)', async (code) => {
    const { clock, did, recovery } = recovering();
    recovery.closed(code, true);
    await pass(clock, 950);
    recovery.closed(code, true);
    expect(did).toEqual([]);
    await pass(clock, 60_000, 1_000);
    expect([did, clock.pending]).toEqual([['1000 rejoin'], 0]);
  });

  it('lets a kick be a kick, known already or learnt within a second', async () => {
    let hasChannel = false;
    const { clock, did, recovery } = recovering({ hasChannel: () => hasChannel });
    recovery.closed(4014, true);
    expect(clock.pending).toBe(0);
    hasChannel = true;
    recovery.closed(4014, true);
    await pass(clock, 500);
    hasChannel = false;
    await pass(clock, 60_000, 500);
    expect([did, clock.pending]).toEqual([[], 0]);
  });

  it('never rejoins twice in 10 s, nor more than five times while it goes on', async () => {
    const { clock, did, recovery } = recovering({ isVoiceOpen: async () => false });
    for (let s = 0; s < 120; s++) {
      recovery.closed(4014, true);
      await pass(clock, 1_000, 500);
      recovery.renewed();
      await settled();
    }
    // New data came right before each close: the node was asked, and said that the voice is not open.
    const rejoins = did.filter((line) => line.endsWith('rejoin')).map((line) => Number.parseInt(line, 10));
    expect(rejoins.length).toBeLessThanOrEqual(5);
    for (const [i, at] of rejoins.entries()) expect(at - (rejoins[i - 1] ?? -10_000)).toBeGreaterThanOrEqual(10_000);
  });

  it('waits out the cooldown, looks again, and gives up after five times', async () => {
    const { clock, did, recovery } = recovering();
    for (let s = 0; s < 55; s++) {
      recovery.closed(4014, true);
      await pass(clock, 1_000, 500);
    }
    expect(did.slice(0, 5)).toEqual(['1000 rejoin', '11000 rejoin', '21000 rejoin', '31000 rejoin', '41000 rejoin']);
    expect(did.slice(5)).not.toContainEqual(expect.stringContaining('rejoin '));
    expect(did[5]).toMatch(/gave up: .*4014/);
  });

  it('does nothing when new data came within the second, or just before the close', async () => {
    const { clock, did, recovery } = recovering();
    recovery.closed(4014, true);
    await pass(clock, 500);
    recovery.renewed();
    await pass(clock, 10_000, 500);
    // As when a moderator moves the bot: the close of the old connection comes last.
    recovery.renewed();
    recovery.closed(4014, true);
    await pass(clock, 10_000, 500);
    expect([did, clock.pending]).toEqual([[], 0]);
  });

  it('rejoins when the node says that the voice is not open in spite of new data, or cannot say', async () => {
    for (const isVoiceOpen of [async () => false, () => Promise.reject(new Error('no answer'))]) {
      const { clock, did, recovery } = recovering({ isVoiceOpen });
      recovery.renewed();
      recovery.closed(4014, true);
      await pass(clock, 2_000, 500);
      expect(did).toEqual(['1000 rejoin']);
    }
  });
});

describe('VoiceRecovery, when the voice session is void', () => {
  it.each([4006, 4009, 4015, 1006])('gets a new one at once (%i)', async (code) => {
    const { clock, did, recovery } = recovering();
    recovery.closed(code, true);
    await pass(clock, 60_000, 1_000);
    expect([did, clock.pending]).toEqual([['0 rejoin'], 0]);
  });

  it('tries five times, with growing waits, and then gives up', async () => {
    const { clock, did, recovery } = recovering({ rejoin: () => Promise.reject(new Error('no answer')) });
    recovery.closed(4006, true);
    await pass(clock, 120_000, 500);
    expect(did).toEqual([
      '0 rejoin',
      '1000 rejoin',
      '3000 rejoin',
      '7000 rejoin',
      '15000 rejoin',
      '15000 gave up: the voice session is no longer valid (4006), and rejoining did not help (no answer)',
    ]);
  });

  it('does not begin to count anew because its attempts take long', async () => {
    const late = (fail: () => void): unknown => clock.after(20_000, fail);
    const slow = { rejoin: () => new Promise<void>((_, reject) => late(() => reject(new Error('no answer')))) };
    const { clock, did, recovery } = recovering(slow);
    recovery.closed(4006, true);
    await pass(clock, 64_000, 500);
    recovery.serverLost();
    await pass(clock, 300_000, 500);
    expect(did.filter((line) => line.endsWith('rejoin')).length).toBe(5);
  });

  it('counts a session that is void again as the next try, until a minute was quiet', async () => {
    const { clock, did, recovery } = recovering({ isVoiceOpen: async () => false });
    for (let i = 0; i < 3; i++) {
      recovery.closed(4006, true);
      await pass(clock, 5_000, 500);
    }
    await pass(clock, 61_000, 1_000);
    recovery.closed(4006, true);
    await pass(clock, 5_000, 500);
    expect(did).toEqual(['0 rejoin', '6000 rejoin', '12000 rejoin', '76000 rejoin']);
  });

  it('stops trying when the data came late', async () => {
    const { clock, did, recovery } = recovering({ rejoin: () => Promise.reject(new Error('no answer')) });
    recovery.closed(4006, true);
    await pass(clock, 1_000);
    recovery.renewed();
    await pass(clock, 60_000, 1_000);
    expect([did, clock.pending]).toEqual([['0 rejoin', '1000 rejoin'], 0]);
  });

  it('passes over the close that its own rejoin makes', async () => {
    const rejoined = Promise.withResolvers<void>();
    const { clock, did, recovery } = recovering({ rejoin: () => rejoined.promise });
    recovery.closed(4006, true);
    await pass(clock, 100);
    recovery.closed(4014, true);
    rejoined.resolve();
    await pass(clock, 60_000, 1_000);
    expect(did).toEqual(['0 rejoin']);
  });

  it('asks for a voice server when Discord names none for 10 s', async () => {
    const { clock, did, recovery } = recovering();
    recovery.serverLost();
    await pass(clock, 9_000, 500);
    recovery.renewed();
    recovery.serverLost();
    await pass(clock, 60_000, 1_000);
    expect(did).toEqual(['19000 rejoin']);
    recovery.serverLost();
    recovery.closed(4015, true);
    await pass(clock, 20_000, 1_000);
    expect(did.length).toBe(2);
  });
});

describe('VoiceRecovery, when it cannot help itself', () => {
  it('moves to another node when this one has no end-to-end encryption, and not for ever', async () => {
    const { clock, did, recovery } = recovering();
    for (let i = 0; i < 4; i++) {
      recovery.closed(4017, true);
      await pass(clock, 100);
    }
    expect(did.map((line) => line.replace(/^\d+ |:.*/g, ''))).toEqual(['move', 'move', 'move', 'gave up']);
    expect(did[0]).toContain('4017');
  });

  it.each([4004, 4021])('says so at once (%i)', async (code) => {
    const { clock, did, recovery } = recovering();
    recovery.closed(code, true);
    await pass(clock, 60_000, 1_000);
    expect(did).toEqual([expect.stringMatching(`^0 gave up: .*${code}`)]);
  });
});

describe('VoiceRecovery in an outage of Discord', () => {
  it('holds until it is over, and looks then', async () => {
    const { clock, did, recovery } = recovering();
    recovery.unavailable(true);
    recovery.closed(4014, true);
    await pass(clock, 30_000, 1_000);
    expect(did).toEqual([]);
    recovery.unavailable(false);
    await pass(clock, 60_000, 1_000);
    expect(did).toEqual(['31000 rejoin']);
  });

  it('does nothing after it when the session has taken its place again by then', async () => {
    const { clock, did, recovery } = recovering();
    recovery.closed(4014, true);
    recovery.unavailable(true);
    await pass(clock, 30_000, 1_000);
    recovery.unavailable(false);
    recovery.renewed();
    await pass(clock, 120_000, 1_000);
    expect([did, clock.pending]).toEqual([[], 0]);
  });

  it('does nothing after it when new data came during it', async () => {
    const { clock, did, recovery } = recovering();
    recovery.unavailable(true);
    recovery.closed(4006, true);
    await pass(clock, 10_000, 1_000);
    recovery.renewed();
    recovery.unavailable(false);
    await pass(clock, 120_000, 1_000);
    expect([did, clock.pending]).toEqual([[], 0]);
  });

  it('holds for a minute, not longer', async () => {
    const { clock, did, recovery } = recovering();
    recovery.unavailable(true);
    recovery.closed(4006, true);
    await pass(clock, 120_000, 1_000);
    expect(did).toEqual(['61000 rejoin']);
  });
});

describe('VoiceRecovery.reset', () => {
  it('forgets all that was planned, held and under way', async () => {
    const failing = Promise.withResolvers<void>();
    const { clock, did, recovery } = recovering({ rejoin: () => failing.promise });
    recovery.closed(4006, true);
    await pass(clock, 100);
    recovery.reset();
    failing.reject(new Error('left'));
    recovery.closed(4014, true);
    recovery.unavailable(true);
    recovery.reset();
    await pass(clock, 120_000, 1_000);
    expect([did, clock.pending]).toEqual([['0 rejoin'], 0]);
  });
});

describe('a session and its recovery', () => {
  /** In the hall, put together as a player does it. */
  async function inHall() {
    const all = withDiscord({ answerAfterMs: 100 });
    const { session, clock, told } = all;
    const did: string[] = [];
    const host: RecoveryHost = {
      hasChannel: () => session.wantedChannelId !== undefined,
      rejoin: () => session.rejoin(),
      moveNode: () => did.push('move'),
      gaveUp: () => did.push('gave up'),
    };
    const recovery = new VoiceRecovery(host, clock);
    const { ready, left, unavailable } = told;
    told.ready = (...args) => {
      recovery.renewed();
      ready.apply(told, args);
    };
    told.left = (kind) => {
      recovery.reset();
      left.call(told, kind);
    };
    told.unavailable = (isUnavailable) => {
      recovery.unavailable(isUnavailable);
      unavailable.call(told, isUnavailable);
    };
    const joining = session.join(HALL);
    await pass(clock, 200);
    await joining;
    told.lines.length = 0;
    return { ...all, did, recovery };
  }

  it('is back within a second when the voice session is void', async () => {
    const { discord, session, clock, recovery, told } = await inHall();
    discord.invalidateSession(session.guildId);
    recovery.closed(4006, true);
    await pass(clock, 1_000);
    expect(told.lines).toEqual([`ready ${HALL} asked`]);
    expect(discord.channelOf(session.guildId)).toBe(HALL);
  });

  it('does not come back after a kick, whichever is heard first', async () => {
    for (const isCloseFirst of [true, false]) {
      const { discord, session, clock, recovery, told, did, asked } = await inHall();
      if (isCloseFirst) recovery.closed(4014, true);
      discord.kick(session.guildId);
      await settled();
      if (!isCloseFirst) recovery.closed(4014, true);
      expect(told.lines).toEqual(['left kicked']);
      await pass(clock, 60_000, 1_000);
      expect([asked(), did, discord.channelOf(session.guildId)]).toEqual([[HALL], [], null]);
    }
  });

  it('is not moved, thrown out or lost by a gateway that is away for 30 s', async () => {
    const { discord, session, clock, recovery, told, did } = await inHall();
    discord.loseGateway();
    recovery.closed(4014, true);
    await pass(clock, 30_000, 250);
    discord.reidentifyGateway();
    await pass(clock, 3_000, 250);
    expect([did, session.wantedChannelId]).toEqual([[], HALL]);
    expect(told.lines.at(-1)).toMatch(`ready ${HALL}`);
    expect(discord.channelOf(session.guildId)).toBe(HALL);
    const { length } = told.lines;
    await pass(clock, 60_000, 1_000);
    expect(told.lines.length).toBe(length);
  });
});
