import type { Player } from '../../player/player.ts';
import { type ReadPlayerUpdate, readPlayerUpdate, type TrackChange } from '../../player/player-update.ts';
import type { LoadedTrack } from '../../sources/source.ts';
import type { NodeContext } from '../context.ts';
import { badRequest, HttpError } from '../http-error.ts';
import { readLong } from '../long.ts';
import { json, NO_CONTENT, type Reply } from '../reply.ts';
import type { Call } from '../router.ts';
import { sessionOf } from './sessions.ts';

/** `GET /v4/sessions/{id}/players` */
export function getPlayers(node: NodeContext, call: Call): Reply {
  return json(sessionOf(node, call).players);
}

/** `GET /v4/sessions/{id}/players/{guild}` */
export function getPlayer(node: NodeContext, call: Call): Reply {
  return json(playerOf(node, call));
}

/** The player a path names. @throws HttpError 404 when there is none. */
export function playerOf(node: NodeContext, call: Call): Player {
  const guildId = guildOf(call);
  const player = sessionOf(node, call).player(guildId);
  if (player === undefined) throw new HttpError(404, 'Player not found');
  return player;
}

/** `DELETE /v4/sessions/{id}/players/{guild}`: 204 also when there was none. */
export function deletePlayer(node: NodeContext, call: Call): Reply {
  const guildId = guildOf(call);
  sessionOf(node, call).removePlayer(guildId);
  return NO_CONTENT;
}

/** `PATCH /v4/sessions/{id}/players/{guild}?noReplace=`: makes the player when there is none. */
export async function updatePlayer(node: NodeContext, call: Call): Promise<Reply> {
  const guildId = guildOf(call);
  const noReplace = flagOf(call.query.get('noReplace'));
  const body = await call.body();
  const session = sessionOf(node, call);
  const update = readPlayerUpdate(body);
  const player = session.ensurePlayer(guildId);
  const joining = update.voice === undefined ? undefined : player.connect(update.voice);
  if (joining !== undefined) await joined(joining);
  applyState(player, update);
  if (update.track.kind !== 'keep' && !(noReplace && player.hasTrack)) await applyTrack(node, call, player, update);
  return json(player);
}

async function joined(joining: Promise<void>): Promise<void> {
  try {
    await joining;
  } catch (cause) {
    throw new HttpError(500, 'Failed to connect to voice server', { cause });
  }
}

/** Everything but voice and a new track, in the order the real server goes: pause, volume, seek, end time, filters. */
function applyState(player: Player, update: ReadPlayerUpdate): void {
  const { paused, userData, volume, position, endTime, filters } = update;
  // With another track these describe that track.
  const keepsTrack = update.track.kind === 'keep';
  if (keepsTrack && paused !== undefined) player.setPaused(paused);
  if (keepsTrack && userData !== undefined) player.setUserData(userData);
  if (volume !== undefined) player.setVolume(volume);
  if (keepsTrack && position !== undefined) player.seek(position);
  // `null` would mean "to the end", but the real server does nothing.
  if (keepsTrack && endTime !== undefined && endTime !== null) player.setEndTime(endTime);
  if (filters !== undefined) player.setFilters(filters);
}

async function applyTrack(node: NodeContext, call: Call, player: Player, update: ReadPlayerUpdate): Promise<void> {
  // Asking for another track, or for none, ends a pause, also when the new track then cannot be had.
  player.setPaused(update.paused ?? false);
  const track = await trackOf(node, call, update.track);
  if (track === undefined) player.stop();
  else player.play(track, update);
}

async function trackOf({ sources }: NodeContext, call: Call, change: TrackChange): Promise<LoadedTrack | undefined> {
  if (change.kind === 'encoded') return sources.decode(change.encoded);
  if (change.kind !== 'identifier') return undefined;
  const result = await sources.load(change.identifier, call.signal);
  switch (result.loadType) {
    case 'track':
      return { ...result.data, pluginInfo: result.data.pluginInfo ?? {}, userData: {} };
    case 'playlist':
    case 'search':
      throw badRequest('Cannot play a playlist or search result');
    case 'empty':
      throw badRequest('No matches found for identifier');
    case 'error':
      throw badRequest(result.data.message ?? 'Bad Request');
  }
}

function guildOf(call: Call): string {
  const id = readLong(call.param('guild'));
  if (id === undefined) throw badRequest();
  return id.toString();
}

/** A switch in a query, in the words that the real server takes. @throws HttpError 400 for any other. */
export function flagOf(value: string | null): boolean {
  const text = value?.toLowerCase() ?? 'false';
  if (['true', 'on', 'yes', '1'].includes(text)) return true;
  if (['false', 'off', 'no', '0', ''].includes(text)) return false;
  throw badRequest();
}
