import type { VoiceConnector } from './voice-connector.ts';
import { agreeableVoice } from './voice-connector.ts';

/** Kinds of voice that a node has by itself: the voice servers of Discord, or none at all. */
export const VOICE_KINDS = ['discord', 'silent'] as const;

export type VoiceKind = (typeof VOICE_KINDS)[number];

/** Loaded with the first channel that is joined: a node that nobody listens to does not need it. */
const discordVoice: VoiceConnector = {
  isAudible: true,
  async connect(target, listener, signal) {
    const { DiscordVoice } = await import('./discord/discord-voice.ts');
    return new DiscordVoice().connect(target, listener, signal);
  },
};

/** What joins voice channels. */
export function voiceOf(voice: VoiceKind | VoiceConnector): VoiceConnector {
  if (voice === 'discord') return discordVoice;
  return voice === 'silent' ? agreeableVoice : voice;
}
