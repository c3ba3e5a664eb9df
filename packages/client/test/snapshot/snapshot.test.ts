import { randomBytes } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SnapshotDamagedError, SnapshotNewerError } from '../../src/errors/snapshot-errors.ts';
import { Queue } from '../../src/queue/queue.ts';
import type { PoolSnapshot } from '../../src/snapshot/pool-snapshot.ts';
import { decodeSnapshot, encodeSnapshot } from '../../src/snapshot/snapshot.ts';
import { anySnapshot, bodyOf, forged, playable, playerSnapshot, poolSnapshot, sealed } from './fixtures.ts';

describe('a snapshot of a pool', () => {
  it('comes back as it was', () => {
    expect(decodeSnapshot(encodeSnapshot(poolSnapshot()))).toEqual(poolSnapshot());
    const quiet = poolSnapshot({ sessions: {}, players: [] });
    expect(decodeSnapshot(encodeSnapshot(quiet))).toEqual(quiet);
  });

  it('comes back as it was, whatever is in it', () => {
    fc.assert(
      fc.property(anySnapshot, (snapshot) => {
        expect(decodeSnapshot(encodeSnapshot(snapshot))).toEqual(snapshot);
      }),
      { numRuns: 200 },
    );
  });

  it('holds the queue that a queue says it is', () => {
    const { queue } = playerSnapshot();
    const [back] = decodeSnapshot(encodeSnapshot(poolSnapshot())).players;
    expect(back && Queue.from(back.queue).toJSON()).toEqual(Queue.from(queue).toJSON());
  });

  it('has a track that stands in it many times only once', () => {
    const long = poolSnapshot({
      players: Array.from({ length: 50 }, (_, i) =>
        playerSnapshot({ guildId: String(i + 1), queue: { mode: 'off', tracks: [playable('same')], history: [] } }),
      ),
    });
    const bytes = encodeSnapshot(long);
    expect(bodyOf(bytes).match(/encoded same/g)).toHaveLength(1);
    expect(decodeSnapshot(bytes)).toEqual(long);
  });

  it('tells apart what two nodes say of one track', () => {
    const here = playable('same', { pluginInfo: { albumName: 'One' } });
    const there = playable('same', { pluginInfo: { albumName: 'Two' } });
    const snapshot = poolSnapshot({
      players: [playerSnapshot({ queue: { mode: 'off', tracks: [here, there, here], history: [] } })],
    });
    expect(decodeSnapshot(encodeSnapshot(snapshot))).toEqual(snapshot);
  });

  it('is deflated', () => {
    const bytes = encodeSnapshot(poolSnapshot());
    expect(bytes.length).toBeLessThan(Buffer.byteLength(bodyOf(bytes)) / 2);
  });

  it('has names of nodes for keys and no others', () => {
    const { sessions } = decodeSnapshot(encodeSnapshot(poolSnapshot()));
    expect([sessions.Main, sessions.constructor, Object.getPrototypeOf(sessions)]).toEqual([
      'xtaug914v9k5032f',
      undefined,
      null,
    ]);
    const odd = decodeSnapshot(
      forged(bodyOf(encodeSnapshot(poolSnapshot())).replace('"Main","xtaug914v9k5032f"', '"__proto__","id"')),
    );
    expect(Object.entries(odd.sessions)).toEqual([
      ['__proto__', 'id'],
      ['Backup', 'ut7jmm83'],
    ]);
  });

  it('leaves out of the notes what JSON does, and notes that are no JSON at all', () => {
    const circular: Record<string, unknown> = { name: 'me' };
    circular.self = circular;
    const wide: Record<string, unknown> = {};
    for (const key of 'abcdefgh') wide[key] = wide;
    let deep: unknown = 'bottom';
    for (let i = 0; i < 100_000; i += 1) deep = { deep };
    class Member {
      readonly id = '5';
      toJSON(): object {
        return { id: this.id };
      }
    }
    const kept = (data: Record<string, unknown>): unknown =>
      decodeSnapshot(encodeSnapshot(poolSnapshot({ players: [playerSnapshot({ data })] }))).players[0]?.data;
    expect(kept({ a: 1, f: () => 1, u: undefined, n: Number.NaN, member: new Member(), at: new Date(0) })).toEqual({
      a: 1,
      n: null,
      member: { id: '5' },
      at: '1970-01-01T00:00:00.000Z',
    });
    expect([
      kept(circular),
      kept(wide),
      kept({ deep }),
      kept({ big: 5n }),
      kept({ many: Array(20_000).fill(0) }),
    ]).toEqual([{}, {}, {}, {}, {}]);
    expect(kept(JSON.parse('{"__proto__":{"admin":true},"a":[{"__proto__":1}]}'))).toEqual({ a: [{}] });
  });

  it('does not trust what nodes say of a track beyond what was looked at when it was loaded', () => {
    const odd = playable('odd');
    const info = { ...odd.track.info };
    // What other servers than Lavalink send.
    Object.assign(info, { isSeekable: 1, position: '0', artworkUrl: undefined, isrc: 7 });
    const queue = { mode: 'off' as const, tracks: [{ ...odd, track: { ...odd.track, info } }], history: [] };
    const [back] = decodeSnapshot(encodeSnapshot(poolSnapshot({ players: [playerSnapshot({ queue })] }))).players;
    expect(back?.queue.tracks[0]?.track).toMatchObject({
      info: { isSeekable: false, position: 0, artworkUrl: null, isrc: null, title: 'Title of odd' },
    });
  });

  it('is refused when it is made, not when it is needed', () => {
    const encode = (more: Parameters<typeof playerSnapshot>[0]) => () =>
      encodeSnapshot(poolSnapshot({ players: [playerSnapshot(more)] }));
    expect(encode({ volume: Number.NaN })).toThrow(
      new TypeError('This is no snapshot: its part "players.volume" is wrong.'),
    );
    expect(encode({ guildId: 'Guild' })).toThrow(TypeError);
    expect(() => encodeSnapshot(poolSnapshot({ players: [playerSnapshot(), playerSnapshot()] }))).toThrow(
      /a guild is there twice/,
    );
  });
});

describe('bytes that are no snapshot', () => {
  const whole = encodeSnapshot(poolSnapshot());
  const body = bodyOf(whole);
  const changed = (from: string, to: string): Uint8Array => {
    expect(body).toContain(from);
    return forged(body.replaceAll(from, to));
  };

  it.each<[string, () => Uint8Array, string]>([
    ['empty', () => new Uint8Array(), 'it is shorter than its header'],
    ['cut short', () => whole.subarray(0, -1), 'its length is not what it says'],
    ['only a header', () => whole.subarray(0, 20), 'its length is not what it says'],
    ['too long', () => Buffer.concat([whole, Buffer.from([0])]), 'its length is not what it says'],
    [
      'a snapshot of the cache',
      () => Buffer.concat([Buffer.from('REPRISEC'), whole.subarray(8)]),
      'it does not start like a snapshot',
    ],
    ['of version 0', () => forged(body, 0), 'its version is 0'],
    ['not deflated', () => sealed(Buffer.from(body)), 'its body is not deflated JSON'],
    ['not JSON', () => forged(body.slice(1)), 'its body is not deflated JSON'],
    ['half a JSON', () => forged(body.slice(0, 500)), 'its body is not deflated JSON'],
    ['nothing', () => forged('null'), 'its part "content" is wrong'],
    ['a list', () => forged('[]'), 'its part "content" is wrong'],
  ])('because it is %s are refused', (_what, bytes, reason) => {
    expect(() => decodeSnapshot(bytes())).toThrow(new SnapshotDamagedError(reason));
  });

  it.each<[string, string, string]>([
    ['savedAt', '"savedAt":1800000000000', '"savedAt":-1'],
    ['userId', '"userId":"170939974227591168"', '"userId":"me"'],
    ['sessions', '"ut7jmm83"', '5'],
    ['players.guildId', '"guildId":"817327181659111454"', '"guildId":"../../sessions"'],
    ['players.node', '"node":"Main"', '"node":5'],
    ['players.voiceChannelId', '"voiceChannelId":"817327181659111455"', '"voiceChannelId":""'],
    ['players.selfDeaf', '"selfDeaf":true', '"selfDeaf":1'],
    ['players.selfMute', '"selfMute":false', '"selfMute":null'],
    ['players.volume', '"volume":80', '"volume":1001'],
    ['players.volume', '"volume":80', '"volume":80.5'],
    ['players.paused', '"paused":false', '"paused":"no"'],
    ['players.filters', '"speed":1.25', '"speed":0'],
    ['players.filters', '"speed":1.25', '"tempo":1.25'],
    ['players.filters', '"timescale":{', '"equalizer":[1],"timescale":{'],
    ['players.playing', '"playing":{', '"playing":[],"x":{'],
    [
      'players.playing.track',
      '"track":[0,',
      '"track":[{"title":"T","author":"","uri":null,"length":0,"artwork":null,"isrc":null},',
    ],
    ['players.playing.playingId', '"p-1"', 'null'],
    ['players.playing.positionMs', '61234.5', '-1'],
    ['players.playing.endMs', '170000', '"170000"'],
    ['players.queue.mode', '"mode":"queue"', '"mode":"loop"'],
    ['players.queue.tracks', '"tracks":[[1,', '"tracks":[[99,'],
    ['players.queue.tracks', '"tracks":[[1,', '"tracks":[[-1,'],
    ['players.queue.tracks', '"title":"Something"', '"title":""'],
    ['players.queue.history', '"history":[[0,', '"history":[[0.5,'],
    ['players.autoplay', '"autoplay":"enabled"', '"autoplay":"on"'],
    ['players.data', '"data":{', '"data":{"__proto__":{},'],
    ['tracks.encoded', '"encoded now"', '7'],
    ['tracks.title', '"title":"Title of now"', '"name":"Title of now"'],
    ['tracks.length', '"length":180000', '"length":"180000"'],
    ['tracks.uri', '"uri":"https://example.org/now"', '"uri":{}'],
  ])('because their %s is wrong are refused as a whole', (part, from, to) => {
    expect(() => decodeSnapshot(changed(from, to))).toThrow(
      new SnapshotDamagedError(`its part ${JSON.stringify(part)} is wrong`),
    );
  });

  it('because notes are nested too deep are refused', () => {
    const deep = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`;
    expect(() => decodeSnapshot(changed('"data":{', `"data":{"pit":${deep},`))).toThrow(SnapshotDamagedError);
  });

  it('because they would fill all memory are refused', () => {
    const bomb = deflateRawSync(Buffer.alloc(257 * 1_024 * 1_024), { level: 1 });
    expect(bomb.length).toBeLessThan(2_000_000);
    expect(() => decodeSnapshot(sealed(bomb))).toThrow(SnapshotDamagedError);
  });

  it('because they are not bytes are refused', () => {
    // @ts-expect-error what an empty store may answer
    expect(() => decodeSnapshot(undefined)).toThrow(new SnapshotDamagedError('it is not a Uint8Array'));
  });

  it('but of a later release are told apart, with both versions', () => {
    const later = forged(randomBytes(40), 2);
    expect(() => decodeSnapshot(later)).toThrow(SnapshotNewerError);
    expect(() => decodeSnapshot(later)).toThrow(
      expect.objectContaining({ code: 'SNAPSHOT_NEWER', version: 2, supportedVersion: 1 }),
    );
    expect(() => decodeSnapshot(later.subarray(0, -1))).toThrow(SnapshotDamagedError);
  });

  it('because of any one bit are refused as damaged, also where it makes a later version of them', () => {
    for (let bit = 0; bit < whole.length * 8; bit += 1) {
      const flipped = Uint8Array.from(whole);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => decodeSnapshot(flipped)).toThrow(SnapshotDamagedError);
    }
  });

  it('are refused or restored within moments, for 20,000 changed ones', () => {
    const value = fc.oneof(
      fc.json({ maxDepth: 2 }),
      fc.constantFrom('1e999', '-0', '[]', '"', '}', '{"__proto__":{}}', ''),
    );
    const counts = { restored: 0, refused: 0 };
    let spentMs = 0;
    const decode = (bytes: Uint8Array): PoolSnapshot => {
      const startedAt = performance.now();
      try {
        return decodeSnapshot(bytes);
      } finally {
        spentMs += performance.now() - startedAt;
      }
    };
    const outcome = (bytes: Uint8Array): void => {
      try {
        const snapshot = decode(bytes);
        const again = encodeSnapshot(snapshot);
        expect(bodyOf(encodeSnapshot(decodeSnapshot(again)))).toBe(bodyOf(again));
        counts.restored += 1;
      } catch (error) {
        if (!(error instanceof SnapshotDamagedError || error instanceof SnapshotNewerError)) throw error;
        counts.refused += 1;
      }
    };
    fc.assert(
      fc.property(fc.nat(body.length), fc.nat(12), value, (at, length, put) => {
        outcome(forged(body.slice(0, at) + put + body.slice(at + length)));
      }),
      { numRuns: 8_000 },
    );
    const values = [...body.matchAll(/(?<=[:[,])(?:"[^"]*"|[\d.]+|true|false|null)/g)];
    fc.assert(
      fc.property(fc.nat(values.length - 1), fc.json({ maxDepth: 1 }), (i, put) => {
        const { index = 0, 0: old = '' } = values[i] ?? {};
        outcome(forged(body.slice(0, index) + put + body.slice(index + old.length)));
      }),
      { numRuns: 8_000 },
    );
    fc.assert(
      fc.property(fc.nat(whole.length), fc.nat(40), fc.uint8Array({ maxLength: 40 }), (at, length, put) => {
        outcome(Buffer.concat([whole.subarray(0, at), put, whole.subarray(at + length)]));
      }),
      { numRuns: 4_000 },
    );
    expect(counts.restored + counts.refused).toBe(20_000);
    expect(Math.min(counts.restored, counts.refused)).toBeGreaterThan(100);
    expect(spentMs / 20_000).toBeLessThan(1);
  }, 60_000);
});
