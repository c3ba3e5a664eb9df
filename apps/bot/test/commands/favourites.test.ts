import { describe, expect, it } from 'vitest';
import { favouritesPage } from '../../src/buttons/favourites-page.ts';
import { favouritesAdd } from '../../src/commands/favourites/add.ts';
import { favouritesList } from '../../src/commands/favourites/list.ts';
import { favouritesPlay } from '../../src/commands/favourites/play.ts';
import { favouritesRemove } from '../../src/commands/favourites/remove.ts';
import type { KeptSong } from '../../src/library/kept-song.ts';
import { TroubledStore } from '../settings/troubled-store.ts';
import { type BotStage, type BotStageOptions, botStage } from '../support/bot-stage.ts';
import { HARMFUL, HOSTILE_TITLES } from '../support/queued.ts';
import { restarted } from '../support/restarted.ts';

const commands = {
  'favourites list': favouritesList,
  'favourites add': favouritesAdd,
  'favourites remove': favouritesRemove,
  'favourites play': favouritesPlay,
};
const buttons = { 'favourites-page': favouritesPage };
const stageOf = (options: BotStageOptions = {}) => botStage({ commands, buttons, ...options });

/** Keeps songs for somebody, so that the first of them is the first of the list. */
async function keep({ services }: BotStage, userId: string, songs: readonly Partial<KeptSong>[]): Promise<void> {
  for (const song of [...songs].reverse()) {
    const { title = 'a song', author = 'Somebody', url, durationMs = 60_000 } = song;
    await services.favourites.add(userId, { key: url ?? `scsearch:${title}`, title, author, durationMs, url, ...song });
  }
}

function page(name: string): string {
  return `https://soundcloud.com/x/${name}`;
}

function titles({ services, guild }: BotStage): readonly string[] {
  const player = services.pool.getPlayer(guild.id);
  return [player?.current?.title ?? '–', ...[...(player?.queue ?? [])].map(({ title }) => title)];
}

describe('/favourites add', () => {
  it('keeps what plays, once, whatever was typed to find it', async () => {
    await using stage = await stageOf();
    const ada = stage.member('ada');
    expect((await ada.slash('favourites add').reply()).text).toBe('Nothing plays. Name the song you mean.');
    await stage.playing('one');
    const added = await ada.slash('favourites add').reply();
    expect(added.text).toBe('**[one 1](<https://soundcloud.com/x/one>)** · Somebody is one of your favourites now');
    expect(added.isEphemeral).toBe(true);
    for (const song of [undefined, 'one', page('one')]) {
      const again = await ada.slash('favourites add', song === undefined ? {} : { song }).reply();
      expect(again.text).toContain('is one of your favourites already');
    }
    expect(await stage.services.favourites.list(ada.user.id)).toMatchObject([{ key: page('one'), url: page('one') }]);
  });

  it('keeps a song by its name, which no node is asked for when it is known', async () => {
    await using stage = await stageOf();
    await stage.services.songs.processSong('bolero');
    const { text } = await stage.member('ada').slash('favourites add', { song: 'Bolero' }).reply();
    expect(text).toContain('[bolero 1]');
    expect(stage.script.asked).toHaveLength(1);
    const unknown = await stage.member('ada').slash('favourites add', { song: 'nothing' }).reply();
    expect(unknown.text).toBe('Nothing was found. Try other words, or a link.');
  });

  it('says so when there is no room for more, and when the store does not take it', async () => {
    const store = new TroubledStore({ tellsOfChanges: true });
    await using stage = await stageOf({ store });
    const ada = stage.member('ada');
    await keep(
      stage,
      ada.user.id,
      Array.from({ length: 200 }, (_, i) => ({ title: `song ${i}` })),
    );
    expect((await ada.slash('favourites add', { song: 'one' }).reply()).text).toMatch(/^You have 200 favourites/);
    store.isAway = true;
    const bob = stage.member('bob');
    expect((await bob.slash('favourites add', { song: 'one' }).reply()).text).toMatch(/^That could not be saved/);
  });
});

describe('/favourites list', () => {
  it('shows how to begin to who has none', async () => {
    await using stage = await stageOf();
    const { text } = await stage.member('ada').slash('favourites list').reply();
    expect(text).toMatch(/^You have no favourites yet/);
  });

  it('shows ten a page, and goes on after a restart with those of who clicks', async () => {
    await using stage = await stageOf();
    const ada = stage.member('ada');
    await keep(
      stage,
      ada.user.id,
      Array.from({ length: 23 }, (_, i) => ({ title: `song ${i + 1}`, url: page(`s${i}`) })),
    );
    const message = await ada.slash('favourites list').reply();
    expect(message.isEphemeral).toBe(true);
    expect(message.text.split('\n').slice(0, 2)).toEqual([
      'Your favourites',
      '`1.` **[song 1](<https://soundcloud.com/x/s0>)** · Somebody · 1:00',
    ]);
    expect(message.text).toContain('23 of 200 · Page 1 of 3');
    await restarted(stage, buttons);
    const after = await ada.click(message, 'reprise:favourites-page:2').until(({ text }) => text.includes('Page 2'));
    expect(after.text).toContain('song 11]');
    await stage.services.favourites.clear(ada.user.id);
    await ada.click(message, 'reprise:favourites-page:3').until(({ text }) => text.startsWith('You have no'));
  });
});

describe('/favourites remove', () => {
  it('suggests only the favourites of who types, and removes the one that is picked', async () => {
    await using stage = await stageOf();
    const ada = stage.member('ada');
    const longKey = `https://soundcloud.com/x/${'y'.repeat(300)}`;
    await keep(stage, ada.user.id, [
      { title: 'Bolero', url: longKey },
      { title: 'Gymnopédie', author: 'Satie' },
    ]);
    await keep(stage, stage.member('bob').user.id, [{ title: 'Bolero of Bob' }]);
    const { choices } = await ada.autocomplete('favourites remove', { song: 'bol' });
    expect(choices.map(({ name }) => name)).toEqual(['Bolero · Somebody']);
    expect((await ada.autocomplete('favourites remove', { song: 'SATIE' })).choices).toHaveLength(1);
    expect((await ada.autocomplete('favourites remove', { song: '' })).choices).toHaveLength(2);
    const { text } = await ada.slash('favourites remove', { song: String(choices[0]?.value) }).reply();
    expect(text).toMatch(/^\*\*\[Bolero\]\(.*is not one of your favourites any more$/);
    expect((await stage.services.favourites.list(ada.user.id)).map(({ title }) => title)).toEqual(['Gymnopédie']);
    const again = await ada.slash('favourites remove', { song: String(choices[0]?.value) }).reply();
    expect(again.text).toMatch(/^That is none of your favourites/);
  });

  it('understands a title, a number of the list or a part of a name instead of a pick, if only one is meant', async () => {
    await using stage = await stageOf();
    const ada = stage.member('ada');
    await keep(
      stage,
      ada.user.id,
      ['Bolero', 'Bolero again', 'Für Elise', '1'].map((title) => ({ title })),
    );
    const remove = async (song: string) => (await ada.slash('favourites remove', { song }).reply()).text;
    expect(await remove('bole')).toMatch(/^Several of your favourites/);
    expect(await remove('  ')).toMatch(/^That is none/);
    expect(await remove('bolero')).toMatch(/^\*\*Bolero\*\*/);
    expect(await remove('1')).toMatch(/^\*\*1\*\*/);
    expect(await remove('2')).toMatch(/^\*\*Für Elise\*\*/);
    expect(await remove('AGAIN')).toMatch(/^\*\*Bolero again\*\*/);
    expect(await remove('5')).toMatch(/^That is none/);
  });

  it('suggests hostile and endless names harmlessly, and no more than Discord takes', async () => {
    await using stage = await stageOf();
    const ada = stage.member('ada');
    await keep(stage, ada.user.id, [
      ...HOSTILE_TITLES.map((title, i) => ({ title, author: title, key: `evil ${i}` })),
      ...Array.from({ length: 30 }, (_, i) => ({ title: `song ${i}` })),
    ]);
    const { choices } = await ada.autocomplete('favourites remove', { song: '' });
    expect(choices).toHaveLength(25);
    const message = await ada.slash('favourites list').reply();
    expect(message.text).not.toMatch(HARMFUL);
    expect(message.text.match(/^`\d+\.`/gm)).toHaveLength(10);
    const removed = await ada.slash('favourites remove', { song: String(choices[0]?.value) }).reply();
    expect(removed.text).not.toMatch(HARMFUL);
    expect([...message.pings, ...removed.pings]).toEqual([]);
    expect(stage.log.filter(({ level }) => level !== 'debug')).toEqual([]);
  });
});

describe('/favourites play', () => {
  it('plays one of them as /play would', async () => {
    await using stage = await stageOf();
    const ada = stage.listener('ada');
    await keep(stage, ada.user.id, [
      { title: 'one', url: page('one') },
      { title: 'two', key: 'scsearch:two', url: undefined },
    ]);
    const { choices } = await ada.autocomplete('favourites play', { song: 'two' });
    const { text, isEphemeral } = await ada.slash('favourites play', { song: String(choices[0]?.value) }).reply();
    expect(text).toMatch(/^Playing \*\*\[two 1\]/);
    expect(isEphemeral).toBe(false);
    await ada.slash('favourites play', { song: 'one' }).reply();
    expect(titles(stage)).toEqual(['two 1', 'one 1']);
  });

  it('plays all of them, the first before the others are looked up, and tells what became of them', async () => {
    await using stage = await stageOf();
    const ada = stage.listener('ada');
    await stage.services.songs.processSong(page('b'));
    await keep(stage, ada.user.id, [
      ...['a', 'b', 'c'].map((name) => ({ title: name, url: page(name) })),
      { title: 'gone', key: 'scsearch:nothing' },
    ]);
    const use = ada.slash('favourites play');
    expect((await use.reply()).text).toMatch(/^Playing \*\*\[a 1\]/);
    const done = await use.until(({ text }) => text.includes('added'));
    expect(done.text).toBe('**Your favourites**: 3 added, 1 of them ⚡ known\n1 left out: 1 × not found');
    expect(titles(stage)).toEqual(['a 1', 'b 1', 'c 1']);
    expect(stage.services.pool.getPlayer(stage.guild.id)?.queue.peek()?.userData.requesterId).toBe(ada.user.id);
  });

  it('brings them into another order when told to, and leaves alone what waits already', async () => {
    await using stage = await stageOf();
    const ada = stage.listener('ada');
    const names = Array.from({ length: 30 }, (_, i) => `f${i}`);
    await keep(
      stage,
      ada.user.id,
      names.map((name) => ({ title: name, url: page(name) })),
    );
    await stage.playing('one', 'two', 'three');
    await ada.slash('favourites play', { shuffle: true }).until(({ text }) => text.includes('30 added'));
    const [one, two, three, ...rest] = titles(stage);
    expect([one, two, three]).toEqual(['one 1', 'two 1', 'three 1']);
    const inOrder = names.map((name) => `${name} 1`);
    expect(rest).not.toEqual(inOrder);
    expect(rest.toSorted()).toEqual(inOrder.toSorted());
  });

  it('takes no more of them than of a playlist, and as many as the queue may have', async () => {
    await using stage = await stageOf({ settings: { maxPlaylist: 4, maxQueue: 2 } });
    const ada = stage.listener('ada');
    await keep(
      stage,
      ada.user.id,
      ['a', 'b', 'c', 'd', 'e'].map((name) => ({ title: name, url: page(name) })),
    );
    const done = await ada.slash('favourites play').until(({ text }) => text.includes('added'));
    expect(done.text.split('\n')).toEqual([
      '**Your favourites**: 3 added',
      '1 left out: 1 × queue full',
      'The playlist has 5 songs; 4 are taken at most.',
    ]);
    expect(titles(stage)).toEqual(['a 1', 'b 1', 'c 1']);
  });

  it('says what it needs when there are none, or nobody is in a voice channel', async () => {
    await using stage = await stageOf({ locale: 'de' });
    expect((await stage.listener('ada').slash('favourites play').reply()).text).toMatch(
      /^Du hast noch keine Favoriten/,
    );
    expect((await stage.member('bob').slash('favourites play').reply()).text).toBe('Geh zuerst in einen Sprachkanal.');
  });
});
