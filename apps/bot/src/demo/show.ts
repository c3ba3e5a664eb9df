import type { Clock } from '@reprise/clock';
import { untilAborted } from '../bot/until-aborted.ts';
import type { Chance } from './chance.ts';
import type { Happening } from './narrator.ts';
import type { Scene } from './scene.ts';

/** What a show is made of. */
export interface ShowParts {
  readonly scenes: Iterable<Scene>;
  /** Plays a scene to its end. */
  readonly perform: (scene: Scene) => Promise<Happening>;
  readonly tell: (happening: Happening) => void;
  /** How long to wait is drawn by it. */
  readonly chance: Chance;
  readonly clock: Clock;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** Time between two scenes, in milliseconds: slow enough to be read. */
const SHORTEST_PAUSE_MS = 700;
const LONGEST_PAUSE_MS = 1_500;

/** Plays scene after scene, until it is ended. */
export async function show({ scenes, perform, tell, chance, clock, signal }: ShowParts): Promise<void> {
  const ended = untilAborted(signal);
  for (const scene of scenes) {
    const happening = await Promise.race([perform(scene), ended]);
    if (happening === undefined || signal.aborted) return;
    tell(happening);
    await pause(SHORTEST_PAUSE_MS + chance.below(LONGEST_PAUSE_MS - SHORTEST_PAUSE_MS), clock, ended);
    if (signal.aborted) return;
  }
}

async function pause(ms: number, clock: Clock, ended: Promise<void>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const cancel = clock.after(ms, resolve);
  await Promise.race([promise, ended]);
  cancel();
}
