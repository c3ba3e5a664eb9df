import type { NodeContext } from './context.ts';
import { decodeMany, decodeOne } from './handlers/decode.ts';
import { info, stats, version } from './handlers/info.ts';
import { loadTracks } from './handlers/load-tracks.ts';
import { media } from './handlers/media.ts';
import { deletePlayer, getPlayer, getPlayers, updatePlayer } from './handlers/players.ts';
import { routePlannerFree, routePlannerStatus } from './handlers/route-planner.ts';
import { updateSession } from './handlers/sessions.ts';
import { streamPlayer } from './handlers/stream.ts';
import { badRequest } from './http-error.ts';
import type { Route } from './router.ts';

/** Every route of the node. */
export function routes(node: NodeContext): readonly Route[] {
  return [
    { method: 'GET', path: '/', handle: () => ({ status: 200 }) },
    { method: 'GET', path: '/version', handle: version },
    { method: 'GET', path: '/v4/info', handle: () => info(node) },
    { method: 'GET', path: '/v4/stats', handle: () => stats(node) },
    { method: 'GET', path: '/v4/loadtracks', handle: (call) => loadTracks(node, call) },
    { method: 'GET', path: '/v4/decodetrack', handle: (call) => decodeOne(node, call) },
    { method: 'POST', path: '/v4/decodetracks', handle: (call) => decodeMany(node, call) },
    { method: 'PATCH', path: '/v4/sessions/:session', handle: (call) => updateSession(node, call) },
    { method: 'GET', path: '/v4/sessions/:session/players', handle: (call) => getPlayers(node, call) },
    { method: 'GET', path: '/v4/sessions/:session/players/:guild', handle: (call) => getPlayer(node, call) },
    { method: 'PATCH', path: '/v4/sessions/:session/players/:guild', handle: (call) => updatePlayer(node, call) },
    { method: 'DELETE', path: '/v4/sessions/:session/players/:guild', handle: (call) => deletePlayer(node, call) },
    { method: 'GET', path: '/v4/sessions/:session/players/:guild/stream', handle: (call) => streamPlayer(node, call) },
    { method: 'GET', path: '/v4/routeplanner/status', handle: routePlannerStatus },
    { method: 'POST', path: '/v4/routeplanner/free/address', handle: routePlannerFree },
    { method: 'POST', path: '/v4/routeplanner/free/all', handle: routePlannerFree },
    { method: 'GET', path: '/media/:source/*path', handle: (call) => media(node, call) },
    {
      method: 'GET',
      path: '/v4/websocket',
      handle: () => {
        throw badRequest('Can "Upgrade" only to "WebSocket".');
      },
    },
  ];
}
