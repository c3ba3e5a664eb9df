import { setTimeout as pause } from 'node:timers/promises';
import {
  type DiscordGatewayAdapterLibraryMethods,
  entersState,
  joinVoiceChannel,
  type VoiceConnection,
  VoiceConnectionStatus,
} from '@discordjs/voice';
import type { FakeDiscord, GatewayPacket } from '@reprise/devkit';
import { OpusEncoder } from 'mediaplex';

export const GUILD = '817327181659111454';
export const CHANNEL = '817327182111571989';
export const SILENCE: Buffer = Buffer.from([0xf8, 0xff, 0xfe]);
const RATE = 48_000;
const FRAME = 960;

/** What a client is told by Discord. */
export interface Credentials {
  readonly endpoint: string;
  readonly guildId?: string;
  readonly token?: string;
  readonly sessionId?: string;
  readonly userId?: string;
}

/** How a tone sounds. The amplitude is that of full scale, the other side has the same unless it is given. */
export interface Tone {
  readonly hz: number;
  readonly amplitude?: number;
  readonly rightAmplitude?: number;
}

/** Opus frames of a tone. */
export function toneFrames({ hz, amplitude = 0.5, rightAmplitude = amplitude }: Tone, count: number): Buffer[] {
  const encoder = OpusEncoder.create(RATE, 2);
  encoder.setBitrate(128_000);
  return Array.from({ length: count }, (_, frame) => {
    const pcm = Buffer.alloc(FRAME * 4);
    for (let i = 0; i < FRAME; i += 1) {
      const value = 32_767 * Math.sin((2 * Math.PI * hz * (frame * FRAME + i)) / RATE);
      pcm.writeInt16LE(Math.round(value * amplitude), i * 4);
      pcm.writeInt16LE(Math.round(value * rightAmplitude), i * 4 + 2);
    }
    return encoder.encode(pcm);
  });
}

/** Sends frames, one every 20 ms by the clock, however late a timer is. */
export async function play(connection: VoiceConnection, frames: readonly Buffer[]): Promise<void> {
  const startedAt = performance.now();
  for (const [index, frame] of frames.entries()) {
    const wait = startedAt + index * 20 - performance.now();
    if (wait > 0) await pause(wait);
    connection.playOpusPacket(frame);
  }
}

/** What ends a song on Discord. */
export async function endSong(connection: VoiceConnection): Promise<void> {
  await play(
    connection,
    Array.from({ length: 5 }, () => SILENCE),
  );
  connection.setSpeaking(false);
}

/** A connection of `@discordjs/voice` that was told where to go, without a Discord. */
export async function connect({
  endpoint,
  guildId = GUILD,
  token = 'token',
  sessionId = 'session',
  userId = 'bot',
}: Credentials): Promise<VoiceConnection> {
  const connection = join(guildId, (methods) => {
    methods.onVoiceStateUpdate({
      guild_id: guildId,
      channel_id: CHANNEL,
      user_id: userId,
      session_id: sessionId,
    } as never);
    methods.onVoiceServerUpdate({ guild_id: guildId, token, endpoint });
  });
  await entersState(connection, VoiceConnectionStatus.Ready, 5_000);
  return connection;
}

/** A connection that a bot of that Discord has. */
export async function connectBot(discord: FakeDiscord, guildId: string = GUILD): Promise<VoiceConnection> {
  let tell: DiscordGatewayAdapterLibraryMethods | undefined;
  discord.onPacket(({ t, d }: GatewayPacket) => {
    const { guild_id } = d as { guild_id?: string };
    if (guild_id !== guildId) return;
    if (t === 'VOICE_STATE_UPDATE') tell?.onVoiceStateUpdate(d as never);
    if (t === 'VOICE_SERVER_UPDATE') tell?.onVoiceServerUpdate(d as never);
  });
  const connection = join(
    guildId,
    (methods) => {
      tell = methods;
    },
    (payload) => discord.client.sendToShard(guildId, payload),
  );
  await entersState(connection, VoiceConnectionStatus.Ready, 5_000);
  return connection;
}

let group = 0;

function join(
  guildId: string,
  onMethods: (methods: DiscordGatewayAdapterLibraryMethods) => void,
  send: (payload: object) => void = () => undefined,
): VoiceConnection {
  group += 1;
  let told: DiscordGatewayAdapterLibraryMethods | undefined;
  const connection = joinVoiceChannel({
    guildId,
    channelId: CHANNEL,
    selfDeaf: true,
    selfMute: false,
    group: `test-${group}`,
    adapterCreator: (methods) => {
      told = methods;
      return {
        sendPayload: (payload) => {
          setImmediate(() => send(payload));
          return true;
        },
        destroy: () => undefined,
      };
    },
  });
  if (told !== undefined) onMethods(told);
  return connection;
}
