import { makeTrack } from '@reprise/node';
import { Filters, Playable } from 'reprise';
import { describe, expect, it } from 'vitest';
import { nowplaying } from '../../src/commands/nowplaying.ts';
import { botStage } from '../support/bot-stage.ts';

const SONG = {
  title: 'Für <@&1> Elise',
  author: '@everyone',
  lengthMs: 220_000,
  isStream: false,
  identifier: 'x',
  uri: 'https://example.org/x',
  sourceName: 'soundcloud',
};
const BUTTONS = ['previous', 'pause', 'skip', 'stop', 'loop', 'shuffle', 'favourite'];

describe('/nowplaying', () => {
  it('shows what plays, who asked, how far it is, and how it plays', async () => {
    await using stage = await botStage({ commands: { nowplaying } });
    const ada = stage.member('ada');
    expect((await ada.slash('nowplaying').reply()).text).toBe('Nothing plays.');
    const player = await stage.playing('one', 'two', 'three');
    await player.seek(31_000);
    await player.setVolume(80);
    await player.setFilters(Filters.preset('nightcore'));
    player.queue.mode = 'queue';
    const message = await ada.slash('nowplaying').reply();
    const [title, song, by, progress] = message.text.split('\n');
    expect([title, song, by]).toEqual([
      'Now playing',
      '**[one 1](<https://soundcloud.com/x/one>)** · Somebody',
      'asked for by <@7>',
    ]);
    expect(progress).toMatch(/^▰{6}▱{6} 0:3[1-4] \/ 1:00$/);
    const fields = ['Length\n1:00', 'Queue\n2 songs', 'Repeats\nthe queue', 'Volume\n80 %', 'Sound\nNightcore'];
    for (const field of fields) expect(message.text).toContain(field);
    expect(message.buttons.map(({ customId }) => customId)).toEqual(BUTTONS.map((name) => `reprise:${name}`));
    expect(message.pings).toEqual([]);
  });

  it('says in German, and of something live, what there is to say', async () => {
    await using stage = await botStage({ commands: { nowplaying }, locale: 'de' });
    const player = await stage.playing('one');
    await player.play(Playable.from(makeTrack({ ...SONG, lengthMs: undefined, isStream: true })));
    await player.pause();
    const { text, pings } = await stage.member('ada').slash('nowplaying').reply();
    expect(text).toMatch(/^Angehalten\n/);
    expect(text).toContain('🔴 live · 0:00');
    expect(text).toContain('Länge\nlive');
    expect(text).not.toMatch(/@everyone|(?<!\\)<@&1>/);
    expect(pings).toEqual([]);
  });

  it.each([
    ['https://example.org/a.png', 'https://example.org/a.png'],
    ['http://example.org/a.png', undefined],
    ['javascript:alert(1)', undefined],
    ['/etc/passwd', undefined],
    [`https://example.org/${'x'.repeat(1_000)}`, undefined],
  ])('shows a picture only from the web, over https: %s', async (artworkUrl, shown) => {
    await using stage = await botStage({ commands: { nowplaying } });
    const player = await stage.playing('one');
    await player.play(Playable.from(makeTrack({ ...SONG, artworkUrl })));
    const { embeds } = await stage.member('ada').slash('nowplaying').reply();
    const thumbnail = shown === undefined ? undefined : expect.objectContaining({ url: shown });
    expect(embeds[0]?.thumbnail).toEqual(thumbnail);
  });
});
