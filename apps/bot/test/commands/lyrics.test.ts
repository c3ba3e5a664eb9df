import { makeTrack } from '@reprise/node';
import { type Lyrics, Playable } from 'reprise';
import { describe, expect, it } from 'vitest';
import { lyrics, lyricsAnswer } from '../../src/commands/lyrics.ts';
import { sendable } from '../../src/display/answer.ts';
import { CATALOGUE } from '../../src/texts/catalogue.ts';
import { alteredNode } from '../support/altered-node.ts';
import { botStage } from '../support/bot-stage.ts';

const SONG = { title: 'A song', author: 'Somebody', lengthMs: 60_000, isStream: false };
const TRACK = Playable.from(makeTrack({ ...SONG, identifier: 'x', uri: '', sourceName: 'y' }));
const LYRICS: Lyrics = { sourceName: 'genius', provider: 'Genius', text: null, lines: null, plugin: {} };

/** What is shown of them. */
function shown(found: Partial<Lyrics>) {
  const answer = lyricsAnswer({ ...LYRICS, ...found }, TRACK, CATALOGUE.en);
  return answer && sendable(answer).embeds[0];
}

describe('/lyrics', () => {
  it('says plainly that the audio node has none', async () => {
    await using stage = await botStage({ commands: { lyrics } });
    const ada = stage.listener('ada');
    expect((await ada.slash('lyrics').reply()).text).toBe('Nothing plays.');
    await stage.playing('one');
    const answer = await ada.slash('lyrics').reply();
    expect([answer.text, answer.isEphemeral]).toEqual(['The audio node that plays here has no lyrics.', true]);
  });

  it('shows those that the audio node finds, and says when there are none', async () => {
    await using stage = await botStage();
    let found: Lyrics | undefined = { ...LYRICS, text: 'la la @everyone' };
    await using _ = await alteredNode(stage, { lyrics }, { lyrics: () => found });
    const ada = stage.listener('ada');
    const { text, pings } = await ada.slash('lyrics').reply();
    expect(text).toMatch(/one 1.*\n\nla la @\u200beveryone\nLyrics from Genius$/);
    expect(pings).toEqual([]);
    found = undefined;
    expect((await ada.slash('lyrics').reply()).text).toBe('There are no lyrics of this song.');
  });

  it('shows words and lines alike, with where they are from', () => {
    expect(shown({ text: 'one\n\ntwo' })).toMatchObject({
      description: '**A song** · Somebody\n\none\n\ntwo',
      footer: { text: 'Lyrics from Genius' },
    });
    const lines = ['la', 'li'].map((line) => ({ timestamp: 0, duration: null, plugin: {}, line }));
    expect(shown({ provider: null, lines })).toMatchObject({
      description: '**A song** · Somebody\n\nla\nli',
      footer: { text: 'Lyrics from genius' },
    });
    expect([shown({}), shown({ text: ' \n ' }), shown({ lines: [] })]).toEqual([undefined, undefined, undefined]);
  });

  it('keeps long ones within what Discord takes, whole lines always, and says so', () => {
    for (const text of ['la la la\n'.repeat(100_000), 'x'.repeat(1_000_000), '*_[]\n'.repeat(5_000)]) {
      const embed = shown({ text });
      expect(embed?.description?.length).toBeLessThanOrEqual(4_096);
      expect(embed?.description).not.toMatch(/\\$/);
    }
    const note = 'Lyrics from Genius · There is more of it than fits here.';
    expect(shown({ text: 'la la la\n'.repeat(1_000) })?.footer?.text).toBe(note);
  });

  it('shows nothing as markup, a link or a mention', () => {
    const { description = '' } = shown({ text: '@everyone\n# big\n[x](https://evil.example)\n<@&1>' }) ?? {};
    expect(description).not.toMatch(/@everyone|^#|(?<!\\)\]\(|(?<!\\)<@/m);
  });
});
