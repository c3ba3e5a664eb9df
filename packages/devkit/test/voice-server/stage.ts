import { type VoiceConnection, VoiceConnectionStatus } from '@discordjs/voice';
import { FakeVoiceServer, type FakeVoiceServerOptions } from '@reprise/devkit';
import { afterEach } from 'vitest';
import { connect, GUILD } from './voice-client.ts';

const ends: (() => unknown)[] = [];

/** Does it at the end of the test, the last one first. */
export function atEnd(end: () => unknown): void {
  ends.push(end);
}

/** A voice server that this process trusts. */
export async function started(options: FakeVoiceServerOptions = {}): Promise<FakeVoiceServer> {
  const server = await FakeVoiceServer.start(options);
  atEnd(() => server.close());
  atEnd(server.trust());
  return server;
}

/** A client that goes at the end of the test. */
export function leaving(connection: VoiceConnection): VoiceConnection {
  atEnd(() => {
    if (connection.state.status !== VoiceConnectionStatus.Destroyed) connection.destroy();
  });
  return connection;
}

/** A client in a guild. */
export async function connected(server: FakeVoiceServer, guildId: string = GUILD): Promise<VoiceConnection> {
  return leaving(await connect({ endpoint: server.endpoint, guildId }));
}

/** Ends what the tests of a file began. */
export function endEachTest(): void {
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });
}
