export { type Cancel, type Clock, systemClock } from '@reprise/clock';
export { AudioNode } from './audio-node.ts';
export { AudioNodeError, type AudioNodeErrorCode, ListenError, PasswordRequiredError, SourceError } from './errors.ts';
export type { Log } from './log.ts';
export type { AudioNodeOptions } from './options.ts';
export type { MediaInput, MediaPlace, SoundInput } from './sound/sound-input.ts';
export type { LoadPriority } from './sources/priority.ts';
export type { FoundTrack, LoadedTrack, Media, OpenedTrack, Source } from './sources/source.ts';
export { makeTrack, type TrackParts } from './sources/track.ts';
export type { YtDlpOptions } from './sources/ytdlp/ytdlp-options.ts';
export type {
  FrameSink,
  VoiceConnection,
  VoiceConnector,
  VoiceListener,
  VoiceTarget,
} from './voice/voice-connector.ts';
export type { VoiceKind } from './voice/voice-of.ts';
