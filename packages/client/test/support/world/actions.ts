import fc from 'fast-check';
import { type AutoPlayMode, Filters, type QueueMode } from 'reprise';
import { CHANNEL } from '../stage.ts';
import type { CallFault } from './scheduled-wire.ts';
import type { World } from './world.ts';

/** What a user asks for. */
export type Command =
  | {
      readonly what: 'play';
      readonly length: string;
      readonly startMs?: number;
      readonly paused?: boolean;
      readonly volume?: number;
      readonly speed?: number;
    }
  | { readonly what: 'put'; readonly lengths: readonly string[] }
  | { readonly what: 'seek'; readonly ms: number }
  | { readonly what: 'volume'; readonly percent: number }
  | { readonly what: 'filters'; readonly speed: number }
  | { readonly what: 'switch'; readonly node: string | undefined }
  | { readonly what: 'join'; readonly channel: string }
  | { readonly what: 'repeat'; readonly mode: QueueMode }
  | { readonly what: 'autoplay'; readonly mode: AutoPlayMode }
  | { readonly what: 'skip' | 'previous' | 'stop' | 'pause' | 'resume' | 'destroy' | 'disconnect' };

/** What happens to the world. */
export type Fate =
  | { readonly what: 'pass'; readonly ms: number }
  | { readonly what: 'cut' | 'leave' | 'come back' | 'die'; readonly node: string }
  | { readonly what: 'spoil'; readonly node: string; readonly fault: CallFault };

const NODES = ['A', 'B'];
const CHANNELS = [CHANNEL, '817327182111571990'];
/** In milliseconds, or what is wrong with the track: it breaks, stays silent, must be looked up first, or is not found. */
const lengths = fc.constantFrom('400', '1500', '60000', '60000', '90000', 'broken', 'stuck', 'later', 'missing');
const speeds = fc.constantFrom(1, 1, 2, 0.5);

/** Any command. */
export const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record(
      {
        what: fc.constant('play'),
        length: lengths,
        startMs: fc.constantFrom(0, 300, 20_000),
        paused: fc.boolean(),
        volume: fc.constantFrom(10, 100),
        speed: speeds,
      },
      { requiredKeys: ['what', 'length'] },
    ),
  },
  {
    weight: 5,
    arbitrary: fc.record({ what: fc.constant('put'), lengths: fc.array(lengths, { minLength: 1, maxLength: 3 }) }),
  },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('seek'), ms: fc.constantFrom(0, 1_000, 30_000, 100_000) }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('volume'), percent: fc.nat(1_000) }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('filters'), speed: speeds }) },
  { weight: 3, arbitrary: fc.record({ what: fc.constant('switch'), node: fc.constantFrom(undefined, ...NODES) }) },
  { weight: 3, arbitrary: fc.record({ what: fc.constant('join'), channel: fc.constantFrom(...CHANNELS) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('repeat'), mode: fc.constantFrom('track', 'queue', 'off') }) },
  {
    weight: 2,
    arbitrary: fc.record({ what: fc.constant('autoplay'), mode: fc.constantFrom('enabled', 'enabled', 'disabled') }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      what: fc.constantFrom('skip', 'skip', 'previous', 'stop', 'pause', 'pause', 'resume', 'resume'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constantFrom('destroy', 'disconnect') }) },
);

/** Any blow, and much time between them. */
export const fate: fc.Arbitrary<Fate> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ what: fc.constant('pass'), ms: fc.constantFrom(1, 20, 100, 400, 1_500, 5_000) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      what: fc.constantFrom('cut', 'leave', 'come back', 'come back', 'die'),
      node: fc.constantFrom(...NODES),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      what: fc.constant('spoil'),
      node: fc.constantFrom(...NODES),
      fault: fc.oneof(
        fc.record({ outcome: fc.constantFrom(400, 429), isDone: fc.constant(false) }),
        fc.record({ outcome: fc.constantFrom<(number | 'lost')[]>(500, 'lost'), isDone: fc.boolean() }),
      ),
    }),
  },
);

/** Does what a user asks. */
export async function perform(world: World, command: Command): Promise<unknown> {
  if (command.what === 'join') return world.createPlayer(command.channel);
  const player = world.core?.player;
  if (player === undefined) return undefined;
  switch (command.what) {
    case 'play': {
      const { length, what: _, speed, ...options } = command;
      return player.play(world.newQueueTrack(length), {
        ...options,
        ...(speed === undefined ? {} : { filters: filtersOf(speed) }),
      });
    }
    case 'put':
      return player.queue.put(command.lengths.map((length) => world.newQueueTrack(length)));
    case 'seek':
      return player.seek(command.ms);
    case 'volume':
      return player.setVolume(command.percent);
    case 'filters':
      return player.setFilters(filtersOf(command.speed));
    case 'switch':
      return player.switchNode(command.node);
    case 'repeat':
      player.queue.mode = command.mode;
      return undefined;
    case 'autoplay':
      player.autoplay.mode = command.mode;
      return undefined;
    default:
      return player[command.what]();
  }
}

/** Lets something happen. */
export function strike(world: World, fate: Fate): void {
  if (fate.what === 'pass') {
    world.clock.advance(fate.ms);
    return;
  }
  world.hasFailed = true;
  const wire = world.wire(fate.node);
  const remote = world.remote(fate.node);
  if (fate.what === 'spoil') wire.spoil(fate.fault);
  if (fate.what === 'come back') remote.isReachable = true;
  if (fate.what === 'leave' || fate.what === 'die') remote.isReachable = false;
  if (fate.what === 'cut' || fate.what === 'leave' || fate.what === 'die') wire.cut();
  if (fate.what === 'die') remote.restart();
}

function filtersOf(speed: number): Filters {
  return speed === 1 ? new Filters() : new Filters().timescale({ speed });
}
