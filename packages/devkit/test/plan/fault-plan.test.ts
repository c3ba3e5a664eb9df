import {
  DevkitError,
  type Fault,
  FaultPlan,
  type FaultTarget,
  FaultyNode,
  ManualClock,
  randomFaults,
} from '@reprise/devkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Bot, GUILD } from '../support/bot.ts';

/** Notes what happens to it. */
class Victim implements FaultTarget {
  readonly heard: string[] = [];
  readonly #clock: ManualClock;
  readonly #startedAt: number;

  constructor(clock: ManualClock) {
    this.#clock = clock;
    this.#startedAt = clock.now();
  }

  async apply({ kind }: Fault): Promise<void> {
    if (kind === 'cut') throw new Error('cannot be cut');
    this.heard.push(`${this.#clock.now() - this.#startedAt} ${kind}`);
  }
}

const TEXT = `# A dies, B is slow
1000 A die
1000 B answer {"answer":{"kind":"slow","ms":500},"route":{"method":"PATCH"}}
9000 A revive`;

describe('FaultPlan', () => {
  it('is read from its text, and written as the same', () => {
    const plan = FaultPlan.parse(`\n  ${TEXT.replaceAll('\n', '\n   # a remark\n\n')}`);

    expect(plan.toString()).toBe(TEXT);
    expect(plan.title).toBe('A dies, B is slow');
    expect(plan.durationMs).toBe(9_000);
    expect(plan.steps[1]).toEqual({
      atMs: 1_000,
      node: 'B',
      fault: { kind: 'answer', answer: { kind: 'slow', ms: 500 }, route: { method: 'PATCH' } },
    });
  });

  it.for([
    'die',
    '5 A',
    '-5 A die',
    '1.5 A die',
    '5 A explode',
    '5 A delay {"ms":}',
    '5 A delay [5]',
    '5 A delay {} x',
  ])('does not read %j, and says in which line', (line) => {
    const read = (): FaultPlan => FaultPlan.parse(`# title\n${line}`);

    expect(read).toThrow(DevkitError);
    expect(read).toThrow(/^Line 2 of the plan/);
  });

  it('names what is wrong with a step', () => {
    const step = { atMs: 1, node: 'A', fault: { kind: 'die' } } as const;

    expect(() => new FaultPlan([{ ...step, atMs: -1 }])).toThrow('FaultPlan: atMs');
    expect(() => new FaultPlan([{ ...step, node: 'A B' }])).toThrow('FaultPlan: node');
    // @ts-expect-error: a fault that does not exist
    expect(() => new FaultPlan([{ ...step, fault: { kind: 'explode' } }])).toThrow('FaultPlan: fault.kind');
  });

  it('lets everything happen at its time, in the order of times', async () => {
    const clock = new ManualClock();
    const [a, b] = [new Victim(clock), new Victim(clock)];
    const told: string[] = [];
    const plan = FaultPlan.parse('300 A thaw\n100 A freeze\n200 B die\n300 B revive');
    const run = plan.run({ A: a, B: b }, { clock, onStep: ({ node, fault }) => told.push(`${node} ${fault.kind}`) });
    for (let i = 0; i < 3; i += 1) {
      clock.advance(100);
      await Promise.resolve();
    }
    await run;

    expect(a.heard).toEqual(['100 freeze', '300 thaw']);
    expect(b.heard).toEqual(['200 die', '300 revive']);
    expect(told).toEqual(['A freeze', 'B die', 'A thaw', 'B revive']);
  });

  it('stops when it is aborted, and when a fault cannot happen', async () => {
    const clock = new ManualClock();
    const victim = new Victim(clock);
    const stop = new AbortController();
    const aborted = FaultPlan.parse('100 A die\n200 A revive').run({ A: victim }, { clock, signal: stop.signal });
    clock.advance(100);
    await Promise.resolve();
    stop.abort();
    await aborted;
    expect([victim.heard, clock.pending]).toEqual([['100 die'], 0]);

    const failed = FaultPlan.parse('100 A cut\n200 A revive').run({ A: victim }, { clock });
    clock.advance(100);
    await expect(failed).rejects.toThrow('cannot be cut');
    expect(clock.pending).toBe(0);
  });

  it('needs all nodes it has faults for', async () => {
    await expect(FaultPlan.parse('1 C die').run({})).rejects.toThrow('The plan has a node C');
  });

  it('does to a faulty node what it says', async () => {
    const clock = new ManualClock();
    await using node = await FaultyNode.start({ clock });
    const plan = FaultPlan.parse(`
      1 A speakVersion {"version":"3"}
      2 A heal
      3 A answer {"answer":{"kind":"status","status":503},"route":{"path":"/version"}}
      4 A loseSources {"names":["demo"]}
      5 A burst {"count":3}
      6 A sendMalformed {"count":2,"seed":9}
      7 A flood {"times":3}
      8 A lieInStats {"lie":{"players":77}}
      9 A delay {"ms":1}
      10 A throttle {"bytesPerSecond":100000}
      11 A cutAfter {"bytes":1000000}
      12 A pass
      13 A freeze
      14 A thaw
      15 A omitStats
      16 A lieInStats {"lie":{"players":78}}
    `);
    const bot = await Bot.open(node.url);
    await bot.heard();
    const run = plan.run({ A: node }, { clock });
    for (let i = 0; i < 16; i += 1) {
      clock.advance(1);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await run;

    expect((await bot.rest.get('/version')).status).toBe(503);
    expect((await bot.rest.get('/v4/info')).json).toMatchObject({ sourceManagers: [] });
    expect((await bot.rest.get('/v4/stats')).json).toMatchObject({ players: 78 });
    const last = FaultPlan.parse('0 A halfOpen\n1 A cut\n2 A loseSessions\n3 A die {"port":"closed"}\n4 A revive');
    await last.run({ A: node });
    expect((await bot.rest.get(bot.path(GUILD))).status).toBe(404);
    await bot[Symbol.asyncDispose]();
  });
});

describe('randomFaults', () => {
  const options = fc.record({
    seed: fc.integer(),
    nodes: fc.uniqueArray(fc.constantFrom('A', 'B', 'C', 'D'), { minLength: 1 }),
    durationMs: fc.integer({ min: 0, max: 200_000 }),
    everyMs: fc.integer({ min: 100, max: 20_000 }),
    longestMs: fc.integer({ min: 1, max: 30_000 }),
  });

  it('is the same plan for the same seed, and is read from its text', () => {
    fc.assert(
      fc.property(options, (options) => {
        const plan = randomFaults(options);
        expect(`${randomFaults(options)}`).toBe(`${plan}`);
        expect(FaultPlan.parse(`${plan}`)).toEqual(plan);
      }),
    );
  });

  it('has one fault a node at a time, as many healthy nodes as asked for, and ends well', () => {
    fc.assert(
      fc.property(options, fc.nat({ max: 3 }), (options, wanted) => {
        const healthy = Math.min(wanted, options.nodes.length);
        const faulty = new Set<string>();
        for (const { atMs, node, fault } of randomFaults({ ...options, healthy }).steps) {
          expect(atMs).toBeLessThanOrEqual(options.durationMs);
          expect(faulty.has(node)).toBe(fault.kind === 'heal');
          if (fault.kind === 'heal') faulty.delete(node);
          else faulty.add(node);
          expect(faulty.size).toBeLessThanOrEqual(options.nodes.length - healthy);
        }
        expect(faulty.size).toBe(0);
      }),
    );
  });

  it('has the faults it was told, and of those it was not told only what a client outlives', () => {
    const kinds = (options: { kinds?: ['die', 'freeze'] }): Set<string> =>
      new Set(
        randomFaults({ seed: 7, nodes: ['A', 'B'], durationMs: 2_000_000, ...options }).steps.map(
          ({ fault }) => fault.kind,
        ),
      );

    expect(kinds({ kinds: ['die', 'freeze'] })).toEqual(new Set(['die', 'freeze', 'heal']));
    expect(kinds({}).size).toBe(15);
    expect(kinds({})).not.toContain('speakVersion');
  });

  it('has about as many faults as asked for', () => {
    const { steps } = randomFaults({ seed: 3, nodes: ['A', 'B', 'C', 'D'], durationMs: 1_000_000, longestMs: 1_000 });

    expect(steps.length / 2).toBeGreaterThan(150);
    expect(steps.length / 2).toBeLessThan(250);
  });

  it('leaves every node well after it ran', async () => {
    const clock = new ManualClock();
    await using a = await FaultyNode.start({ clock });
    await using b = await FaultyNode.start({ clock });
    const plan = randomFaults({ seed: 11, nodes: ['A', 'B'], durationMs: 60_000, everyMs: 1_000, healthy: 0 });
    const run = plan.run({ A: a, B: b }, { clock });
    while (clock.pending > 0 && clock.now() < 1_800_000_060_000) {
      clock.advance(1_000);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await run;

    for (const { url } of [a, b]) {
      await using bot = await Bot.open(url);
      expect((await bot.rest.get('/v4/info')).status).toBe(200);
    }
  });

  it('names the option that is wrong', () => {
    const good = { seed: 1, nodes: ['A'], durationMs: 1_000 };

    expect(() => randomFaults({ ...good, seed: 0.5 })).toThrow('randomFaults: seed');
    expect(() => randomFaults({ ...good, nodes: [] })).toThrow('randomFaults: nodes.length');
    expect(() => randomFaults({ ...good, kinds: ['heal'] })).toThrow('randomFaults: kinds[]');
  });
});
