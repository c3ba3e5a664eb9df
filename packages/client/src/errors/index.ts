export { FilterUnsupportedError } from './filter-errors.ts';
export { LavalinkLoadException, LoadTimeoutError } from './load-errors.ts';
export {
  type HttpAnswer,
  InvalidNodeException,
  NodeHttpError,
  NodeResponseError,
  NodeTimeoutError,
  NodeUnreachableError,
  PluginMissingError,
} from './node-errors.ts';
export { PlayerDestroyedError, PlayerNotConnectedError, PlayerOrphanedError } from './player-errors.ts';
export { PoolConnectedError, PoolNotConnectedError } from './pool-errors.ts';
export { QueueFullError, TrackUnresolvedError } from './queue-errors.ts';
export { RepriseError, type RepriseErrorCode } from './reprise-error.ts';
export { SnapshotDamagedError, SnapshotForeignError, SnapshotNewerError } from './snapshot-errors.ts';
export {
  type MissingVoiceHalf,
  StageRefusedError,
  VoiceClientError,
  VoiceLostError,
  type VoiceTimeout,
  VoiceTimeoutError,
} from './voice-errors.ts';
