import { SmartCacheError } from '@reprise/cache';
import {
  InvalidNodeException,
  LavalinkLoadException,
  LoadTimeoutError,
  NodeHttpError,
  NodeResponseError,
  NodeTimeoutError,
  NodeUnreachableError,
  PlayerDestroyedError,
  PlayerOrphanedError,
  QueueFullError,
  StageRefusedError,
  VoiceLostError,
  VoiceTimeoutError,
} from 'reprise';
import { SongNotFoundError } from '../songs/song-errors.ts';
import { failureClass } from '../songs/song-failure.ts';
import { RequestLimitError } from './request-limit.ts';

/** Why a song does not play, as far as it makes a difference to who asked for it. */
export type PlayProblem =
  /** There is no such song. */
  | 'nothing-found'
  /** It is private, or was removed, or must not be played here. */
  | 'song-gone'
  /** The site wants to be left alone for a while. */
  | 'rate-limited'
  /** The site, or what reads it, does not work. */
  | 'source-failing'
  /** No audio node can be reached, or none answers. */
  | 'node-gone'
  /** The voice channel cannot be entered. */
  | 'voice-gone'
  /** The bot may not speak on the stage. */
  | 'stage-refused'
  | 'queue-full'
  /** It is longer than songs may be in this guild. */
  | 'too-long'
  /** As many songs of this person wait as may. */
  | 'too-many'
  /** Somebody ended it. */
  | 'stopped';

const NODE_ERRORS = [
  InvalidNodeException,
  LoadTimeoutError,
  NodeHttpError,
  NodeResponseError,
  NodeTimeoutError,
  NodeUnreachableError,
  PlayerOrphanedError,
] as const;

/** What to tell of an error; undefined for one that is a bug, and to be thrown on. */
export function problemOf(error: unknown): PlayProblem | undefined {
  if (error instanceof SongNotFoundError) return 'nothing-found';
  if (error instanceof RequestLimitError) return error.problem;
  if (error instanceof LavalinkLoadException) return problemOfClass(failureClass(error));
  if (error instanceof SmartCacheError) return problemOfCache(error);
  if (NODE_ERRORS.some((kind) => error instanceof kind)) return 'node-gone';
  if (error instanceof StageRefusedError) return 'stage-refused';
  if (error instanceof VoiceTimeoutError || error instanceof VoiceLostError) return 'voice-gone';
  if (error instanceof QueueFullError) return 'queue-full';
  if (error instanceof PlayerDestroyedError) return 'stopped';
  return error instanceof DOMException && error.name === 'AbortError' ? 'stopped' : undefined;
}

function problemOfCache({ code, failureClass: known }: SmartCacheError): PlayProblem | undefined {
  if (code === 'KNOWN_FAILURE' && known !== undefined) return problemOfClass(known);
  // A track that no cache would keep: its node says of it what cannot be.
  if (code === 'LOAD_TIMEOUT' || code === 'VALUE_INVALID') return 'source-failing';
  return code === 'CACHE_CLOSED' ? 'stopped' : undefined;
}

function problemOfClass(known: ReturnType<typeof failureClass>): PlayProblem {
  if (known === 'nothing-found') return 'nothing-found';
  if (known === 'gone') return 'song-gone';
  return known === 'rate-limited' ? 'rate-limited' : 'source-failing';
}
