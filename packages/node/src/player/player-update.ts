import type { Filters, JsonObject } from '@reprise/protocol';
import { badRequest, brokenRequest } from '../server/http-error.ts';
import { boolean, fields, int, type JsonFields, long, nullable, optional, text } from '../server/json-reader.ts';
import { readFilters } from './filters.ts';

/** What to do with the track: nothing, stop it, or play another one. */
export type TrackChange =
  | { readonly kind: 'keep' }
  | { readonly kind: 'stop' }
  | { readonly kind: 'encoded'; readonly encoded: string }
  | { readonly kind: 'identifier'; readonly identifier: string };

/** Everything needed to join a voice channel. */
export interface VoiceData {
  readonly token: string;
  readonly endpoint: string;
  readonly sessionId: string;
  readonly channelId: string;
}

/** A player update, checked; `undefined` is a field that was not sent. */
export interface ReadPlayerUpdate {
  readonly track: TrackChange;
  readonly userData: JsonObject | undefined;
  readonly position: number | undefined;
  /** `null` says "to the end". */
  readonly endTime: number | null | undefined;
  readonly volume: number | undefined;
  readonly paused: boolean | undefined;
  readonly filters: Filters | undefined;
  readonly voice: VoiceData | undefined;
}

/** The parts of a body that are read before anything is judged. */
interface TrackFields {
  readonly encoded: string | null | undefined;
  readonly identifier: string | undefined;
  readonly userData: JsonObject | undefined;
}

/**
 * Reads the body of `PATCH …/players/{guildId}`. Types are read first, as by a deserialiser; then the rules are checked
 * in the order in which the real server complains (`test/fixtures/golden/session.json`).
 *
 * @throws HttpError 400 and, where the real server breaks, 500.
 */
export function readPlayerUpdate(body: unknown): ReadPlayerUpdate {
  const given = fields(body);
  const nested = optional(given, 'track', readTrack);
  const encodedTrack = optional(given, 'encodedTrack', (value) => nullable(value, text));
  const identifier = optional(given, 'identifier', text);
  const voice = optional(given, 'voice', readVoice);
  const endTime = optional(given, 'endTime', (value) => nullable(value, long));
  const position = optional(given, 'position', long);
  const volume = optional(given, 'volume', int);
  const paused = optional(given, 'paused', boolean);

  if (nested !== undefined && (encodedTrack !== undefined || identifier !== undefined)) {
    throw badRequest('Cannot specify both track and encodedTrack/identifier');
  }
  const track = nested ?? { encoded: encodedTrack, identifier, userData: undefined };
  if (track.encoded !== undefined && track.identifier !== undefined) {
    throw badRequest('Cannot specify both encodedTrack and identifier');
  }
  if (voice !== undefined) checkVoice(voice);
  if (endTime !== undefined && endTime !== null && endTime <= 0) throw badRequest('End time must be greater than 0');
  // Last, because a band beyond the last breaks the real server only after it found nothing to complain about.
  const filters = optional(given, 'filters', readFilters);
  return { track: changeOf(track), userData: track.userData, position, endTime, volume, paused, filters, voice };
}

function readTrack(value: unknown): TrackFields {
  const given = fields(value);
  return {
    encoded: optional(given, 'encoded', (value) => nullable(value, text)),
    identifier: optional(given, 'identifier', text),
    userData: optional(given, 'userData', fields),
  };
}

function changeOf({ encoded, identifier }: TrackFields): TrackChange {
  if (encoded === null) return { kind: 'stop' };
  if (encoded !== undefined) return { kind: 'encoded', encoded };
  return identifier === undefined ? { kind: 'keep' } : { kind: 'identifier', identifier };
}

function readVoice(value: unknown): VoiceData {
  const given: JsonFields = fields(value);
  return {
    token: text(given.token),
    endpoint: text(given.endpoint),
    sessionId: text(given.sessionId),
    channelId: text(given.channelId),
  };
}

function checkVoice(voice: VoiceData): void {
  if (Object.values(voice).some((part: string) => part.trim() === '')) {
    throw badRequest('token, endpoint, sessionId and channelId must be provided in voice state');
  }
  if (!/^[+-]?\d{1,19}$/.test(voice.channelId)) {
    throw brokenRequest(
      `Request processing failed: java.lang.NumberFormatException: For input string: "${voice.channelId}"`,
    );
  }
}
