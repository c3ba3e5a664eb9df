import type { AudioNodeOptions, VoiceKind } from '@reprise/node';
import type { FakeVoiceOptions } from '../voice/voice-options.ts';

/** What a node in a process of its own is started with: everything that can be said in JSON. */
export interface ProcessConfig {
  readonly node: Omit<AudioNodeOptions, 'sources' | 'voice' | 'clock' | 'log'>;
  readonly voice: VoiceKind | Omit<FakeVoiceOptions, 'admits' | 'clock' | 'random'>;
  /** Names of sources of made-up tracks. */
  readonly madeUpTracks: readonly string[];
}

/** What the process answers. */
export type ProcessReport = { readonly port: number } | { readonly error: string };
