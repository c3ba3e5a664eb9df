import fc from 'fast-check';
import {
  decorrelatedJitter,
  type NodeCandidate,
  type NodePicker,
  penaltyOf,
  powerOfTwoChoices,
  type Stats,
} from 'reprise';
import { describe, expect, it } from 'vitest';
import { NodeLoad } from '../../src/node/node-load.ts';
import { candidatesOf, leastPenalty, ranked } from '../../src/node/node-picker.ts';
import { isStats } from '../../src/rest/guards.ts';

const idle: Stats = {
  players: 0,
  playingPlayers: 0,
  uptime: 1,
  memory: { free: 0, used: 0, allocated: 0, reservable: 0 },
  cpu: { cores: 2, systemLoad: 0, lavalinkLoad: 0 },
  frameStats: null,
};

describe('penaltyOf', () => {
  it.each([
    ['an idle node', idle, 0],
    ['seven playing players', { ...idle, playingPlayers: 7 }, 7],
    ['half its processors', { ...idle, cpu: { ...idle.cpu, systemLoad: 0.5 } }, 1.05 ** 50 * 10 - 10],
    ['60 missing frames', { ...idle, frameStats: { sent: 2_940, nulled: 0, deficit: 60 } }, 1.03 ** 10 * 600 - 600],
    [
      '60 nulled frames',
      { ...idle, frameStats: { sent: 2_940, nulled: 60, deficit: 0 } },
      (1.03 ** 10 * 300 - 300) * 2,
    ],
    ['less than no players', { ...idle, playingPlayers: -100 }, 0],
    ['a negative deficit', { ...idle, frameStats: { sent: 3_010, nulled: 0, deficit: -10 } }, 0],
  ])('of %s', (_name, stats, penalty) => {
    expect(penaltyOf(stats)).toBeCloseTo(penalty, 9);
  });

  it('stays finite for loads above 1, as other servers report them', () => {
    expect(penaltyOf({ ...idle, cpu: { ...idle.cpu, systemLoad: 37 } })).toBeLessThan(1_500);
  });
});

describe('statistics', () => {
  it.each([
    ['frames without numbers', { ...idle, frameStats: {} }],
    ['frames that are a text', { ...idle, frameStats: 'none' }],
    ['endless players', { ...idle, playingPlayers: Number.POSITIVE_INFINITY }],
    ['a load that is none', { ...idle, cpu: { ...idle.cpu, systemLoad: null } }],
  ])('with %s are none: the load is then unknown', (_name, stats) => {
    expect([isStats(idle), isStats(stats)]).toEqual([true, false]);
  });
});

/** Nodes as far as the choice sees them: a name and a load. */
function nodesWith(loads: readonly NodeLoad[]) {
  return loads.map((load, i) => ({ identifier: `n${i}`, load }));
}

describe('the choice of a node', () => {
  it('counts what it placed since the last statistics, so that a burst spreads', () => {
    const loads = Array.from({ length: 4 }, () => new NodeLoad(() => 0));
    for (const load of loads) load.report(idle);
    const nodes = nodesWith(loads);
    for (let i = 0; i < 400; i++) leastPenalty.pick(asCandidates(nodes)).node.load.place(1);
    expect(loads.map(({ placed }) => placed)).toEqual([100, 100, 100, 100]);
  });

  it('takes a node without statistics for an average one, never for an idle one', () => {
    const loads = [new NodeLoad(() => 0), new NodeLoad(() => 0), new NodeLoad(() => 0)];
    loads[0]?.report({ ...idle, playingPlayers: 4 });
    loads[1]?.report({ ...idle, playingPlayers: 10 });
    expect(asCandidates(nodesWith(loads)).map(({ penalty }) => penalty)).toEqual([4, 10, 7]);
  });

  it('forgets statistics that are too old, and what was placed before new ones', () => {
    let now = 0;
    const load = new NodeLoad(() => now);
    load.place(1);
    load.report(idle);
    expect([load.placed, load.penalty]).toEqual([0, 0]);
    now = 130_001;
    expect(load.penalty).toBeUndefined();
  });

  it('begins anew with what it placed after a minute, on a node that sends no statistics', () => {
    let now = 0;
    const load = new NodeLoad(() => now);
    load.place(1);
    now = 60_001;
    expect(load.placed).toBe(0);
    load.place(0.5);
    expect(load.placed).toBe(0.5);
  });

  it('does not hang on a picker that makes up a candidate, and says what is wrong', () => {
    const copies: NodePicker = { pick: ([first]) => ({ ...first }) };
    expect(() => ranked(candidatesWith([1, 2]), copies)).toThrow('nodePicker.pick must return one of the candidates');
  });

  it('by two random nodes never takes the worst one', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(1_000), { minLength: 2, maxLength: 8 }),
        fc.infiniteStream(fc.noShrink(unit)),
        (penalties, draws) => {
          const picker = powerOfTwoChoices({ random: () => draws.next().value });
          const chosen = picker.pick(candidatesWith(penalties));
          expect(chosen.penalty).toBeLessThan(Math.max(...penalties));
        },
      ),
    );
  });

  it('ranks every node once, whoever picks', () => {
    const penalties = [3, 1, 2];
    expect(ranked(candidatesWith(penalties), leastPenalty).map(({ penalty }) => penalty)).toEqual([1, 2, 3]);
    const byChance = ranked(candidatesWith(penalties), powerOfTwoChoices());
    expect(byChance.map(({ penalty }) => penalty).sort()).toEqual([1, 2, 3]);
  });
});

const unit = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

function asCandidates(nodes: ReturnType<typeof nodesWith>): [NodeCandidate, ...NodeCandidate[]] {
  return candidatesOf(nodes as unknown as Parameters<typeof candidatesOf>[0]) as [NodeCandidate, ...NodeCandidate[]];
}

function candidatesWith(penalties: readonly number[]): [NodeCandidate, ...NodeCandidate[]] {
  return penalties.map((penalty) => ({ penalty })) as unknown as [NodeCandidate, ...NodeCandidate[]];
}

describe('decorrelatedJitter', () => {
  it('stays within its bounds, grows at most threefold, and starts anew with the first attempt', () => {
    fc.assert(
      fc.property(fc.infiniteStream(unit), (draws) => {
        const backoff = decorrelatedJitter({ minMs: 500, maxMs: 15_000, random: () => draws.next().value });
        let lastMs = 500;
        for (let attempt = 1; attempt < 20; attempt++) {
          const delayMs = backoff.delayMs(attempt);
          expect(delayMs).toBeGreaterThanOrEqual(500);
          expect(delayMs).toBeLessThanOrEqual(Math.min(15_000, Math.round(lastMs * 3)));
          lastMs = delayMs;
        }
        expect(backoff.delayMs(1)).toBeLessThanOrEqual(1_500);
      }),
    );
  });

  it('keeps 50 clients of a node that is away for a minute from knocking together', () => {
    const random = seeded(50);
    const knocks = Array.from({ length: 50 }, () => {
      const backoff = decorrelatedJitter({ minMs: 500, maxMs: 15_000, random });
      const times: number[] = [];
      let at = 0;
      for (let attempt = 1; at < 120_000; attempt++) {
        at += backoff.delayMs(attempt);
        times.push(at);
      }
      return times.filter((time) => time > 60_000);
    }).flat();
    const perTenth = new Map<number, number>();
    for (const at of knocks) perTenth.set(Math.floor(at / 100), (perTenth.get(Math.floor(at / 100)) ?? 0) + 1);
    expect(Math.max(...perTenth.values())).toBeLessThanOrEqual(15);
  });
});

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
