import { describe, expect, it } from 'vitest';
import { historyPage } from '../../src/buttons/history-page.ts';
import { history } from '../../src/commands/history.ts';
import { botStage } from '../support/bot-stage.ts';
import { HARMFUL, HOSTILE_TITLES } from '../support/queued.ts';
import { restarted } from '../support/restarted.ts';

const stageOf = (locale = 'en-US') =>
  botStage({ commands: { history }, buttons: { 'history-page': historyPage }, locale });

describe('/history', () => {
  it('shows what has played, the latest first, with links and who asked', async () => {
    await using stage = await stageOf();
    const player = await stage.playing('one', 'two', 'three');
    await player.skip();
    const { text, isEphemeral } = await stage.member('ada').slash('history').reply();
    expect(text.split('\n')).toEqual([
      'What has played',
      '▶ **[two 1](<https://soundcloud.com/x/two>)** · Somebody · 1:00 · <@7>',
      '`2.` **[one 1](<https://soundcloud.com/x/one>)** · Somebody · 1:00 · <@7>',
    ]);
    expect(isEphemeral).toBe(true);
  });

  it('says so when nothing has', async () => {
    await using stage = await stageOf();
    expect((await stage.member('ada').slash('history').reply()).text).toBe('Nothing has played yet.');
  });

  it('without a player shows what was asked for here before, by name where that is known', async () => {
    await using stage = await stageOf();
    const { songs, history: requests } = stage.services;
    const [song] = await songs.processSong('one');
    const note = (key: string) => requests.note({ userId: '7', guildId: stage.guild.id, song: { ...song, key } });
    note('scsearch:long forgotten');
    note('https://soundcloud.com/x/forgotten');
    note(song.key);
    const { text } = await stage.member('ada').slash('history').reply();
    expect(text.split('\n').map((line) => line.replace(/<t:\d+:R>/, 'AGO'))).toEqual([
      'What has played',
      '- **[one 1](<https://soundcloud.com/x/one>)** · Somebody · AGO',
      expect.stringMatching(/^- \*\*\[https.*\]\(<https:\/\/soundcloud\.com\/x\/forgotten>\)\*\* · AGO$/),
      '- **long forgotten** · AGO',
      'asked for earlier',
    ]);
  });

  it('goes to other pages after a restart, and to the last one from beyond the end', async () => {
    await using stage = await stageOf('de');
    const { history: requests } = stage.services;
    for (let i = 1; i <= 25; i += 1) {
      const song = { key: `scsearch:song ${i}`, title: '', author: '', url: undefined, durationMs: undefined };
      requests.note({ userId: '7', guildId: stage.guild.id, song });
    }
    const ada = stage.member('ada');
    const message = await ada.slash('history').reply();
    expect(message.text).toContain('früher gewünscht · Seite 1 von 3');
    await restarted(stage, { 'history-page': historyPage });
    await ada.click(message, 'reprise:history-page:2').until(({ text }) => text.includes('Seite 2 von 3'));
    expect(message.text.match(/song \d+/g)).toHaveLength(10);
    expect((await stage.services.history.ofGuild(stage.guild.id)).length).toBe(25);
  });

  it('shows what was asked for before harmlessly as well', async () => {
    await using stage = await stageOf();
    for (const title of HOSTILE_TITLES.slice(0, 10)) {
      const song = { key: `scsearch:${title}`, title, author: '', url: undefined, durationMs: undefined };
      stage.services.history.note({ userId: '7', guildId: stage.guild.id, song });
    }
    const message = await stage.member('ada').slash('history').reply();
    expect(message.text).not.toMatch(HARMFUL);
    expect(message.text.match(/<t:\d+:R>/g)).toHaveLength(10);
    expect(message.pings).toEqual([]);
  });

  it('shows hostile titles harmlessly', async () => {
    await using stage = await stageOf();
    for (const [i, title] of HOSTILE_TITLES.entries()) stage.script.titles.set(`evil${i}`, title);
    const player = await stage.playing(...HOSTILE_TITLES.map((_, i) => `evil${i}`));
    for (let i = 1; i < HOSTILE_TITLES.length; i += 1) await player.skip();
    const message = await stage.member('ada').slash('history').reply();
    expect(message.text).not.toMatch(HARMFUL);
    expect(message.pings).toEqual([]);
  });
});
