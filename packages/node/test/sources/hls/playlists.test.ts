import { describe, expect, it } from 'vitest';
import { isHls } from '../../../src/sources/hls/hls-stream.ts';
import { audioPlaylist } from '../../../src/sources/hls/master-playlist.ts';
import { readMediaPlaylist } from '../../../src/sources/hls/media-playlist.ts';

const BASE = 'https://site.example/a/list.m3u8?token=1';

describe('the way to hear a stream by', () => {
  it.for([
    [
      'the sound that lies apart, of the best quality',
      '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="low",NAME="en",DEFAULT=YES,URI="low.m3u8"',
      '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="high",NAME="fr, or so",URI="high-fr.m3u8"',
      '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="high",NAME="en",DEFAULT=YES,URI="high-en.m3u8"',
      '#EXT-X-STREAM-INF:BANDWIDTH=500000,CODECS="avc1.4d,mp4a.40.2",AUDIO="low"',
      'one.m3u8',
      '#EXT-X-STREAM-INF:BANDWIDTH=900000,CODECS="avc1.4d,mp4a.40.2",AUDIO="high"',
      'two.m3u8',
      'high-en.m3u8',
    ],
    [
      'sound alone, the best of it',
      '#EXT-X-STREAM-INF:BANDWIDTH=3000000,RESOLUTION=1280x720,CODECS="avc1.4D401F,mp4a.40.2"',
      'film.m3u8',
      '#EXT-X-STREAM-INF:BANDWIDTH=64000,CODECS="mp4a.40.5"',
      'little.m3u8',
      '#EXT-X-STREAM-INF:BANDWIDTH=160000,CODECS="mp4a.40.2",VIDEO="audio_only"',
      '../audio_only.m3u8',
      '../audio_only.m3u8',
    ],
    [
      'the film with the least to read, where there is no sound alone',
      '#EXT-X-STREAM-INF:BANDWIDTH=3000000,RESOLUTION=1280x720',
      'large.m3u8',
      '#EXT-X-STREAM-INF:BANDWIDTH=500000,RESOLUTION=640x360',
      'small.m3u8',
      '#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1000,URI="pictures.m3u8"',
      'small.m3u8',
    ],
    [
      'the film, whose own sound is the usual one of its group',
      '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="original",DEFAULT=YES',
      '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="dubbed",URI="dubbed.m3u8"',
      '#EXT-X-STREAM-INF:BANDWIDTH=500000,RESOLUTION=640x360,AUDIO="a"',
      'film.m3u8',
      'film.m3u8',
    ],
  ])('is %s', ([, ...lines]) => {
    const expected = lines.pop() ?? '';
    const text = `#EXTM3U\r\n${lines.join('\r\n')}\r\n`;
    expect(audioPlaylist(text, BASE)).toBe(new URL(expected, BASE).href);
    expect(isHls(text)).toBe(true);
  });

  it('is the list itself when it names parts', () => {
    expect(audioPlaylist('#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\na.ts\n', BASE)).toBeUndefined();
  });
});

describe('a list of parts', () => {
  const read = (...lines: string[]) => readMediaPlaylist(`#EXTM3U\n${lines.join('\n')}\n`, BASE);

  it('counts them from where it begins, leaves gaps out, and says whether it is whole', () => {
    const lines = ['#EXT-X-TARGETDURATION:5', '#EXT-X-MEDIA-SEQUENCE:7', '#EXTINF:4.5,Title', 'a.ts?x=1'];
    const list = read(
      ...lines,
      '#EXTINF:5',
      '#EXT-X-GAP',
      'b.ts',
      '# a comment',
      '',
      '#EXTINF:3,',
      '//cdn.example/c.ts',
    );

    expect(list).toMatchObject({ targetMs: 5_000, isEnded: false });
    expect(list.segments.map(({ number, durationMs, url }) => [number, durationMs, url])).toEqual([
      [7, 4_500, 'https://site.example/a/a.ts?x=1'],
      [9, 3_000, 'https://cdn.example/c.ts'],
    ]);
    expect(read(...lines, '#EXT-X-ENDLIST').isEnded).toBe(true);
  });

  it('knows where a part of a file begins that does not say so: where the one before it ends', () => {
    const parts = ['#EXTINF:1', '#EXT-X-BYTERANGE:100@50', 'f.mp4', '#EXTINF:1', '#EXT-X-BYTERANGE:30', 'f.mp4'];
    const { segments } = read('#EXT-X-MAP:URI="f.mp4",BYTERANGE="50@0"', ...parts, '#EXTINF:1', 'g.mp4');

    expect(segments.map(({ range }) => range)).toEqual([
      { start: 50, length: 100 },
      { start: 150, length: 30 },
      undefined,
    ]);
    expect(segments[2]?.map).toMatchObject({ url: 'https://site.example/a/f.mp4', range: { start: 0, length: 50 } });
  });

  it('tells the key of each part, and the number as what it begins with where nothing else is told', () => {
    const key = '#EXT-X-KEY:METHOD=AES-128,URI="k,1"';
    const parts = ['#EXTINF:1', 'a', `${key},IV=0x0A`, '#EXTINF:1', 'b', '#EXT-X-KEY:METHOD=NONE', '#EXTINF:1', 'c'];
    const { segments } = read('#EXT-X-MEDIA-SEQUENCE:258', key, ...parts);

    const ivs = segments.map((segment) => segment.key && Buffer.from(segment.key.iv).toString('hex'));
    expect(ivs).toEqual(['00000000000000000000000000000102', '0000000000000000000000000000000a', undefined]);
    expect(segments[0]?.key?.url).toBe('https://site.example/a/k,1');
  });

  it.for([
    ['protected', '#EXT-X-KEY:METHOD=SAMPLE-AES,URI="skd://x",KEYFORMAT="com.apple.streamingkeydelivery"'],
    ['protected', '#EXT-X-KEY:METHOD=AES-128,URI="x",KEYFORMAT="urn:uuid:1"'],
    ['broken', '#EXTINF:1\nhttp://'],
    ['too many', '#EXTINF:1\na\n'.repeat(20_001)],
    ['too many', `#EXTINF:1\n${'a'.repeat(2_000)}\n`.repeat(10_000)],
    ['broken', '#EXT-X-BYTERANGE:0@0\n#EXTINF:1\na'],
  ] as const)('is refused as %s', ([word, lines]) => {
    expect(() => read(lines)).toThrow(word);
  });

  it('is read in no time, whatever stands in it', () => {
    const began = performance.now();
    for (const text of [
      'A'.repeat(2_000_000),
      '#EXT-X-KEY:'.padEnd(2_000_000, 'A='),
      `#EXT-X-MAP:${'A="'.repeat(600_000)}`,
      // Each of so many ways to hear it has to be matched with one of so many sounds.
      '#EXT-X-STREAM-INF:\na\n'.repeat(50_000) + '#EXT-X-MEDIA:TYPE=AUDIO\n'.repeat(43_000),
    ]) {
      try {
        readMediaPlaylist(text, BASE);
      } catch {
        // What is wrong with it does not matter here.
      }
      audioPlaylist(text.replace('KEY', 'MEDIA'), BASE);
    }
    expect(performance.now() - began).toBeLessThan(3_000);
  });
});
