import { RepriseError } from './reprise-error.ts';

/**
 * The client that the pool was given cannot do what was asked, as joining without a way to send. `cause` is its own error.
 *
 * @example
 * ```ts
 * import { Pool, VoiceClientError } from 'reprise';
 *
 * try {
 *   await Pool.createPlayer({ guildId: '817327181659111454', voiceChannelId: '817327182111571989' });
 * } catch (error) {
 *   if (!(error instanceof VoiceClientError)) throw error;
 *   console.error('Is the bot logged in, and does its client have sendToShard?', error.cause);
 * }
 * ```
 */
export class VoiceClientError extends RepriseError {
  readonly code = 'VOICE_CLIENT';
}

/**
 * What did not come from Discord: the bot's own voice state, the voice server, a voice server that Discord has but says is
 * away (`endpoint`), or anything at all.
 */
export type MissingVoiceHalf = 'state' | 'server' | 'endpoint' | 'both';

/** What a {@link VoiceTimeoutError} tells. */
export interface VoiceTimeout {
  readonly guildId: string;
  readonly channelId: string;
  readonly timeoutMs: number;
  readonly missing: MissingVoiceHalf;
  /** The guild is away by an outage of Discord. */
  readonly isGuildUnavailable: boolean;
  /** What to look at first with this library of Discord. */
  readonly advice: string;
}

/**
 * Discord did not let the bot into a voice channel in time. The message names what is missing and the likely cause.
 *
 * @example
 * ```ts
 * import { VoiceTimeoutError } from 'reprise';
 *
 * function explain(error: unknown): string {
 *   if (!(error instanceof VoiceTimeoutError)) return 'Something else went wrong.';
 *   return error.missing === 'both' ? 'I may not enter that channel.' : 'Discord is slow today: try again.';
 * }
 * ```
 */
export class VoiceTimeoutError extends RepriseError {
  readonly code = 'VOICE_TIMEOUT';
  readonly guildId: string;
  readonly channelId: string;
  readonly timeoutMs: number;
  readonly missing: MissingVoiceHalf;

  constructor(timeout: VoiceTimeout) {
    const { guildId, channelId, timeoutMs, missing } = timeout;
    super(`No voice in channel ${channelId} of guild ${guildId} within ${timeoutMs} ms: ${likelyCause(timeout)}`);
    this.guildId = guildId;
    this.channelId = channelId;
    this.timeoutMs = timeoutMs;
    this.missing = missing;
  }
}

function likelyCause({ missing, isGuildUnavailable, advice }: VoiceTimeout): string {
  if (isGuildUnavailable) return 'Discord says that the guild is unavailable. Wait until it is back.';
  switch (missing) {
    case 'state':
      return `the voice server came (VOICE_SERVER_UPDATE), but not the bot's own VOICE_STATE_UPDATE of that channel. The intent for guild voice states is missing, the channel is full or not allowed, or the user id is not this bot's. ${advice}`;
    case 'server':
      return `the bot is in the channel (VOICE_STATE_UPDATE), but no VOICE_SERVER_UPDATE came. The channel's voice region has an outage, or those packets are not handed on. ${advice}`;
    case 'endpoint':
      return "Discord named no voice server (endpoint: null). The channel's voice region has an outage: wait, or choose another region for the channel.";
    case 'both':
      return `Discord answered nothing. The bot may not see or enter the channel, it is full, it is no channel of that guild, the gateway is away, or packets do not reach the pool. ${advice}`;
  }
}

/**
 * The bot is in the audience of a stage, or may not speak in the channel, and could not be made a speaker.
 *
 * @example
 * ```ts
 * import { Pool, StageRefusedError } from 'reprise';
 *
 * Pool.on('playerError', (_player, error) => {
 *   if (error instanceof StageRefusedError) console.log(`Invite me to speak in <#${error.channelId}>.`);
 * });
 * ```
 */
export class StageRefusedError extends RepriseError {
  readonly code = 'STAGE_REFUSED';
  readonly guildId: string;
  readonly channelId: string;

  constructor(guildId: string, channelId: string, why: string, options?: ErrorOptions) {
    super(`The bot cannot become a speaker in channel ${channelId} of guild ${guildId}: ${why}`, options);
    this.guildId = guildId;
    this.channelId = channelId;
  }
}

/**
 * Discord closed the voice connection and nothing that can be tried brings it back. The player waits for a command.
 *
 * @example
 * ```ts
 * import { Pool, VoiceLostError } from 'reprise';
 *
 * Pool.on('playerError', (player, error) => {
 *   if (error instanceof VoiceLostError) console.log(`${player.guildId} is silent: connect() tries again.`, error.message);
 * });
 * ```
 */
export class VoiceLostError extends RepriseError {
  readonly code = 'VOICE_LOST';
  readonly guildId: string;

  constructor(guildId: string, why: string, options?: ErrorOptions) {
    super(`The voice of guild ${guildId} is lost: ${why}.`, options);
    this.guildId = guildId;
  }
}
