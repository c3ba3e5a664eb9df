import type { EntryInfo, KnownFailure } from '@reprise/cache';
import type { AnswerParts } from '../../display/answer.ts';
import { safeText } from '../../display/safe-text.ts';
import { songText } from '../../display/song-text.ts';
import { agoText } from '../../display/time-text.ts';
import type { SongRecord } from '../../songs/cached-song.ts';
import type { CachedSongTexts } from '../../texts/en/cache.ts';
import type { Command } from '../command.ts';
import type { CommandUse } from '../command-use.ts';
import { Refusal } from '../refusal.ts';
import { Figures } from './figures.ts';
import { SONG_OPTION, songInput, suggestSong } from './song-option.ts';

const LONGEST_KEY = 200;

type KnownSong = EntryInfo & { readonly value: SongRecord };

/** Shows what is known of a song. That it was asked for here counts for nothing. */
export const cacheInspect: Command = {
  options: [SONG_OPTION],
  suggest: suggestSong,
  async run(use) {
    const { pool, songs } = use.services;
    const input = songInput(use);
    const { key } = pool.describeQuery(input);
    const entry = await songs.cache.inspect(key);
    const failure = songs.cache.failures().find((known) => known.key === key);
    if (entry === undefined && failure === undefined) {
      throw new Refusal(({ cache }) => cache.song.unknown(`**${safeText(input)}**`));
    }
    await use.answer(answerOf(use, key, entry, failure));
  },
};

function answerOf(
  { services, texts }: CommandUse,
  key: string,
  entry: KnownSong | undefined,
  failure: KnownFailure | undefined,
): AnswerParts {
  const { song, failures } = texts.cache;
  const lines = [
    ...(entry === undefined ? [] : entryLines(entry, song, new Figures(texts), services.clock.now())),
    ...(failure === undefined ? [] : [song.failing(failures[failure.failureClass], agoText(failure.until))]),
    `-# ${song.key(safeText(key, LONGEST_KEY))}`,
  ];
  return { embeds: [{ description: lines.join('\n') }] };
}

function entryLines(entry: KnownSong, song: CachedSongTexts, figures: Figures, now: number): readonly string[] {
  const { title, author, uri: url, sourceName } = entry.value.track.info;
  const { storedAt, freshUntil, expiresAt, costMs, accessCount, lastAccessed, bytes } = entry;
  return [
    songText({ title, author, url }),
    song.source(safeText(sourceName, 40)),
    song.found(agoText(storedAt), figures.took(costMs)),
    now < freshUntil ? song.freshUntil(agoText(freshUntil)) : song.staleSince(agoText(freshUntil)),
    song.expires(agoText(expiresAt)),
    accessCount === 0 ? song.notServed : song.served(accessCount, agoText(lastAccessed)),
    ...(bytes === undefined ? [] : [song.size(figures.bytes(bytes))]),
    placeOf(entry, song),
  ];
}

function placeOf({ inMemory, inStore }: KnownSong, song: CachedSongTexts): string {
  if (!inStore) return song.inMemory;
  return inMemory ? song.inMemoryAndStore : song.inStore;
}
