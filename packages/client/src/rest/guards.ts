import type {
  Info,
  LavaSearchResult,
  Lyrics,
  RoutePlannerStatus,
  SessionState,
  SponsorBlockCategory,
  Stats,
} from '@reprise/protocol';
import { isObject } from './load-result.ts';

// Each checks what this client reads of an answer: a field more or less elsewhere is another version's affair.

export function isInfo(value: unknown): value is Info {
  if (!isObject(value) || !isObject(value.version)) return false;
  const { plugins } = value;
  return isTexts(value.sourceManagers) && isTexts(value.filters) && Array.isArray(plugins) && plugins.every(isObject);
}

export function isStats(value: unknown): value is Stats {
  if (!isObject(value) || !isObject(value.cpu)) return false;
  return Number.isFinite(value.playingPlayers) && Number.isFinite(value.cpu.systemLoad) && isFrames(value.frameStats);
}

/** Whether it says how the last minute went, or that it does not know. */
function isFrames(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  return isObject(value) && Number.isFinite(value.nulled) && Number.isFinite(value.deficit);
}

export function isText(value: unknown): value is string {
  return typeof value === 'string';
}

export function isSessionState(value: unknown): value is SessionState {
  return isObject(value) && typeof value.resuming === 'boolean';
}

/** Undefined is the answer of a node without a route planner: 204. */
export function isRoutePlannerAnswer(value: unknown): value is RoutePlannerStatus | undefined {
  if (value === undefined) return true;
  return isObject(value) && typeof value.class === 'string' && isObject(value.details);
}

export function isLyrics(value: unknown): value is Lyrics {
  return isObject(value) && typeof value.sourceName === 'string';
}

export function isCategories(value: unknown): value is readonly SponsorBlockCategory[] {
  return isTexts(value);
}

export function isLavaSearchResult(value: unknown): value is LavaSearchResult {
  return isObject(value) && Array.isArray(value.tracks) && Array.isArray(value.texts);
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(isText);
}
