import fc from 'fast-check';
import { Filters } from 'reprise';
import { describe, expect, it } from 'vitest';
import { type CalmWorld, calmWorld } from '../support/world/calm-world.ts';

type Step =
  | { readonly what: 'pass' | 'seek'; readonly ms: number }
  | { readonly what: 'speed'; readonly speed: number }
  | { readonly what: 'kill' | 'switch' | 'cut' | 'pause' | 'resume' | 'skip' };

const MOST_OFF_MS = 50;
const TICK_MS = 100;
const BACK_AFTER_MS = 1_000;
/** Nothing ends by itself, and no place is beyond an end. */
const LENGTH_MS = '36000000';

/** A node reports whole frames of 20 ms and trails by one: what it reports is itself up to 40 ms × speed behind. */
const SPEEDS = [0.5, 0.8, 1, 1.25];

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ what: fc.constant('pass'), ms: fc.integer({ min: 1, max: 12_000 }) }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('seek'), ms: fc.nat(600_000) }) },
  { weight: 3, arbitrary: fc.record({ what: fc.constant('speed'), speed: fc.constantFrom(...SPEEDS) }) },
  { weight: 5, arbitrary: fc.record({ what: fc.constantFrom('kill', 'switch', 'cut', 'pause', 'resume', 'skip') }) },
);

/** Where in the song the nodes really are: they tell played time, and only while one track plays on in one session. */
class Truth {
  readonly #set: CalmWorld;
  #key = '';
  #reported = 0;
  place = 0;

  constructor(set: CalmWorld) {
    this.#set = set;
  }

  /** Looks at the node that has the player; the speed is that since the last look. */
  look(speed: number): void {
    const held = this.#set.world.whatNodesHave().find(({ node }) => node === this.#set.player.node?.identifier);
    if (held?.player.track == null) return;
    const { sessionId, player } = held;
    const { position } = player.state;
    const key = `${sessionId} ${player.track?.info.title}`;
    // A node that begins anew begins at a place.
    this.place = key === this.#key ? this.place + (position - this.#reported) * speed : position;
    this.#key = key;
    this.#reported = position;
  }

  /** The node was told to go to a place, which it reports from then on. */
  moved(placeMs: number): void {
    this.look(1);
    this.place = placeMs;
  }
}

describe('the position of a player', () => {
  it('is never more than 50 ms off the place that is heard, whatever was done and whatever broke', async () => {
    let worst = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        await using set = await calmWorld();
        const { world, player, after } = set;
        await after(player.play(world.newTrack(LENGTH_MS)));
        const truth = new Truth(set);
        let speed = 1;
        const compare = (what: string): void => {
          truth.look(speed);
          const off = Math.abs(player.position - truth.place);
          worst = Math.max(worst, off);
          if (off > MOST_OFF_MS) expect.fail(`${off} ms off after ${what}: ${player.position}, not ${truth.place}`);
        };
        compare('the start');
        for (const step of steps) {
          if (step.what === 'pass') {
            for (let left = step.ms; left > 0; left -= TICK_MS) {
              await world.pass(Math.min(left, TICK_MS));
              compare('a while');
            }
            continue;
          }
          await take(set, step);
          if (step.what === 'seek') truth.moved(step.ms);
          compare(step.what);
          if (step.what === 'speed') speed = step.speed;
        }
      }),
      { numRuns: 200 },
    );
    console.log(`position: ${worst.toFixed(0)} ms off at the most`);
  }, 60_000);

  it('goes on from where the song was when its node dies at double speed', async () => {
    await using set = await calmWorld();
    const { world, player, after } = set;
    await after(player.play(world.newTrack(LENGTH_MS), { filters: new Filters().timescale({ speed: 2 }) }));
    await world.pass(10_000 - BACK_AFTER_MS);
    const home = player.node?.identifier;
    await take(set, { what: 'kill' });
    expect(player.node?.identifier).not.toBe(home);
    const told = world.calls().at(-1)?.body;
    expect(told).toMatchObject({ position: expect.closeTo(20_000, -2), filters: { timescale: { speed: 2 } } });
  });
});

async function take({ world, player, after }: CalmWorld, step: Exclude<Step, { what: 'pass' }>): Promise<void> {
  // There is another node by then, whatever was before.
  await world.pass(BACK_AFTER_MS);
  const home = player.node?.identifier ?? '';
  switch (step.what) {
    case 'seek':
      return void (await after(player.seek(step.ms)));
    case 'speed':
      return after(player.setFilters(new Filters().timescale({ speed: step.speed })));
    case 'skip':
      player.queue.put([world.newTrack(LENGTH_MS)]);
      return void (await after(player.skip()));
    case 'kill':
      world.remote(home).isReachable = false;
      world.wire(home).cut();
      world.remote(home).restart();
      await world.settle();
      return world.heal();
    case 'cut':
      world.wire(home).cut();
      return world.settle();
    case 'switch':
      return after(player.switchNode());
    case 'pause':
      return after(player.pause());
    case 'resume':
      return after(player.resume());
    default:
  }
}
