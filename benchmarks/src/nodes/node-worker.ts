// Audio nodes in a process of their own, so that they can be killed, and cost their client nothing.
import { setTimeout as after } from 'node:timers/promises';
import { AudioNode, type Log, makeTrack, type Source, type VoiceConnector } from '@reprise/node';
import { serve } from '../rpc.ts';
import type { NodeCommands } from './node-process.ts';
import { PlayerLog } from './player-log.ts';

const HOUR_MS = 3_600_000;
const TRACKS_AN_ANSWER = 10;
const PREFIX = 'ytsearch:';

/** A node as most are: some clients move no player to one that cannot search where they do by default. */
const youtube: Source = {
  name: 'youtube',
  async load(identifier) {
    if (!identifier.startsWith(PREFIX)) return undefined;
    const title = identifier.slice(PREFIX.length);
    return { loadType: 'search', data: Array.from({ length: TRACKS_AN_ANSWER }, (_, i) => trackOf(`${title} ${i}`)) };
  },
};

/** Reads from what the node reports how many clients it has. */
class ClientCount implements Log {
  value = 0;

  info(line: string): void {
    if (/^Session \S+ of user .* opened/.test(line)) this.value += 1;
    if (/^Session \S+ closed/.test(line)) this.value -= 1;
  }

  warn(): void {}

  error(): void {}
}

const players = new PlayerLog();
const clients = new Map<number, ClientCount>();

serve<NodeCommands>({
  async listen({ port, voiceMs }) {
    const log = new ClientCount();
    const node = new AudioNode({ port, password: 'secret', sources: [youtube], voice: slowVoice(voiceMs), log });
    await node.start();
    clients.set(node.port, log);
    return node.port;
  },
  counts: (port) => ({ ...players.counts(port), clients: clients.get(port)?.value ?? 0 }),
  playing: (port) => Object.fromEntries(players.playing(port)),
  forgetCalls: (port) => players.forgetCalls(port),
});

function slowVoice(answerMs: number): VoiceConnector {
  const connection = { pingMs: 10, takesMusic: true, close: (): void => undefined };
  return {
    async connect(_target, _listener, signal) {
      if (answerMs > 0) await after(answerMs, undefined, { signal });
      return connection;
    },
  };
}

function trackOf(title: string): ReturnType<typeof makeTrack> {
  const identifier = Buffer.from(title).toString('base64url').slice(-11).padStart(11, 'x');
  return makeTrack({
    identifier,
    title: `Somebody – ${title} (Official Video)`,
    author: 'Somebody',
    lengthMs: HOUR_MS,
    uri: `https://www.youtube.com/watch?v=${identifier}`,
    sourceName: 'youtube',
  });
}
