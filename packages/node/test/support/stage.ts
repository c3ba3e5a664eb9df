import { AudioNode, type AudioNodeOptions, makeTrack, type Source } from '@reprise/node';
import type { Message, Player, PlayerState } from '@reprise/protocol';
import { ManualClock } from './manual-clock.ts';
import { type Answer, Rest } from './rest.ts';
import { nameOf, Socket } from './socket.ts';

/** Voice data as a client hands it over. */
export const VOICE = { token: 't', endpoint: 'voice.example:443', sessionId: 'v', channelId: '5' };
export const GUILD = '817327181659111454';

/** A node on a clock that is moved by hand, with one client. */
export interface Stage extends AsyncDisposable {
  readonly node: AudioNode;
  readonly clock: ManualClock;
  readonly rest: Rest;
  readonly socket: Socket;
  /** Path of the session. */
  readonly session: string;
  /** Updates the player and answers it. */
  update(body: unknown, query?: string): Promise<Player>;
  /** Updates the player and answers the answer. */
  patch(body: unknown, query?: string): Promise<Answer>;
  player(): Promise<Player>;
  /** Names of the messages since the last time, updates of the player left out. */
  events(): Promise<readonly string[]>;
  /** Messages since the last time. */
  heard(): Promise<readonly Message[]>;
  /** Moves the clock, then gives sockets and promises time to follow. */
  advance(ms: number): Promise<void>;
}

/** Sets up a {@link Stage}. */
export async function stage(options: AudioNodeOptions = {}): Promise<Stage> {
  const clock = new ManualClock();
  const node = new AudioNode({ port: 0, clock, ...options });
  await node.start();
  const socket = await Socket.open(node.url);
  const rest = new Rest(node.url);
  const session = `/v4/sessions/${await socket.sessionId()}`;
  const path = `${session}/players/${GUILD}`;
  const patch = (body: unknown, query = ''): Promise<Answer> => rest.patch(path + query, body);
  const heard = async (): Promise<readonly Message[]> => {
    await socket.settled();
    return socket.messages.splice(0);
  };
  await heard();
  return {
    node,
    clock,
    rest,
    socket,
    session,
    patch,
    heard,
    update: async (body, query) => read(await patch(body, query)),
    player: async () => read(await rest.get(path)),
    events: async () => (await heard()).filter(({ op }) => op === 'event').map(nameOf),
    advance: async (ms) => {
      clock.advance(ms);
      await socket.settled();
    },
    [Symbol.asyncDispose]: async () => {
      await socket.close();
      await node.close();
    },
  };
}

/** The states among messages. */
export function statesOf(messages: readonly Message[]): readonly PlayerState[] {
  return messages.flatMap((message) => (message.op === 'playerUpdate' ? [message.state] : []));
}

/** A source of tracks `test:LENGTH_MS`; `test:live` has no end. */
export function testSource(more: Partial<Source> = {}): Source {
  return {
    name: 'test',
    load: async (identifier) => {
      const length = /^test:(\d+|live)$/.exec(identifier)?.[1];
      if (length === undefined) return undefined;
      const lengthMs = length === 'live' ? undefined : Number(length);
      const data = makeTrack({ identifier, title: identifier, lengthMs, uri: identifier, sourceName: 'test' });
      return { loadType: 'track', data };
    },
    ...more,
  };
}

function read(answer: Answer): Player {
  if (answer.status !== 200) throw new Error(`${answer.status}: ${answer.text}`);
  return JSON.parse(answer.text);
}
