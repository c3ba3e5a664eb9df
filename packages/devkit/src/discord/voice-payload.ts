import { DevkitError } from '../errors.ts';
import type { VoiceStatePayload } from './packets.ts';

const SNOWFLAKE = /^\d{1,20}$/;

/**
 * Reads what a bot sends, as strictly as Discord.
 *
 * @throws DevkitError `DISCORD_PAYLOAD` where Discord would close the connection to the gateway.
 */
export function readVoicePayload(guildId: string, payload: unknown): VoiceStatePayload['d'] {
  if (!isObject(payload) || payload.op !== 4) throw refusal(4001, 'only opcode 4 is for voice', payload);
  const { d } = payload;
  if (!isObject(d)) throw refusal(4002, 'd must be an object', payload);
  const { guild_id, channel_id, self_mute = false, self_deaf = false } = d;
  if (typeof guild_id !== 'string' || !SNOWFLAKE.test(guild_id)) {
    throw refusal(4002, 'guild_id must be a text of digits', payload);
  }
  if (guild_id !== guildId) throw refusal(4002, `guild_id must be ${guildId}, whose shard it is sent to`, payload);
  if (channel_id !== null && (typeof channel_id !== 'string' || !SNOWFLAKE.test(channel_id))) {
    throw refusal(4002, 'channel_id must be a text of digits, or null', payload);
  }
  if (typeof self_mute !== 'boolean' || typeof self_deaf !== 'boolean') {
    throw refusal(4002, 'self_mute and self_deaf must be true or false', payload);
  }
  return { guild_id, channel_id, self_mute, self_deaf };
}

function refusal(code: number, why: string, payload: unknown): DevkitError {
  const shown = JSON.stringify(payload)?.slice(0, 200) ?? String(payload);
  return new DevkitError('DISCORD_PAYLOAD', `Discord would close the gateway with ${code}: ${why}. Sent was ${shown}`);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
