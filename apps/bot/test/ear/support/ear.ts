import {
  FakeDiscord,
  FakeVoiceServer,
  type FakeVoiceServerOptions,
  type HeardAudio,
  type HeardVoice,
} from '@reprise/devkit';
import { type ConnectOptions, NodePool, type Playable, type Player } from 'reprise';

const GUILD = '817327181659111454';
const CHANNEL = '817327182111571989';

/** Where a node is. */
export interface NodeAddress {
  readonly url: string;
  readonly password: string;
  /** How long it may be silent before it is asked whether it lives. @defaultValue the client's */
  readonly pingIntervalMs?: number;
  /** How long it may take to say so. @defaultValue the client's */
  readonly pongTimeoutMs?: number;
}

/** A voice server that this thread trusts. */
export interface TrustedServer extends AsyncDisposable {
  readonly server: FakeVoiceServer;
}

/** A client with a player in one guild. */
export interface Ear extends AsyncDisposable {
  readonly guildId: string;
  /** What is heard there. */
  readonly heard: HeardVoice;
  readonly pool: NodePool;
  readonly player: Player;
  play(identifier: string, startMs?: number): Promise<void>;
  queue(identifier: string): Promise<void>;
  /** The reason why the next track ends. */
  trackEnd(): Promise<unknown>;
}

/** Starts a {@link TrustedServer}. */
export async function trustedServer(options: FakeVoiceServerOptions = {}): Promise<TrustedServer> {
  const server = await FakeVoiceServer.start(options);
  const distrust = server.trust();
  return {
    server,
    [Symbol.asyncDispose]: async () => {
      await server.close();
      distrust();
    },
  };
}

/** A client in one guild, whose nodes play into a voice server that listens. */
export async function ear(
  addresses: readonly NodeAddress[],
  server: FakeVoiceServer,
  options: Pick<ConnectOptions, 'repairTrack'> = {},
): Promise<Ear> {
  const discord = new FakeDiscord({ voiceServers: [server] });
  const pool = new NodePool();
  discord.onPacket((packet) => pool.handleRaw(packet));
  const nodes = addresses.map(({ url, ...node }) => ({ ...node, identifier: url, uri: url }));
  await pool.connect({ client: discord.client, nodes, logger: null, ...options });
  const player = await pool.createPlayer({ guildId: GUILD, voiceChannelId: CHANNEL });
  const trackOf = async (identifier: string): Promise<Playable> => {
    const [track] = [...(await pool.fetchTracks(identifier))];
    if (track === undefined) throw new Error(`There is no ${identifier}.`);
    return track;
  };
  return {
    guildId: GUILD,
    heard: server.heard(GUILD),
    pool,
    player,
    async play(identifier, startMs = 0) {
      await player.play(await trackOf(identifier), { startMs });
    },
    async queue(identifier) {
      player.queue.put(await trackOf(identifier));
    },
    trackEnd: () => new Promise((resolve) => pool.once('trackEnd', (...told) => resolve(told[2]))),
    [Symbol.asyncDispose]: () => pool.close(),
  };
}

/** Time in which music is to be heard, in milliseconds. */
export function listenFor(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** The level of the loudest tenth of a second: what a busy machine left out makes the rest softer. */
export function loudestDb(audio: HeardAudio): number {
  const slices = Array.from({ length: Math.floor(audio.lengthMs / 100) }, (_, i) =>
    audio.slice(i * 100, i * 100 + 100),
  );
  return Math.max(...slices.map(({ levelDb }) => levelDb));
}
