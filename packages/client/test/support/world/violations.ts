import { Playable, type PlayerEvents, RepriseError } from 'reprise';
import { playingIdOf } from '../../../src/player/playing.ts';
import type { Command } from './actions.ts';
import type { HeldPlayer } from './remote-node.ts';
import type { World } from './world.ts';

/** How far a player may be from where its node is. */
const MOST_OFF_MS = 50;

/** A command and what became of it: undefined until it came to an end. */
export interface Given {
  readonly command: Command;
  outcome: unknown;
}

/** Everything that is not as it has to be when the world has come to rest. */
export function violations(world: World, given: readonly Given[]): string[] {
  return [...outcomesOf(given), ...startsOf(world, given), ...placesOf(world), ...disagreements(world)];
}

function outcomesOf(given: readonly Given[]): string[] {
  return given.flatMap(({ command, outcome }) => {
    if (outcome === undefined) return [`${command.what} hangs`];
    const isFine = outcome === 'done' || outcome instanceof RepriseError || isAbort(outcome);
    return isFine ? [] : [`${command.what} failed by ${String(outcome)}`];
  });
}

/** A track starts once for its listeners, and ends once. */
function startsOf(world: World, given: readonly Given[]): string[] {
  const told = world.log.flatMap(([, happening]) => (happening.kind === 'event' ? [happening] : []));
  const ids = told.filter(({ event }) => event === 'trackStart').map(({ id }) => id);
  const twice = repeated(ids).map((id) => `${id} was told to start twice`);
  if (given.some(({ command: { what } }) => what === 'repeat' || what === 'previous')) return twice;
  const titles = (name: keyof PlayerEvents): string[] =>
    told.filter(({ event }) => event === name).map(({ args: [track] }) => titleOf(track));
  const starts = titles('trackStart');
  const wrong = [...twice, ...repeated(starts).map((title) => `${title} started twice`)];
  // A node that does what it was asked and answers that it failed ends what is then put back.
  if (world.hasFailed) return wrong;
  const ends = titles('trackEnd');
  const current = world.core?.playback.playing?.track.title;
  return [
    ...wrong,
    ...repeated(ends).map((title) => `${title} ended twice`),
    ...starts.filter((title) => !ends.includes(title) && title !== current).map((title) => `${title} never ended`),
    ...ends.filter((title) => !starts.includes(title)).map((title) => `${title} ended without a start`),
  ];
}

function repeated<T>(all: readonly T[]): T[] {
  return all.filter((one, i) => all.indexOf(one) !== i);
}

function titleOf(track: unknown): string {
  return track instanceof Playable ? track.title : String(track);
}

/** What sounds where it should not: on two nodes, or twice on one. */
function placesOf(world: World): string[] {
  const sounding = world.whatNodesHave().filter(({ player }) => player.track !== null);
  return sounding.length > 1 ? [`sounds on ${sounding.map(({ node }) => node).join(' and ')}`] : [];
}

function disagreements(world: World): string[] {
  const { core } = world;
  const home = core?.node;
  const held = world.whatNodesHave();
  const isHome = ({ node, sessionId }: HeldPlayer): boolean =>
    node === home?.identifier && sessionId === home.sessionId;
  const wrong = held
    .filter((there) => !isHome(there) && there.player.track !== null)
    .map(({ node }) => `${node} plays on without its player`);
  if (core === undefined) return wrong;
  if (core.isBusy) wrong.push('its lane is busy');
  const { playing } = core.playback;
  const remote = held.find(isHome)?.player;
  if (remote === undefined) return playing === undefined ? wrong : [...wrong, `nobody has ${playing.id}`];
  const compare = (what: string, here: unknown, there: unknown): void => {
    if (JSON.stringify(here) !== JSON.stringify(there))
      wrong.push(`${what}: ${shown(here)} here, ${shown(there)} there`);
  };
  const offMs = Math.abs((playing?.clock.played ?? 0) - (remote.track === null ? 0 : remote.state.position));
  // A track without sound stands still at its node, which tells of it only after a while: perhaps not yet.
  const isSilent = playing?.track.title.startsWith('stuck');
  if (playing?.hasStarted && !isSilent && offMs > MOST_OFF_MS) wrong.push(`the place is off by ${offMs} ms`);
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
