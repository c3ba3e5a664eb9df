import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Track } from '@reprise/protocol';
import fc from 'fast-check';
import { Filters } from '../../src/filters/filters.ts';
import type { QueueTrackSnapshot } from '../../src/queue/queue-snapshot.ts';
import type { PlayableSnapshot, PlayerSnapshot, PoolSnapshot } from '../../src/snapshot/pool-snapshot.ts';

export function playable(name: string, more: Partial<Track> = {}): PlayableSnapshot {
  const info = {
    identifier: name,
    isSeekable: true,
    author: `Author of ${name}`,
    length: 180_000,
    isStream: false,
    position: 0,
    title: `Title of ${name}`,
    uri: `https://example.org/${name}`,
    artworkUrl: null,
    isrc: null,
    sourceName: 'demo',
  };
  const track = { encoded: `encoded ${name}`, info, pluginInfo: {}, userData: { requesterId: '1' }, ...more };
  return { kind: 'playable', track, recommended: false };
}

export function unresolved(title: string): QueueTrackSnapshot {
  const track = { title, author: '', uri: null, length: 0, artwork: null, isrc: null, userData: {} };
  return { kind: 'unresolved', track, recommended: false };
}

export function playerSnapshot(more: Partial<PlayerSnapshot> = {}): PlayerSnapshot {
  return {
    guildId: '817327181659111454',
    node: 'Main',
    voiceChannelId: '817327181659111455',
    selfDeaf: true,
    selfMute: false,
    volume: 80,
    paused: false,
    filters: new Filters().timescale({ speed: 1.25 }).plugin('echo', { delay: 1 }).toJSON(),
    playing: { track: playable('now'), playingId: 'p-1', positionMs: 61_234.5, endMs: 170_000 },
    queue: {
      mode: 'queue',
      tracks: [playable('next'), unresolved('Something'), playable('now')],
      history: [playable('now'), { ...playable('before'), recommended: true }],
    },
    autoplay: 'enabled',
    data: { textChannelId: '5', deep: { list: [1, null, 'x', true, {}] } },
    ...more,
  };
}

export function poolSnapshot(more: Partial<PoolSnapshot> = {}): PoolSnapshot {
  return {
    version: 1,
    savedAt: 1_800_000_000_000,
    userId: '170939974227591168',
    sessions: { Main: 'xtaug914v9k5032f', Backup: 'ut7jmm83' },
    players: [playerSnapshot()],
    ...more,
  };
}

/** The JSON in a snapshot. */
export function bodyOf(bytes: Uint8Array): string {
  return inflateRawSync(bytes.subarray(20)).toString('utf8');
}

/** A snapshot that says it is whole, around any body. */
export function forged(body: string | Uint8Array, version = 1): Uint8Array {
  return sealed(deflateRawSync(body, { level: 0 }), version);
}

/** As {@link forged}, around what should be a deflated body. */
export function sealed(deflated: Uint8Array, version = 1): Uint8Array {
  const bytes = Buffer.alloc(20 + deflated.length);
  bytes.write('REPRISEP', 'latin1');
  bytes.writeUInt32BE(version, 8);
  bytes.writeUInt32BE(deflated.length, 16);
  bytes.set(deflated, 20);
  bytes.writeUInt32BE(crc32(bytes.subarray(16), crc32(bytes.subarray(8, 12))), 12);
  return bytes;
}

/** JSON can read -0, but never writes it. */
function withoutMinusZero(json: string): unknown {
  return JSON.parse(JSON.stringify(JSON.parse(json)));
}

/** Notes as a bot or a plugin may have them. */
const notes = fc.dictionary(
  fc
    .oneof(fc.string(), fc.constantFrom('constructor', 'toString', 'hasOwnProperty', 'length'))
    .filter((key) => key !== '__proto__'),
  fc
    .json({ maxDepth: 3 })
    .filter((json) => !json.includes('__proto__'))
    .map(withoutMinusZero),
  { maxKeys: 4 },
);
const snowflake = fc.bigInt({ min: 1n, max: 2n ** 64n - 1n }).map(String);
const text = fc.string({ unit: 'binary', maxLength: 20 });
const optionalText = fc.option(text);
const time = fc.double({ min: 0, max: 1e9, noNaN: true });

const track = fc.record({
  encoded: fc.constantFrom('a', 'b', 'c', 'd'),
  info: fc.record({
    identifier: text,
    isSeekable: fc.boolean(),
    author: text,
    length: fc.constantFrom(0, 180_000, 2 ** 63),
    isStream: fc.boolean(),
    position: fc.constantFrom(0, 5),
    title: text,
    uri: optionalText,
    artworkUrl: optionalText,
    isrc: optionalText,
    sourceName: text,
  }),
  pluginInfo: notes,
  userData: notes,
});
const playableTrack = fc.record({ kind: fc.constant('playable' as const), track, recommended: fc.boolean() });
const unresolvedTrack = fc.record({
  kind: fc.constant('unresolved' as const),
  track: fc.record({
    title: fc.string({ minLength: 1 }),
    author: text,
    uri: optionalText,
    length: time,
    artwork: optionalText,
    isrc: optionalText,
    userData: notes,
  }),
  recommended: fc.boolean(),
});
const queueTracks = fc.array(fc.oneof(playableTrack, unresolvedTrack), { maxLength: 5 });
const playing = fc.record(
  { track: playableTrack, playingId: text, positionMs: time, endMs: time },
  { requiredKeys: ['track', 'playingId', 'positionMs'] },
);
const filters = fc
  .record({
    volume: fc.double({ min: 0, max: 5, noNaN: true }),
    speed: fc.double({ min: 0.5, max: 2, noNaN: true }),
    rotation: fc.boolean(),
  })
  .map(({ volume, speed, rotation }) => {
    const made = new Filters().volume(volume).timescale({ speed });
    return (rotation ? made.rotation({ rotationHz: 0.2 }) : made).toJSON();
  });
const player = fc.record(
  {
    guildId: snowflake,
    node: optionalText,
    voiceChannelId: fc.option(snowflake),
    selfDeaf: fc.boolean(),
    selfMute: fc.boolean(),
    volume: fc.nat(1_000),
    paused: fc.boolean(),
    filters: fc.oneof(fc.constant({}), filters),
    playing,
    queue: fc.record({ mode: fc.constantFrom('off', 'track', 'queue'), tracks: queueTracks, history: queueTracks }),
    autoplay: fc.constantFrom('enabled', 'partial', 'disabled'),
    data: notes,
  },
  {
    requiredKeys: [
      'guildId',
      'node',
      'voiceChannelId',
      'selfDeaf',
      'selfMute',
      'volume',
      'paused',
      'filters',
      'queue',
      'autoplay',
      'data',
    ],
  },
);

/** Any snapshot that a pool can take. */
export const anySnapshot: fc.Arbitrary<PoolSnapshot> = fc.record({
  version: fc.constant(1 as const),
  savedAt: fc.nat(),
  userId: snowflake,
  sessions: fc
    .dictionary(fc.oneof(text, fc.constantFrom('constructor', 'toString')), text)
    .filter((sessions) => !Object.hasOwn(sessions, '__proto__')),
  players: fc.uniqueArray(player, { maxLength: 4, selector: ({ guildId }) => guildId }),
});
