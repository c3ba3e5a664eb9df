import type { AudioNodeOptions, VoiceKind } from '@reprise/node';

/** What the process of the node is started with. It is sent, so that no list of processes shows the password. */
export type ChildConfig = Required<Pick<AudioNodeOptions, 'port' | 'password' | 'http'>> &
  Pick<AudioNodeOptions, 'musicDir' | 'ytdlp' | 'ffmpegPath'> & { readonly voice: VoiceKind };

/** What the process answers. */
export type ChildReport = { readonly port: number } | { readonly error: string };

/** Reads an answer; undefined for any other message. */
export function readReport(message: unknown): ChildReport | undefined {
  if (typeof message !== 'object' || message === null) return undefined;
  if ('port' in message && typeof message.port === 'number') return { port: message.port };
  if ('error' in message && typeof message.error === 'string') return { error: message.error };
  return undefined;
}
