import { ManualClock } from '@reprise/devkit';
import { SourceError } from '@reprise/node';
import { PermissionFlagsBits } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { play } from '../../src/commands/play.ts';
import { type BotStage, botStage } from '../support/bot-stage.ts';

const commands = { play };

/** What an answer looks like when its figures are taken out. */
function shape(text: string): string {
  return text.replace(/\d+(\.\d+)? (µs|ms|s)\b/g, 'T');
}

function titles({ services, guild }: BotStage): readonly string[] {
  const player = services.pool.getPlayer(guild.id);
  return [player?.current?.title ?? '–', ...[...(player?.queue ?? [])].map(({ title }) => title)];
}

describe('/play', () => {
  it('plays what it finds, and the same again with ⚡ and its time beside the usual one, asking no node', async () => {
    await using stage = await botStage({ commands });
    const ada = stage.listener('ada');
    const first = ada.slash('play', { query: 'bolero' });
    expect((await first.acknowledged()).kind).toBe('defer');
    expect(shape((await first.reply()).text)).toBe(
      'Playing **[bolero 1](<https://soundcloud.com/x/bolero>)** · Somebody\n-# found in T',
    );
    const asked = stage.script.asked.length;
    const again = await ada.slash('play', { query: 'Bolero' }).reply();
    expect(shape(again.text)).toMatch(/is number 1 in the queue\n-# ⚡ T · usually T$/);
    expect(stage.script.asked).toHaveLength(asked);
    expect(again.pings).toEqual([]);
    expect(stage.guild.botChannelId).toBe(stage.guild.channel('Music'));
  });

  it('speaks the language of the guild', async () => {
    await using stage = await botStage({ commands, locale: 'de' });
    const { text } = await stage.listener('ada').slash('play', { query: 'bolero' }).reply();
    expect(shape(text)).toContain('Es läuft **[bolero 1]');
    expect(shape(text)).toContain('gefunden in T');
  });

  it('refuses a source that no node has, and names those that are there', async () => {
    await using stage = await botStage({ commands });
    const ada = stage.listener('ada');
    for (const source of ['ytsearch', 'ytmsearch']) {
      const { text } = await ada.slash('play', { query: 'bolero', source }).reply();
      expect(text).toMatch(
        /^This bot cannot ask that site yet\. It can search here: SoundCloud, Built-in pieces and own music\. /,
      );
    }
    expect(stage.script.asked).toEqual([]);
    const { text } = await ada.slash('play', { query: 'https://www.youtube.com/watch?v=dQw4w9WgXcQ' }).reply();
    expect(text).toContain('It can search here: SoundCloud, Built-in pieces and own music.');
    expect((await ada.slash('play', { query: 'bolero', source: 'scsearch' }).reply()).text).toContain('[bolero 1]');
  });

  it('says that a site is missing also where a node took its page for a file and failed', async () => {
    await using stage = await botStage({ commands });
    stage.script.failure = new Error('Unknown file format.');
    const query = 'https://www.youtube.com/watch?v=dQw4w9WgXcQ';
    const { text } = await stage.listener('ada').slash('play', { query }).reply();
    expect(stage.script.asked).toContain(query);
    expect(text).toContain('It can search here: SoundCloud, Built-in pieces and own music.');
  });

  it('puts a song before all others with position next, and in place of what plays with now', async () => {
    await using stage = await botStage({ commands });
    const ada = stage.listener('ada');
    for (const query of ['one', 'two']) await ada.slash('play', { query }).reply();
    await ada.slash('play', { query: 'three', position: 'next' }).reply();
    expect(titles(stage)).toEqual(['one 1', 'three 1', 'two 1']);
    await ada.slash('play', { query: 'four', position: 'now' }).reply();
    expect(titles(stage)).toEqual(['four 1', 'three 1', 'two 1']);
  });

  it('plays the first song of a playlist before the rest, and tells at the end how many there are', async () => {
    await using stage = await botStage({ commands });
    const use = stage.listener('ada').slash('play', { query: 'https://soundcloud.com/x/sets/120' });
    const done = await use.until(({ text }) => text.includes('120 added'));
    expect(done.text).toBe('**A list**: 120 added');
    expect(titles(stage)).toHaveLength(120);
    expect(titles(stage)[0]).toBe('song0 1');
  });

  it('tells how far a playlist is only when that has changed, and after 14 minutes that it goes on without words', async () => {
    const clock = new ManualClock();
    await using stage = await botStage({ commands, clock });
    await stage.services.songs.processSong('https://soundcloud.com/x/bare-0');
    const hold = Promise.withResolvers<void>();
    stage.script.until = hold.promise;
    const use = stage.listener('ada').slash('play', { query: 'https://soundcloud.com/x/sets/bare-0,bare-1,bare-2' });
    await use.until(({ text }) => text.includes('Playing'));
    const edits = () => stage.discord.rest.requests.filter(({ method }) => method === 'PATCH').length;
    // It begins to follow a moment after its answer.
    const ticking = setInterval(() => clock.advance(2_000), 20);
    await use.until(({ text }) => text.includes('1 of 3 added'));
    clearInterval(ticking);
    await expect.poll(edits).toBe(2);
    for (let i = 0; i < 5; i += 1) {
      clock.advance(2_000);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(edits()).toBe(2);
    clock.advance(14 * 60_000);
    await use.until(({ text }) => text.includes('this message cannot follow it any longer'));
    hold.resolve();
    await expect.poll(() => titles(stage)).toHaveLength(3);
    expect(edits()).toBe(3);
  });

  it('takes no more of a playlist than the guild allows, and says so', async () => {
    await using stage = await botStage({ commands, settings: { maxPlaylist: 3 } });
    const use = stage.listener('ada').slash('play', { query: 'https://soundcloud.com/x/sets/a,b,c,d,e' });
    const done = await use.until(({ text }) => text.includes('3 added'));
    expect(done.text).toBe('**A list**: 3 added\nThe playlist has 5 songs; 3 are taken at most.');
  });

  it.each([['nothing', 'Nothing was found. Try other words, or a link.']])(
    'says in words what is wrong with %s',
    async (query, words) => {
      await using stage = await botStage({ commands });
      const { text } = await stage.listener('ada').slash('play', { query }).reply();
      expect(text).toBe(words);
      expect(stage.log.filter(({ level }) => level === 'error')).toEqual([]);
    },
  );

  it('says what it needs when nobody is in a voice channel, or others listen elsewhere', async () => {
    await using stage = await botStage({ commands });
    expect((await stage.member('bob').slash('play', { query: 'x' }).reply()).text).toBe('Join a voice channel first.');
    await stage.listener('ada').slash('play', { query: 'bolero' }).reply();
    stage.member('bob').joinVoice('Other');
    const { text } = await stage.member('bob').slash('play', { query: 'x' }).reply();
    expect(text).toBe(`Join <#${stage.guild.channel('Music')}> first: that is where the music plays.`);
  });

  it('comes to who asks when nobody listens where it is', async () => {
    await using stage = await botStage({ commands });
    const ada = stage.listener('ada');
    await ada.slash('play', { query: 'bolero' }).reply();
    ada.joinVoice('Other');
    await ada.slash('play', { query: 'gymnopedie' }).reply();
    expect(stage.guild.botChannelId).toBe(stage.guild.channel('Other'));
  });

  it('lets only a DJ replace what others listen to', async () => {
    await using stage = await botStage({ commands });
    await stage.services.settings.change(stage.guild.id, { djRoleId: stage.guild.role('DJ') });
    stage.listener('bob');
    const ada = stage.listener('ada');
    await ada.slash('play', { query: 'one' }).reply();
    const refused = await ada.slash('play', { query: 'two', position: 'now' }).reply();
    expect(refused.text).toBe(`Only <@&${stage.guild.role('DJ')}> can do that while others listen.`);
    const dj = stage.listener('eve', { roles: ['DJ'] });
    await dj.slash('play', { query: 'two', position: 'now' }).reply();
    expect(titles(stage)[0]).toBe('two 1');
  });

  it('holds to the limits of the guild', async () => {
    await using stage = await botStage({ commands, settings: { maxSongMs: 30_000 } });
    const { text } = await stage.listener('ada').slash('play', { query: 'long' }).reply();
    expect(text).toBe('That song is longer than songs may be on this server.');
    await stage.services.settings.change(stage.guild.id, { maxSongMs: 0, maxPerUser: 1 });
    for (const query of ['one', 'two']) await stage.listener('ada').slash('play', { query }).reply();
    const third = await stage.listener('ada').slash('play', { query: 'three' }).reply();
    expect(third.text).toContain('You have as many songs waiting as this server allows.');
  });

  it('counts as failed what the bot or a site could not do, with a line for who runs it, and as refused what cannot be', async () => {
    await using stage = await botStage({ commands: { play } });
    const ada = stage.listener('ada');
    await ada.slash('play', { query: 'nothing' }).reply();
    stage.script.failure = new SourceError('This track is private.', 'common');
    await ada.slash('play', { query: 'secret' }).reply();
    expect(stage.log.filter(({ level }) => level !== 'debug')).toEqual([]);
    stage.script.failure = new Error('The site fell over.');
    expect((await ada.slash('play', { query: 'bolero' }).reply()).text).toContain('does not answer as it should');
    await expect.poll(() => stage.uses.map(({ outcome }) => outcome)).toEqual(['refused', 'refused', 'failed']);
    expect(stage.log.filter(({ level }) => level !== 'debug')).toMatchObject([
      { level: 'info', fields: { name: 'play', problem: 'source-failing' } },
    ]);
  });

  it('suggests what the guild knows without asking anybody, and plays what is picked', async () => {
    await using stage = await botStage({ commands });
    const ada = stage.listener('ada', { permissions: PermissionFlagsBits.ManageGuild });
    await ada.slash('play', { query: 'bolero' }).reply();
    const asked = stage.script.asked.length;
    const { choices } = await ada.autocomplete('play', { query: 'bol' });
    expect(choices.map(({ name }) => name).join()).toContain('bolero 1');
    const { text } = await ada.slash('play', { query: String(choices[0]?.value) }).reply();
    expect(text).toContain('⚡');
    expect(stage.script.asked).toHaveLength(asked);
  });

  it.each([
    ['a mention of everybody', '@everyone'],
    ['a mention of a role', '<@&1>'],
    ['markup', '`code` **bold** [a](https://evil.example)'],
    ['a turned direction', '\u202eevil\u202c'],
    ['10 kB', 'x'.repeat(10_000)],
  ])('shows a title with %s harmlessly', async (_, title) => {
    await using stage = await botStage({ commands });
    stage.script.titles.set('odd', title);
    const message = await stage.listener('ada').slash('play', { query: 'odd' }).reply();
    expect(message.pings).toEqual([]);
    expect(message.text).toContain('Playing');
    expect(message.text).not.toMatch(/@everyone|<@&1>|[\u202a-\u202e]|(?<!\\)`|\]\(https:\/\/evil/);
    expect(message.text.length).toBeLessThan(600);
  });
});
