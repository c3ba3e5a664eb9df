import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Player } from '@reprise/protocol';
import type { NodeCounts, PlayingPlayer } from './node-process.ts';

const PLAYER_PATH = /^\/v4\/sessions\/[^/]+\/players\/(\d+)/;

interface NodeLog {
  calls: number;
  readonly players: Set<string>;
  readonly playing: Map<string, PlayingPlayer>;
}

/** Writes down what the audio nodes of this process are asked and what they answer: who plays, since when, from where. */
export class PlayerLog {
  readonly #nodes = new Map<number, NodeLog>();

  constructor() {
    subscribe('http.server.request.start', (message) => {
      const { request, response } = message as { readonly request: IncomingMessage; readonly response: ServerResponse };
      const node = this.#of(request.socket.localPort ?? 0);
      node.calls += 1;
      const guildId = PLAYER_PATH.exec(request.url ?? '')?.[1];
      if (guildId === undefined || request.method === 'GET') return;
      response.end = new Proxy(response.end, {
        apply(end, self, args) {
          note(node, guildId, response.statusCode, args[0]);
          return Reflect.apply(end, self, args);
        },
      });
    });
  }

  counts(port: number): Omit<NodeCounts, 'clients'> {
    const { calls, players, playing } = this.#of(port);
    return { calls, players: players.size, playing: playing.size };
  }

  /** Players that play, by guild. */
  playing(port: number): ReadonlyMap<string, PlayingPlayer> {
    return this.#of(port).playing;
  }

  forgetCalls(port: number): void {
    this.#of(port).calls = 0;
  }

  #of(port: number): NodeLog {
    const known = this.#nodes.get(port);
    if (known !== undefined) return known;
    const node = { calls: 0, players: new Set<string>(), playing: new Map<string, PlayingPlayer>() };
    this.#nodes.set(port, node);
    return node;
  }
}

function note({ players, playing }: NodeLog, guildId: string, status: number, body: unknown): void {
  if (status === 204) {
    players.delete(guildId);
    playing.delete(guildId);
  }
  if (status !== 200 || typeof body !== 'string') return;
  const { track, paused, state }: Player = JSON.parse(body);
  if (state.connected) players.add(guildId);
  if (track === null || paused || !state.connected) playing.delete(guildId);
  else if (!playing.has(guildId)) playing.set(guildId, { at: Date.now(), placeMs: state.position });
}
