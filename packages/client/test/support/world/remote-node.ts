import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { Clock } from '@reprise/clock';
import type { VoiceConnector } from '@reprise/node';
import type { Player as RemotePlayer } from '@reprise/protocol';
import { silentLog } from '../../../../node/src/log.ts';
import { HttpError } from '../../../../node/src/server/http-error.ts';
import { Router } from '../../../../node/src/server/router.ts';
import { routes } from '../../../../node/src/server/routes.ts';
import type { ClientSocket, Session } from '../../../../node/src/session/session.ts';
import { SessionList } from '../../../../node/src/session/session-list.ts';
import { SourceList } from '../../../../node/src/sources/source-list.ts';
import { testSource } from '../stage.ts';

/** What a call comes to. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** A player that a node has. */
export interface HeldPlayer {
  readonly node: string;
  readonly sessionId: string;
  readonly player: RemotePlayer;
}

/** A track without sound is told of after this time. */
const STUCK_AFTER_MS = 1_000;

/** An audio node without its sockets: the sessions, players and routes of the real one, on a clock that is moved. */
export class RemoteNode {
  readonly name: string;
  readonly #clock: Clock;
  readonly #voice: VoiceConnector;
  readonly #request = new IncomingMessage(new Socket());
  readonly #sessions = new Set<Session>();
  #list: SessionList;
  #router: Router;
  /** Whether anybody gets through to it. */
  isReachable = true;

  constructor(name: string, clock: Clock, voice: VoiceConnector) {
    this.name = name;
    this.#clock = clock;
    this.#voice = voice;
    [this.#list, this.#router] = this.#boot();
  }

  /** A client came; its session is the one it names, when that waits, or a new one. */
  accept(socket: ClientSocket, userId: string, sessionId: string | undefined): Session {
    const session = this.#list.accept(socket, userId, sessionId);
    this.#sessions.add(session);
    return session;
  }

  /** The node has noticed that a client is gone. */
  release(session: Session): void {
    this.#list.release(session);
  }

  /** The process dies, and another one takes its place. */
  restart(): void {
    this.#list.clear();
    this.#sessions.clear();
    [this.#list, this.#router] = this.#boot();
  }

  /** The players of a guild, in sessions whose client is there and in those that wait for it. */
  playersOf(guildId: string): HeldPlayer[] {
    return Array.from(this.#sessions).flatMap((session) => {
      const player = session.player(guildId)?.toJSON();
      return player === undefined ? [] : [{ node: this.name, sessionId: session.id, player }];
    });
  }

  /** Answers a call as its server does. */
  async call(method: string, path: string, query: Readonly<Record<string, unknown>>, body: unknown): Promise<Answer> {
    try {
      const { route, params } = this.#router.find(method, path);
      const reply = await route.handle({
        request: this.#request,
        path,
        query: new URLSearchParams(
          Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
        ),
        signal: new AbortController().signal,
        param: (name) => params.get(name) ?? '',
        body: async () => body,
      });
      return { status: reply.status, body: typeof reply.body === 'string' ? reply.body : '' };
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      const { status, reason, message } = error;
      return { status, body: JSON.stringify({ timestamp: this.#clock.now(), status, error: reason, message, path }) };
    }
  }

  #boot(): [SessionList, Router] {
    const sources = new SourceList([testSource()], silentLog);
    const open: SourceList['open'] = (info, signal) => sources.open(info, signal);
    const sessions = new SessionList(
      {
        clock: this.#clock,
        voice: this.#voice,
        open,
        playerUpdateIntervalMs: 5_000,
        trackStuckThresholdMs: STUCK_AFTER_MS,
      },
      60_000,
    );
    return [sessions, new Router(routes({ sources, sessions, isAudible: false }))];
  }
}
