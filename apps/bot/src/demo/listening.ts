import type { NodePool } from 'reprise';
import type { OutsideNode } from '../config/index.ts';
import { ApiError } from '../http/api-error.ts';
import type { Listen } from '../http/http-options.ts';

/** Lets the page play what the nodes play, without a browser knowing where they are and what they want to hear. */
export function listening(pool: NodePool, nodes: readonly OutsideNode[]): Listen {
  return async (guildId, signal) => {
    const playing = pool.players.get(guildId)?.node;
    const node = nodes.find(({ identifier }) => identifier === playing?.identifier);
    const sessionId = playing?.sessionId;
    if (node === undefined || sessionId === undefined) return undefined;
    const url = `${node.uri}/v4/sessions/${sessionId}/players/${guildId}/stream?padded=true`;
    const headers = { authorization: node.password };
    const answer = await fetch(url, { headers, signal }).catch(() => {
      throw new ApiError(503, 'NO_ANSWER', 'The node does not answer.');
    });
    if (answer.ok) return answer.body ?? undefined;
    await answer.body?.cancel();
    return undefined;
  };
}
