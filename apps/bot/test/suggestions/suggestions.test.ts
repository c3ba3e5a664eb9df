import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CachedSongProcessor } from '@reprise/bot';
import { MemoryStore, type Store } from '@reprise/cache';
import fc from 'fast-check';
import { NodePool } from 'reprise';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Favourites } from '../../src/library/favourites.ts';
import type { KeptSong } from '../../src/library/kept-song.ts';
import { RequestHistory } from '../../src/library/request-history.ts';
import { choiceOf } from '../../src/suggestions/choice.ts';
import { SongIndex } from '../../src/suggestions/song-index.ts';
import { Suggestions } from '../../src/suggestions/suggestions.ts';
import { TroubledStore } from '../settings/troubled-store.ts';
import { songStage } from '../support/song-stage.ts';

const userId = '80351110224678912';
const guildId = '817327181659111454';

function song(title: string, more: Partial<KeptSong> = {}): KeptSong {
  const url = `https://youtu.be/${encodeURIComponent(title).slice(0, 50)}`;
  return { key: `ytsearch:${title}`, title, author: 'Somebody', url, durationMs: 185_000, ...more };
}

function stage(store: Store = new MemoryStore(), songs = new CachedSongProcessor({ pool: new NodePool() })) {
  const warnings: Error[] = [];
  const common = { store, onWarning: (warning: Error) => void warnings.push(warning) };
  const [history, favourites, index] = [new RequestHistory(common), new Favourites(common), new SongIndex()];
  const { onWarning } = common;
  const suggestions = new Suggestions({ index, history, favourites, songs, onWarning });
  onTestFinished(async () => {
    await Promise.all([history.close(), favourites.close(), songs.close()]);
  });
  return {
    suggestions,
    history,
    favourites,
    index,
    songs,
    warnings,
    note: (each: KeptSong, by = userId): void => history.note({ userId: by, guildId, song: each }),
    know: (each: KeptSong, accessCount = 0): void => index.note({ ...each, sourceType: 'youtube', accessCount }),
    names: (typed: string): readonly string[] => suggestions.for({ userId, guildId, typed }).map(({ name }) => name),
  };
}

describe('suggestions', () => {
  it('are, before anything is typed, what the user asked for last, their favourites, then what all like', async () => {
    const { note, know, favourites, names } = stage();
    note(song('Older'));
    note(song('Newer'));
    note(song('Not mine'), '2');
    await favourites.add(userId, song('Liked'));
    await favourites.add(userId, song('Newer'));
    know(song('Known'));
    know(song('Loved'), 9);
    know(song('Liked'), 20);
    expect(names('')).toEqual([
      '🕘 Newer · Somebody · 3:05',
      '🕘 Older · Somebody · 3:05',
      '★ Liked · Somebody · 3:05',
      'Loved · Somebody · 3:05',
      'Known · Somebody · 3:05',
    ]);
    expect(names(' \u200b ')).toEqual(names(''));
  });

  it('leave room for favourites and popular songs, and use it for more of the user where there are none', async () => {
    const { note, know, favourites, names } = stage();
    for (let i = 0; i < 30; i++) note(song(`mine ${i}`));
    expect(names('').filter((name) => name.startsWith('🕘'))).toHaveLength(25);
    for (let i = 0; i < 30; i++) await favourites.add(userId, song(`liked ${i}`));
    for (let i = 0; i < 30; i++) know(song(`known ${i}`));
    const shown = names('');
    expect([shown.length, shown.filter((name) => /^🕘/u.test(name)).length]).toEqual([25, 10]);
    expect([shown.filter((name) => /^★/.test(name)).length, shown.at(-1)]).toEqual([10, 'known 25 · Somebody · 3:05']);
  });

  it('are, while it is typed, what matches of the same, and nothing else', async () => {
    const { note, know, favourites, names } = stage();
    note(song('Moon River'));
    note(song('Sunrise'));
    await favourites.add(userId, song('Blue Moon'));
    know(song('Moonlight Sonata', { author: 'Beethoven' }));
    know(song('Moon River'), 50);
    expect(names('moon')).toEqual([
      '🕘 Moon River · Somebody · 3:05',
      '★ Blue Moon · Somebody · 3:05',
      'Moonlight Sonata · Beethoven · 3:05',
    ]);
    expect([names('moon beet'), names('nothing like that')]).toEqual([['Moonlight Sonata · Beethoven · 3:05'], []]);
  });

  it('know a song by its link, and what is in the cache after a restart, without any node being asked', async () => {
    const cacheDir = mkdtempSync(join(tmpdir(), 'reprise-suggestions-'));
    onTestFinished(() => rmSync(cacheDir, { recursive: true, force: true }));
    await using songs = await songStage({ cache: { cacheDir } });
    const [bolero] = await songs.songs.processSong('bolero');
    await songs.songs.close();
    const asked = songs.script.asked.length;
    const { suggestions, names } = stage(undefined, new CachedSongProcessor({ pool: songs.pool, cache: { cacheDir } }));
    expect(names('bole')).toEqual([]);
    await suggestions.learn();
    expect([names('bole'), names(bolero.url ?? '')]).toEqual([
      ['bolero 1 · Somebody · 1:00'],
      ['bolero 1 · Somebody · 1:00'],
    ]);
    expect(songs.script.asked.length).toBe(asked);
  });

  it('do not wait for a store that does not answer at once, and have what it has the next time', async () => {
    const store = new TroubledStore({ tellsOfChanges: true });
    const before = stage(store);
    before.note(song('Moon River'));
    await before.history.flush();
    const { history, names } = stage(store);
    expect(names('')).toEqual([]);
    await history.ofUser(userId);
    expect(names('')).toEqual(['🕘 Moon River · Somebody · 3:05']);
  });

  it('are none, with one warning, when something fails', () => {
    const warnings: Error[] = [];
    const { index, favourites, songs } = stage();
    const history = {
      peekUser: (): never => {
        throw new Error('It is broken.');
      },
    };
    const onWarning = (warning: Error): void => void warnings.push(warning);
    const suggestions = new Suggestions({ index, history, favourites, songs, onWarning });
    for (const typed of ['', 'a']) expect(suggestions.for({ userId, guildId, typed })).toEqual([]);
    expect(warnings.map(({ message }) => message)).toEqual(['It is broken.']);
  });

  it('carry what a link that is too long stands for, for a song of the user and, after a restart, for one that is known', () => {
    const url = `https://example.org/${'x'.repeat(200)}`;
    const mine = song('Mine', { url });
    const { note, suggestions } = stage();
    note(mine);
    const [choice] = suggestions.for({ userId, guildId, typed: 'mine' });
    expect(choice?.value).toMatch(/^c:[\w-]{22}$/);
    expect(suggestions.resolve(choice?.value ?? '')).toBe(url);
    const later = stage();
    expect(later.suggestions.resolve(choice?.value ?? '')).toBeUndefined();
    later.know(mine);
    expect(later.suggestions.resolve(choice?.value ?? '')).toBe(url);
    for (const typed of ['', 'c:', 'moon', 'https://youtu.be/1', `c:${'a'.repeat(22)}`, 'c:__proto__']) {
      expect(later.suggestions.resolve(typed)).toBeUndefined();
    }
  });
});

describe('a choice', () => {
  it.each<[string, string, string]>([
    ['', 'Somebody', 'Somebody · 3:05'],
    ['', '', '– · 3:05'],
    ['\u202e\u0000\u2066', '\u200b', '– · 3:05'],
    ['\u202eevil\u202c', 'a\nb', 'evil · a b · 3:05'],
    ['half \ud83d', '\ude00', 'half \ufffd · \ufffd · 3:05'],
    ['@everyone <@&1> `x`', '', '@everyone <@&1> `x` · 3:05'],
  ])('of the title %j by %j is called %j', (title, author, name) => {
    expect(choiceOf(song('x', { title, author }), '').name).toBe(name);
  });

  it('keeps the length of a song whose title is cut, and cuts no letter in half', () => {
    const { name } = choiceOf(song('x', { title: `a${'😀'.repeat(500)}`, author: '😀'.repeat(500) }), '★ ');
    expect([name.isWellFormed(), name.length <= 100]).toEqual([true, true]);
    expect(name).toMatch(/^★ a😀.*… · 3:05$/u);
  });
});

describe('whatever songs are called and whatever is typed, suggestions', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.string({ unit: 'grapheme', maxLength: 300 }),
    fc.constantFrom('', ' ', '\ud800', '\u202e', '😀'.repeat(120), 'a'.repeat(10_000), '​', 'moon', '@everyone'),
  );
  const songs = fc.array(
    fc.record({
      key: fc.oneof(text, fc.constantFrom('ytsearch:a', 'ytsearch:b')),
      title: text,
      author: text,
      url: fc.option(fc.oneof(fc.webUrl({ withQueryParameters: true }), text), { nil: undefined }),
      durationMs: fc.option(fc.nat({ max: 9e15 }), { nil: undefined }),
    }),
    { maxLength: 40 },
  );

  it('keep to the limits of Discord, and lead back to the song', () => {
    fc.assert(
      fc.property(songs, songs, text, fc.boolean(), (mine, others, typed, isEmpty) => {
        const { suggestions, note, know, warnings } = open();
        mine.forEach((each) => void note(each));
        others.forEach((each, i) => void know(each, i));
        const word = isEmpty ? '' : (mine[0]?.title ?? typed);
        for (const each of [word, typed]) {
          const choices = suggestions.for({ userId, guildId, typed: each });
          expect(choices.length).toBeLessThanOrEqual(25);
          for (const { name, value } of choices) {
            for (const part of [name, value]) {
              expect(part.length).toBeGreaterThanOrEqual(1);
              expect(part.length).toBeLessThanOrEqual(100);
              expect(part.isWellFormed()).toBe(true);
            }
            expect(name).not.toMatch(/[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u);
            expect(name.trim()).not.toBe('');
            if (value.startsWith('c:')) expect(suggestions.resolve(value)).toBeTypeOf('string');
          }
          expect(new Set(choices.map(({ name }) => name)).size).toBe(choices.length);
          expect(new Set(choices.map(({ value }) => value)).size).toBe(choices.length);
        }
        expect(warnings).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  function open() {
    const warnings: Error[] = [];
    const common = { store: new MemoryStore(), onWarning: (warning: Error) => void warnings.push(warning) };
    const [history, favourites, index] = [new RequestHistory(common), new Favourites(common), new SongIndex()];
    const suggestions = new Suggestions({ index, history, favourites, songs: processor, onWarning: common.onWarning });
    return {
      suggestions,
      warnings,
      note: (each: KeptSong): void => history.note({ userId, guildId, song: each }),
      know: (each: KeptSong, accessCount: number): void => index.note({ ...each, sourceType: 'youtube', accessCount }),
    };
  }

  const processor = new CachedSongProcessor({ pool: new NodePool() });
});
