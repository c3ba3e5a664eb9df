import { ManualClock } from '@reprise/devkit';
import { describe, expect, it } from 'vitest';
import { record } from '../support/stage.ts';
import { type FaultStage, faultStage } from './support/fault-stage.ts';
import { figure } from './support/figure.ts';
import { pass } from './support/passing.ts';

const OUTAGE_MS = 30_000;
const PLAYERS = 20;

interface Outage {
  begin(set: FaultStage, guildIds: readonly string[]): void;
  end(set: FaultStage, guildIds: readonly string[]): void;
}

const OUTAGES: Readonly<Record<string, Outage>> = {
  'the gateway is away and resumes': {
    begin: ({ discord }) => discord.loseGateway(),
    end: ({ discord }) => discord.resumeGateway(),
  },
  'the gateway is away and starts anew': {
    begin: ({ discord }) => discord.loseGateway(),
    end: ({ discord }) => discord.reidentifyGateway(),
  },
  'the gateway is away, and the voice connections too': {
    begin: ({ discord }, guildIds) => {
      discord.loseGateway();
      for (const guildId of guildIds) discord.voice.close(guildId, 4014);
    },
    end: ({ discord }) => discord.reidentifyGateway(),
  },
  'the guilds are away': {
    begin: ({ discord }, guildIds) => {
      for (const guildId of guildIds) discord.startGuildOutage(guildId);
    },
    end: ({ discord }, guildIds) => {
      for (const guildId of guildIds) discord.endGuildOutage(guildId);
    },
  },
};

describe('players', () => {
  it.each(Object.entries(OUTAGES))('outlive 30 s in which %s', async (what, { begin, end }) => {
    const clock = new ManualClock();
    await using set = await faultStage({ nodes: 1, clock });
    const players = await set.playing(PLAYERS);
    const guildIds = players.map(({ guildId }) => guildId);
    const seen = record(set.pool, 'playerDestroy', 'trackEnd', 'playerError');
    begin(set, guildIds);
    await pass(clock, OUTAGE_MS, 250);
    end(set, guildIds);
    await pass(clock, 10_000, 250);
    const heard = guildIds.filter((guildId) => set.discord.voice.nodesHeardIn(guildId).join() === 'A').length;
    figure(
      'F13',
      `30 s in which ${what}: ${PLAYERS - set.pool.players.size} of ${PLAYERS} players destroyed, ${heard} heard`,
    );
    expect([set.pool.players.size, heard, seen]).toEqual([PLAYERS, PLAYERS, []]);
    expect(players.map(({ state }) => state)).toEqual(players.map(() => 'playing'));
  });

  it('go on when their node is lost while the gateway is away', async () => {
    const clock = new ManualClock();
    await using set = await faultStage({ clock });
    const players = await set.playing(5, { node: 'A' });
    set.discord.loseGateway();
    await pass(clock, 5_000, 250);
    await set.node('A').die();
    await pass(clock, 25_000, 250);
    set.discord.resumeGateway();
    await pass(clock, 5_000, 250);
    expect(players.map(({ node, state }) => `${node?.identifier} ${state}`)).toEqual(players.map(() => 'B playing'));
  });
});
