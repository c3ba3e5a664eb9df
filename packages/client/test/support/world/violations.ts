import { PlayerDestroyedError, RepriseError } from 'reprise';
import { playingIdOf } from '../../../src/player/playing.ts';
import type { Command } from './actions.ts';
import type { World } from './world.ts';

/** A command and what became of it: undefined until it came to an end. */
export interface Given {
  readonly command: Command;
  outcome: unknown;
}

/** Everything that is not as it has to be when the world has come to rest. */
export function violations(world: World, given: readonly Given[]): string[] {
  return [...outcomesOf(given), ...startsOf(world), ...placesOf(world), ...disagreements(world)];
}

function outcomesOf(given: readonly Given[]): string[] {
  return given.flatMap(({ command, outcome }) => {
    if (outcome === undefined) return [`${command.what} hangs`];
    const isFine = outcome === 'done' || outcome instanceof RepriseError || isAbort(outcome);
    return isFine ? [] : [`${command.what} failed by ${String(outcome)}`];
  });
}

/** A track starts once for its listeners, and ends once. */
function startsOf({ log }: World): string[] {
  const told = log.flatMap(([, happening]) => (happening.kind === 'event' ? [happening] : []));
  const starts = told.filter(({ event }) => event === 'trackStart').map(({ id }) => id);
  return starts.filter((id, i) => starts.indexOf(id) !== i).map((id) => `${id} was told to start twice`);
}

function placesOf(world: World): string[] {
  const sounding = world.whatNodesHave().filter(([, { track }]) => track !== null);
  return sounding.length > 1 ? [`sounds on ${sounding.map(([node]) => node).join(' and ')}`] : [];
}

function disagreements(world: World): string[] {
  const { core } = world;
  const home = core?.node?.identifier;
  const strangers = world.whatNodesHave().filter(([node, { track }]) => node !== home && track !== null);
  const wrong = strangers.map(([node]) => `${node} plays on without its player`);
  if (core === undefined) return wrong;
  if (core.isBusy) wrong.push('its lane is busy');
  const { playing } = core.playback;
  const [remote] = world.whatNodesHave().flatMap(([node, player]) => (node === home ? [player] : []));
  if (remote === undefined) return playing === undefined ? wrong : [...wrong, `nobody has ${playing.id}`];
  const compare = (what: string, here: unknown, there: unknown): void => {
    if (JSON.stringify(here) !== JSON.stringify(there)) wrong.push(`${what}: ${shown(here)} here, ${shown(there)} there`);
  };
  compare('track', playing?.id, playingIdOf(remote.track?.userData));
  compare('paused', core.playback.isPaused, remote.paused);
  compare('volume', core.playback.volume, remote.volume);
  compare('speed', core.playback.filters.timescale?.speed, remote.filters.timescale?.speed);
  return wrong;
}

function shown(value: unknown): string {
  return JSON.stringify(value) ?? 'nothing';
}

function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}
void PlayerDestroyedError;
