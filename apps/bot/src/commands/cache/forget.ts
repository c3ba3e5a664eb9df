import { StoreError } from '@reprise/cache';
import { safeText } from '../../display/safe-text.ts';
import { songText } from '../../display/song-text.ts';
import { keysOfSong } from '../../songs/song-keys.ts';
import type { Command } from '../command.ts';
import type { CommandUse } from '../command-use.ts';
import { Refusal } from '../refusal.ts';
import { SONG_OPTION, songInput, suggestSong } from './song-option.ts';

/** Forgets a song everywhere, by whatever it is known: what was typed, and its link. */
export const cacheForget: Command = {
  options: [SONG_OPTION],
  suggest: suggestSong,
  async run(use) {
    const input = songInput(use);
    const { key } = use.services.pool.describeQuery(input);
    const name = shownName(use, key) ?? `**${safeText(input)}**`;
    const { isKnown, isStoreGone } = await forget(use, key);
    if (!isKnown) throw new Refusal(({ cache }) => cache.song.unknown(name));
    const { song } = use.texts.cache;
    await use.answer(isStoreGone ? song.forgottenNotInStore(name) : song.forgotten(name));
  },
};

interface Forgotten {
  readonly isKnown: boolean;
  /** Memory has forgotten it, the store has not. */
  readonly isStoreGone: boolean;
}

async function forget({ services }: CommandUse, key: string): Promise<Forgotten> {
  const { pool, songs } = services;
  const keys = keysOfSong(services, key);
  const known = keys.map((one) =>
    // All of them, not only until one is known.
    [songs.cache.peekInfo(one) !== undefined, songs.cache.forgetFailure(one), pool.forget(one)].includes(true),
  );
  const deleted = await Promise.allSettled(keys.map((one) => songs.cache.delete(one)));
  const failures = deleted.filter((result) => result.status === 'rejected').map(({ reason }) => reason);
  const bug = failures.find((reason) => !(reason instanceof StoreError));
  if (bug !== undefined) throw bug;
  const wasStored = deleted.some((result) => result.status === 'fulfilled' && result.value);
  return { isKnown: known.includes(true) || wasStored, isStoreGone: failures.length > 0 };
}

function shownName({ services }: CommandUse, key: string): string | undefined {
  const info = services.songs.cache.peekInfo(key)?.value.track.info;
  return info && songText({ title: info.title, author: info.author, url: info.uri });
}
