import { type DecodedTrack, decodeTrack, encodeTrack, TrackDecodeError, UNKNOWN_LENGTH } from '@reprise/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

/** Written by Lavalink 4.2.2 for a local file. */
const LOCAL_WAV =
  'QAAAagMADVVua25vd24gdGl0bGUADlVua25vd24gYXJ0aXN0AAAAAAAAJxAAEy9zcnYvbXVzaWMvdG9uZS53YXYAAQATL3Nydi9tdXNpYy90b25lLndhdgAAAAVsb2NhbAADd2F2AAAAAAAAAAA=';
/** Written by Lavalink 4.2.2 for an HLS list, which it takes for a live stream. */
const STREAM =
  'QAAAiwMADVVua25vd24gdGl0bGUADlVua25vd24gYXJ0aXN0f/////////8AH2h0dHA6Ly8xMjcuMC4wLjE6Mzk3MTUvbGlzdC5tM3UBAQAfaHR0cDovLzEyNy4wLjAuMTozOTcxNS9saXN0Lm0zdQAAAARodHRwAA1tM3V8aGxzLW91dGVyAAAAAAAAAAA=';
/** The example of Lavalink's documents: version 2. */
const VERSION_2 =
  'QAAAjQIAJVJpY2sgQXN0bGV5IC0gTmV2ZXIgR29ubmEgR2l2ZSBZb3UgVXAADlJpY2tBc3RsZXlWRVZPAAAAAAADPCAAC2RRdzR3OVdnWGNRAAEAK2h0dHBzOi8vd3d3LnlvdXR1YmUuY29tL3dhdGNoP3Y9ZFF3NHc5V2dYY1EAB3lvdXR1YmUAAAAAAAAAAA==';

const utf16 = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 20 }).map((units) => String.fromCharCode(...units)),
);
const milliseconds = fc.oneof(fc.maxSafeInteger(), fc.constant(UNKNOWN_LENGTH));

const track: fc.Arbitrary<DecodedTrack> = fc.constantFrom(1, 2, 3).chain((version) =>
  fc.record({
    version: fc.constant(version),
    title: utf16,
    author: utf16,
    length: milliseconds,
    identifier: utf16,
    isStream: fc.boolean(),
    uri: version >= 2 ? fc.option(utf16) : fc.constant(null),
    artworkUrl: version >= 3 ? fc.option(utf16) : fc.constant(null),
    isrc: version >= 3 ? fc.option(utf16) : fc.constant(null),
    sourceName: utf16,
    sourceDetails: fc.uint8Array({ maxLength: 60 }),
    position: milliseconds,
  }),
);

function attempt(encoded: string): DecodedTrack | TrackDecodeError {
  try {
    return decodeTrack(encoded);
  } catch (error) {
    if (error instanceof TrackDecodeError) return error;
    throw error;
  }
}

describe('decodeTrack', () => {
  it('reads what a real Lavalink wrote, the details of the source included', () => {
    expect(decodeTrack(LOCAL_WAV)).toEqual({
      version: 3,
      title: 'Unknown title',
      author: 'Unknown artist',
      length: 10_000,
      identifier: '/srv/music/tone.wav',
      isStream: false,
      uri: '/srv/music/tone.wav',
      artworkUrl: null,
      isrc: null,
      sourceName: 'local',
      sourceDetails: new Uint8Array([0, 3, 0x77, 0x61, 0x76]),
      position: 0,
    });
  });

  it('reads the endless length of a stream and writes it again', () => {
    expect(decodeTrack(STREAM)).toMatchObject({ isStream: true, length: UNKNOWN_LENGTH });
    expect(encodeTrack(decodeTrack(STREAM))).toBe(STREAM);
  });

  it('reads version 2, which has no artwork', () => {
    const decoded = decodeTrack(VERSION_2);
    expect(decoded).toMatchObject({ version: 2, title: 'Rick Astley - Never Gonna Give You Up', artworkUrl: null });
    expect(encodeTrack(decoded)).toBe(VERSION_2);
  });

  it('keeps emoji, NUL and lone surrogates, which plain UTF-8 would lose', () => {
    const title = 'Für 🎵 \0 \ud800 東京';
    expect(decodeTrack(encodeTrack({ ...decodeTrack(LOCAL_WAV), title })).title).toBe(title);
  });

  it.each([
    ['no base64', '!!!!', 'base64'],
    ['base64 for URLs', 'QAAA-_==', 'base64'],
    ['base64 with spare bits', `${LOCAL_WAV.slice(0, -2)}B=`, 'base64'],
    ['nothing', '', 'truncated'],
    ['garbage', Buffer.from('hello world, this is no track').toString('base64'), 'size'],
    [
      'a track with a byte too many',
      Buffer.concat([Buffer.from(LOCAL_WAV, 'base64'), Buffer.of(0)]).toString('base64'),
      'size',
    ],
    ['a future version', withByte(4, 4), 'version'],
    ['an unknown flag', withByte(0, 0x80), 'version'],
    ['a text beyond the end', withByte(5, 0xff), 'truncated'],
    ['a stray continuation byte', withByte(7, 0x80), 'text'],
    ['a yes/no of 2', withByte(65, 2), 'value'],
  ])('refuses %s with a reason', (_name, encoded, reason) => {
    const result = attempt(encoded);
    expect(result).toBeInstanceOf(TrackDecodeError);
    expect(result).toMatchObject({ name: 'TrackDecodeError', code: 'TRACK_DECODE', reason });
  });

  it('gives a track or its own error for 100,000 mutated tracks, and every track it gives means just that text', () => {
    const seeds = [LOCAL_WAV, STREAM, VERSION_2].map((encoded) => Buffer.from(encoded, 'base64'));
    const random = mulberry32(20_261_121);
    let tracks = 0;
    for (let i = 0; i < 100_000; i++) {
      const encoded = mutate(seeds[i % seeds.length] ?? Buffer.alloc(0), random).toString('base64');
      const result = attempt(encoded);
      if (result instanceof TrackDecodeError) continue;
      tracks++;
      if (encodeTrack(result) !== encoded) expect(encodeTrack(result)).toBe(encoded);
    }
    // Most mutations hit a letter of a text, so both outcomes are many: the loop tests something.
    expect(tracks).toBeGreaterThan(10_000);
    expect(tracks).toBeLessThan(90_000);
  });
});

describe('encodeTrack', () => {
  it('is undone by decodeTrack for every track', () => {
    fc.assert(
      fc.property(track, (original) => {
        expect(decodeTrack(encodeTrack(original))).toEqual(original);
      }),
    );
  });

  it('gives the same bytes again for what decodeTrack read', () => {
    fc.assert(
      fc.property(track, (original) => {
        const encoded = encodeTrack(original);
        expect(encodeTrack(decodeTrack(encoded))).toBe(encoded);
      }),
    );
  });

  it('refuses a text that the layout has no room for', () => {
    expect(() => encodeTrack({ ...decodeTrack(LOCAL_WAV), title: '東'.repeat(21_846) })).toThrow(RangeError);
  });

  it('refuses half a millisecond', () => {
    expect(() => encodeTrack({ ...decodeTrack(LOCAL_WAV), position: 0.5 })).toThrow('position');
  });
});

function withByte(at: number, value: number): string {
  const bytes = Buffer.from(LOCAL_WAV, 'base64');
  bytes[at] = value;
  return bytes.toString('base64');
}

function mutate(seed: Buffer, random: () => number): Buffer {
  const bytes = Buffer.from(seed);
  const whole = (below: number): number => Math.floor(random() * below);
  for (let n = 1 + whole(3); n > 0; n--) bytes[whole(bytes.length)] = whole(256);
  if (random() < 0.2) {
    const cut = bytes.subarray(0, whole(bytes.length));
    // Half of the cut ones get a header that fits, so that the fields themselves are reached.
    if (cut.length > 4 && random() < 0.5) cut.writeUInt32BE(((1 << 30) | (cut.length - 4)) >>> 0, 0);
    return cut;
  }
  return bytes;
}

function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
