import type { Playable } from './playable.ts';
import type { QueueTrack } from './queue-track.ts';

/** What is enough to be taken for the track: its whole title, or two of the three signs where the title is spelt otherwise. */
const ENOUGH = 0.45;

/** How much each sign says. */
const TITLE = 0.5;
const AUTHOR = 0.3;
const LENGTH = 0.2;
/** Taken off for a remix where none was wanted, and the other way round. */
const OTHER_VERSION = 0.3;

/** Milliseconds by which uploads of the same recording differ; and by which it is surely another. */
const SAME_LENGTH_MS = 3_000;
const OTHER_LENGTH_MS = 30_000;

/** The track among `found` that is most likely the wanted one, the earlier among equals; undefined when none is likely. */
export function bestMatch(wanted: QueueTrack, found: readonly Playable[]): Playable | undefined {
  let best: Playable | undefined;
  let bestScore = ENOUGH;
  for (const track of found) {
    const score = matchScore(wanted, track);
    if (score > bestScore || (best === undefined && score === bestScore)) {
      best = track;
      bestScore = score;
    }
  }
  return best;
}

/**
 * How well a track fits what is wanted, from 0 to 1: how much of the wanted title and author is found in its title and
 * author, and how near the lengths are. What is not known of the wanted track does not count. The same ISRC is certainty; a stream is never a song.
 */
export function matchScore(wanted: QueueTrack, found: Playable): number {
  if (wanted.isrc !== null && found.isrc !== null && isrcKey(wanted.isrc) === isrcKey(found.isrc)) return 1;
  if (found.isStream && !wanted.isStream) return 0;
  const heard = words(`${found.title} ${found.author}`);
  const signs: [weight: number, likeness: number][] = [[TITLE, share(titleWords(wanted), heard)]];
  if (wanted.author !== '') signs.push([AUTHOR, authorLikeness(wanted.author, heard)]);
  if (wanted.length > 0 && !wanted.isStream) signs.push([LENGTH, lengthLikeness(wanted, found)]);
  const weights = signs.reduce((sum, [weight]) => sum + weight, 0);
  const score = signs.reduce((sum, [weight, likeness]) => sum + weight * likeness, 0) / weights;
  return Math.max(0, score - (isOtherVersion(wanted.title, found.title) ? OTHER_VERSION : 0));
}

function lengthLikeness(wanted: QueueTrack, found: Playable): number {
  const apart = Math.abs(wanted.length - found.length);
  const likeness = (OTHER_LENGTH_MS - apart) / (OTHER_LENGTH_MS - SAME_LENGTH_MS);
  return Math.min(1, Math.max(0, likeness));
}

/** Words that make another recording of a song. */
const VERSIONS = ['live', 'remix', 'cover', 'karaoke', 'instrumental', 'acoustic', 'nightcore', 'slowed', 'sped', '8d'];

function isOtherVersion(wanted: string, found: string): boolean {
  const wantedWords = new Set(words(wanted));
  const foundWords = new Set(words(found));
  return VERSIONS.some((version) => wantedWords.has(version) !== foundWords.has(version));
}

/** What an upload says of itself and not of the song. */
const UPLOAD_WORDS: ReadonlySet<string> = new Set([
  'official',
  'video',
  'audio',
  'lyrics',
  'lyric',
  'hd',
  'hq',
  '4k',
  'mv',
]);

/** The words of the title that other uploads of the song have too. */
function titleWords({ title }: QueueTrack): string[] {
  const all = words(title);
  const own = all.filter((word) => !UPLOAD_WORDS.has(word));
  return own.length > 0 ? own : all;
}

/** Channels are called "SomebodyVEVO" and "Somebody - Topic", and written without blanks. */
function authorLikeness(author: string, heard: readonly string[]): number {
  const plain = author.replace(/(?: - topic|vevo)\s*$/i, '');
  const joined = words(plain).join('');
  if (joined !== '' && heard.join('').includes(joined)) return 1;
  return share(words(plain), heard);
}

/** How many of the wanted words are there, from 0 to 1. */
function share(wanted: readonly string[], heard: readonly string[]): number {
  if (wanted.length === 0) return 0;
  const there = new Set(heard);
  return wanted.filter((word) => there.has(word)).length / wanted.length;
}

/** Characters of a text that are looked at: a source may send any number of them. */
const LONGEST_TEXT = 512;

/** Without accents and punctuation, in lower case. */
function words(text: string): string[] {
  const plain = text
    .slice(0, LONGEST_TEXT)
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
  return plain.match(/[\p{L}\p{N}]+/gu) ?? [];
}

function isrcKey(isrc: string): string {
  return isrc.replaceAll('-', '').toUpperCase();
}
