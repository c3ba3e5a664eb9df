import type { VoiceConnector } from './voice-connector.ts';
import { agreeableVoice } from './voice-connector.ts';

/** What voice a node has by itself: the voice servers of Discord, or none at all. */
export type VoiceKind = 'discord' | 'silent';

/** All of them. */
export const VOICE_KINDS: readonly VoiceKind[] = ['discord', 'silent'];

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
