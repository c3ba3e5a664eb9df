import { setImmediate } from 'node:timers/promises';
import { FakeDiscord, type FakeDiscordOptions, ManualClock } from '@reprise/devkit';
import { connectorOf, type PoolClient } from '../../../src/voice/connector-of.ts';
import type { VoiceData } from '../../../src/voice/voice-data.ts';
import type { VoiceListener } from '../../../src/voice/voice-listener.ts';
import { readVoicePacket } from '../../../src/voice/voice-packet.ts';
import { VoiceSession } from '../../../src/voice/voice-session.ts';

export const GUILD = '817327181659111454';
export const BOT = '170939974227591168';
/** Voice channels. */
export const HALL = '817327181659111455';
export const ROOM = '817327181659111456';
export const STAGE = '817327181659111457';

/** Lets everything that waits for nothing but its turn happen. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 8; i++) await setImmediate();
}

/** Moves the clock in small steps, so that what answers meanwhile is heard at its time. */
export async function pass(clock: ManualClock, ms: number, stepMs = 50): Promise<void> {
  for (let left = ms; left > 0; left -= stepMs) {
    await settled();
    clock.advance(Math.min(stepMs, left));
  }
  await settled();
}

/** What a session told: `ready`s whole, everything else in words. */
export class Told implements VoiceListener {
  readonly lines: string[] = [];
  readonly voices: VoiceData[] = [];

  ready(voice: VoiceData, isAsked: boolean): void {
    this.voices.push(voice);
    this.lines.push(`ready ${voice.channelId}${isAsked ? ' asked' : ''}`);
  }
  moved(from: string, to: string): void {
    this.lines.push(`moved ${from} ${to}`);
  }
  left(kind: string): void {
    this.lines.push(`left ${kind}`);
  }
  serverLost(): void {
    this.lines.push('serverLost');
  }
  suppressed(isSuppressed: boolean): void {
    this.lines.push(`suppressed ${isSuppressed}`);
  }
  unavailable(isUnavailable: boolean): void {
    this.lines.push(`unavailable ${isUnavailable}`);
  }
}

/** What every test of a session has at hand. */
interface Voiced {
  readonly clock: ManualClock;
  readonly told: Told;
  readonly session: VoiceSession;
}

/** A session and its Discord. */
export interface WithDiscord extends Voiced {
  readonly discord: FakeDiscord;
  /** The channels that the bot asked for. */
  asked(): (string | null)[];
}

/** A session and what the test writes to it. */
export interface ByHand extends Voiced {
  /** The channels that the bot asked for. */
  readonly sent: (string | null)[];
  hear(t: string, d: object): void;
  /** The bot is in a channel. */
  state(channelId: string | null, sessionId?: string, more?: object): void;
  server(token: string, endpoint?: string | null): void;
}

/** A session and Discord, with a clock that both follow. */
export function withDiscord(options: Partial<FakeDiscordOptions> = {}): WithDiscord {
  const clock = new ManualClock();
  const discord = new FakeDiscord({ clock, userId: BOT, ...options });
  const told = new Told();
  const connector = connectorOf(discord.client);
  const session = new VoiceSession({ guildId: GUILD, connector, clock, listener: told });
  discord.onPacket((packet) => {
    const read = readVoicePacket(packet);
    if (read !== undefined) session.receive(read);
  });
  const asked = (): (string | null)[] => discord.sent.map(({ channelId }) => channelId);
  return { clock, discord, told, session, asked };
}

/** A session whose packets the test writes itself. */
export function byHand(client: Partial<PoolClient> = {}, joinTimeoutMs = 10_000): ByHand {
  const clock = new ManualClock();
  const sent: (string | null)[] = [];
  const told = new Told();
  const connector = connectorOf({
    userId: BOT,
    sendToShard: (_, payload) => void sent.push(payload.d.channel_id),
    ...client,
  });
  const session = new VoiceSession({ guildId: GUILD, connector, clock, listener: told, joinTimeoutMs });
  const hear = (t: string, d: object): void => {
    const read = readVoicePacket({ t, d });
    if (read === undefined) throw new Error(`The test wrote a packet that nobody can read: ${t}`);
    session.receive(read);
  };
  const state = (channelId: string | null, sessionId = 'session', more: object = {}): void =>
    hear('VOICE_STATE_UPDATE', {
      guild_id: GUILD,
      user_id: BOT,
      channel_id: channelId,
      session_id: sessionId,
      ...more,
    });
  const server = (token: string, endpoint: string | null = 'rotterdam1.discord.media:443'): void =>
    hear('VOICE_SERVER_UPDATE', { guild_id: GUILD, token, endpoint });
  return { clock, sent, told, session, hear, state, server };
}
