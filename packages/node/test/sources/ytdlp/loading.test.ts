import { decodeTrack } from '@reprise/protocol';
import { describe, expect, it } from 'vitest';
import { entry, list, video } from '../../support/fake-yt-dlp.ts';
import { NEVER, scene } from './stage.ts';

const ID = 'dQw4w9WgXcQ';
const LINK = `https://www.youtube.com/watch?v=${ID}`;

describe('a track by its link', () => {
  it('is the track that a Lavalink would make of the video', async () => {
    await using stage = await scene();
    await stage.fake.answer(LINK, { out: video(ID) });

    const result = await stage.source.load(LINK, NEVER);

    expect(result).toMatchObject({
      loadType: 'track',
      data: {
        info: {
          identifier: ID,
          title: `Video ${ID}`,
          author: 'Somebody',
          length: 212_400,
          isStream: false,
          isSeekable: true,
          uri: LINK,
          sourceName: 'youtube',
          artworkUrl: `https://i.ytimg.com/vi/${ID}/hq.jpg`,
          isrc: null,
        },
      },
    });
    if (result?.loadType !== 'track') throw new Error('no track');
    expect(decodeTrack(result.data.encoded)).toMatchObject({ identifier: ID, sourceName: 'youtube', version: 3 });
  });

  it.for([
    ['https://a.bandcamp.com/track/b', 'bandcamp'],
    ['https://vimeo.com/1', 'vimeo'],
    ['https://soundcloud.com/a/b', 'ytdlp'],
  ] as const)('of another site has its link as identifier: %s', async ([link, sourceName]) => {
    await using stage = await scene();
    await stage.fake.answer(link, { out: video('1', { webpage_url: link, extractor_key: 'X' }) });

    const result = await stage.source.load(link, NEVER);

    expect(result).toMatchObject({ data: { info: { identifier: link, uri: link, sourceName } } });
  });

  it('has no end when it is live, and may have an unknown one when it is not', async () => {
    await using stage = await scene();
    await stage.fake.answer(LINK, { out: video(ID, { is_live: true, duration: null }) });
    const other = 'https://vimeo.com/1';
    await stage.fake.answer(other, { out: video('1', { webpage_url: other, duration: 'long' }) });

    expect(await stage.source.load(LINK, NEVER)).toMatchObject({
      data: { info: { isStream: true, isSeekable: false } },
    });
    const info = { isStream: false, isSeekable: true, length: Number(2n ** 63n - 1n) };
    expect(await stage.source.load(other, NEVER)).toMatchObject({ data: { info } });
  });

  it('is a list when it turns out to be one', async () => {
    await using stage = await scene();
    const link = 'https://soundcloud.com/a';
    const track = { _type: 'url', id: '7', ie_key: 'Soundcloud', url: 'https://soundcloud.com/a/b', title: 'B' };
    await stage.fake.answer(link, { out: list('All of A', [track]) });

    expect(await stage.source.load(link, NEVER)).toMatchObject({
      loadType: 'playlist',
      data: { info: { name: 'All of A', selectedTrack: -1 }, tracks: [{ info: { title: 'B', sourceName: 'ytdlp' } }] },
    });
  });
});

describe('what yt-dlp says', () => {
  it('is cut, freed of what cannot be seen, and never another address than of the web', async () => {
    await using stage = await scene();
    const title = `a\u0000b\nc\u202Ed ${'x'.repeat(400)}`;
    const out = video(ID, {
      title,
      uploader: 7,
      channel: '\u001b[31mRed',
      duration: -1,
      thumbnail: 'javascript:alert(1)',
    });
    await stage.fake.answer(LINK, { out });

    const result = await stage.source.load(LINK, NEVER);

    if (result?.loadType !== 'track') throw new Error('no track');
    const { info } = result.data;
    expect(info.title).toMatch(/^a b c d x+$/);
    expect(info.title.length).toBeLessThanOrEqual(300);
    expect(info).toMatchObject({ author: '[31mRed', artworkUrl: null, length: Number(2n ** 63n - 1n) });
  });

  it('may have letters of several bytes, wherever the output is cut', async () => {
    await using stage = await scene();
    const out = JSON.stringify(video(ID, { title: 'Für Elise 🎹' }));
    const cutAt = Buffer.from(out.slice(0, out.indexOf('🎹'))).length + 2;
    await stage.fake.answer(LINK, { out, cutAt });

    expect(await stage.source.load(LINK, NEVER)).toMatchObject({ data: { info: { title: 'Für Elise 🎹' } } });
  });

  it.for([
    ['http://10.0.0.1/a', 'Only public addresses can be loaded.'],
    ['http://169.254.169.254/latest', 'Only public addresses can be loaded.'],
    ['http://[::ffff:127.0.0.1]/a', 'Only public addresses can be loaded.'],
    ['http://2130706433/a', 'Only public addresses can be loaded.'],
    ['file:///etc/passwd', 'The track could not be read; yt-dlp may need an update.'],
    ['data:audio/wav;base64,AA', 'The track could not be read; yt-dlp may need an update.'],
    ['https://user:secret@example.com/a', 'The track could not be read; yt-dlp may need an update.'],
  ])('is refused when the sound is at %s', async ([url, message]) => {
    await using stage = await scene();
    await stage.fake.answer(LINK, { out: video(ID, { url }) });

    await expect(stage.source.load(LINK, NEVER)).rejects.toThrow(message);
  });

  it.for([['{"_type":'], ['[1]'], ['"text"'], ['{"_type":"video"}']])('is refused when it is %s', async ([out]) => {
    await using stage = await scene();
    await stage.fake.answer(LINK, { out });

    await expect(stage.source.load(LINK, NEVER)).rejects.toMatchObject({ cause: { kind: 'broken' } });
  });
});

describe('a search', () => {
  it('finds what the site lists, without looking it up one by one', async () => {
    await using stage = await scene();
    const channel = {
      _type: 'url',
      id: 'UC1',
      ie_key: 'YoutubeTab',
      url: 'https://www.youtube.com/channel/UC1',
      title: 'C',
    };
    await stage.fake.answer('ytsearch10:never gonna', { out: list('never gonna', [entry(ID), channel, null]) });

    const result = await stage.source.load('ytsearch:never gonna', NEVER);

    expect(result).toMatchObject({ loadType: 'search', data: [{ info: { identifier: ID, length: 212_400 } }] });
    expect(await stage.fake.calls()).toHaveLength(1);
  });

  it('asks SoundCloud, and YouTube Music by the address of its search', async () => {
    await using stage = await scene();
    await stage.fake.answer('*', { out: list('x', []) });

    expect(await stage.source.load('scsearch:a b', NEVER)).toEqual({ loadType: 'empty', data: null });
    expect(await stage.source.load('ytmsearch:a & b#c', NEVER)).toEqual({ loadType: 'empty', data: null });

    const asked = (await stage.fake.calls()).map(({ argv }) => argv.at(-1));
    expect(asked).toEqual(['scsearch10:a b', 'https://music.youtube.com/search?q=a%20%26%20b%23c#songs']);
  });

  it('that failed is a failure, though the program prints a list', async () => {
    await using stage = await scene();
    const err = 'ERROR: query "x" page 1: HTTP Error 403: Forbidden';
    await stage.fake.answer('*', { out: list('x', [null]), exit: 1, err });

    await expect(stage.source.load('ytsearch:x', NEVER)).rejects.toMatchObject({ cause: { kind: 'forbidden' } });
  });

  it('for nothing asks nobody', async () => {
    await using stage = await scene();

    expect(await stage.source.load('ytsearch: ', NEVER)).toEqual({ loadType: 'empty', data: null });
    expect(await stage.fake.calls()).toEqual([]);
  });
});

describe('a list', () => {
  const link = `https://www.youtube.com/watch?v=abcdefghij2&list=PL1`;

  it('is loaded flat, knows the song that its link names, and keeps what could be read', async () => {
    await using stage = await scene();
    const entries = [entry('abcdefghij1'), entry('abcdefghij2'), null, entry('short'), { _type: 'url', url: 'data:x' }];
    await stage.fake.answer(link, { out: list('Mine', entries), exit: 1, err: 'ERROR: one is private video' });

    const result = await stage.source.load(link, NEVER);

    if (result?.loadType !== 'playlist') throw new Error('no list');
    expect(result.data.info).toEqual({ name: 'Mine', selectedTrack: 1 });
    expect(result.data.tracks.map(({ info }) => info.identifier).slice(0, 2)).toEqual(['abcdefghij1', 'abcdefghij2']);
    expect(await stage.fake.calls()).toHaveLength(1);
  });

  it('is cut at the most that are wanted, and says of how many', async () => {
    await using stage = await scene({ maxListTracks: 500 });
    const entries = Array.from({ length: 100_000 }, (_, i) =>
      entry(`v${String(i).padStart(10, '0')}`, { thumbnail: null }),
    );
    await stage.fake.answer(link, { out: { ...list('Huge', entries), playlist_count: 250_000 } });

    const result = await stage.source.load(link, NEVER);

    if (result?.loadType !== 'playlist') throw new Error('no list');
    expect(result.data.tracks).toHaveLength(500);
    expect(result.data.pluginInfo).toEqual({ totalTracks: 250_000 });
    expect((await stage.fake.calls())[0]?.argv).toContain('1:500');
  });
});

describe('opening a track', () => {
  const info = {
    identifier: ID,
    isSeekable: true,
    author: 'x',
    length: 1_000,
    isStream: false,
    position: 0,
    title: 'x',
    uri: LINK,
    sourceName: 'youtube',
    artworkUrl: null,
    isrc: null,
  };

  it('looks it up, and not again while the link to its sound holds', async () => {
    await using stage = await scene();
    const expire = Math.floor(Date.now() / 1_000) + 3_600;
    await stage.fake.answer(LINK, { out: video(ID, { url: `https://r1.googlevideo.com/v?expire=${expire}` }) });

    await stage.source.open(info, NEVER);
    await stage.source.open(info, NEVER);

    expect(stage.source.opened(info)).toMatchObject({ lengthMs: 212_400, url: expect.stringContaining('expire') });
    expect(await stage.fake.calls()).toHaveLength(1);
  });

  it('looks it up again when the link is about to end', async () => {
    await using stage = await scene();
    const expire = Math.floor(Date.now() / 1_000) + 60;
    await stage.fake.answer(LINK, { out: video(ID, { url: `https://r1.googlevideo.com/v?expire=${expire}` }) });

    await stage.source.open(info, NEVER);
    await stage.source.open(info, NEVER);

    expect(await stage.fake.calls()).toHaveLength(2);
  });

  it('asks nobody after the track was loaded by its link', async () => {
    await using stage = await scene();
    await stage.fake.answer(LINK, { out: video(ID) });

    await stage.source.load(`https://youtu.be/${ID}?t=5`, NEVER).catch(() => undefined);
    await stage.source.load(LINK, NEVER);
    const before = (await stage.fake.calls()).length;
    await stage.source.open(info, NEVER);

    expect(await stage.fake.calls()).toHaveLength(before);
  });

  it('plays what another Lavalink has found on SoundCloud, by its page', async () => {
    await using stage = await scene();
    const uri = 'https://soundcloud.com/a/b';
    await stage.fake.answer(uri, { out: video('7', { webpage_url: uri }) });

    await stage.source.open({ ...info, sourceName: 'soundcloud', identifier: 'O:https://x', uri }, NEVER);

    expect((await stage.fake.calls())[0]?.argv.at(-1)).toBe(uri);
  });

  it.for([
    [{ identifier: '--exec=reboot' }],
    [{ sourceName: 'ytdlp', identifier: 'https://10.0.0.1/a' }],
    [{ sourceName: 'ytdlp', identifier: 'ytsearch:x' }],
    [{ sourceName: 'vimeo', uri: 'https://evil.example/vimeo.com' }],
    [{ sourceName: 'vimeo', uri: 'file:///etc/passwd' }],
  ])('refuses what somebody wrote into an encoded track: %j', async ([wrong]) => {
    await using stage = await scene();

    await expect(stage.source.open({ ...info, ...wrong }, NEVER)).rejects.toThrow('a place that is not allowed');
    expect(await stage.fake.calls()).toEqual([]);
  });
});
