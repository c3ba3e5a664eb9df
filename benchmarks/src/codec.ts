import { decodeTrack, encodeTrack } from '@reprise/protocol';
import type { Bench } from './bench.ts';
import { operationsPerSecond } from './measure.ts';

const BATCH = 10_000;

export const codec: Bench = {
  name: 'codec',
  title: 'Encoded tracks',
  goals: [{ case: 'a track of about 200 bytes', subject: 'decodeTrack', atLeast: 300, dependsOnMachine: true }],
  run({ quick }) {
    const track = {
      version: 3,
      title: 'Ludwig van Beethoven: Symphony No. 9, Ode to Joy',
      author: 'Philharmonic',
      length: 1_452_000,
      identifier: 'dQw4w9WgXcQ',
      isStream: false,
      uri: 'https://www.youtube.com/watch?v=dQw4w9WgXcQ',
      artworkUrl: 'https://i.ytimg.com/vi/dQw4w9WgXcQ/maxresdefault.jpg',
      isrc: null,
      sourceName: 'youtube',
      sourceDetails: new Uint8Array(),
      position: 0,
    } as const;
    const encoded = encodeTrack(track);
    const rates = operationsPerSecond(
      new Map([
        ['decodeTrack', () => repeat(() => decodeTrack(encoded))],
        ['encodeTrack', () => repeat(() => encodeTrack(track))],
      ]),
      quick ? 3 : 7,
    );
    return Array.from(rates, ([subject, value]) => ({
      bench: 'codec',
      case: 'a track of about 200 bytes',
      subject,
      value: value / 1_000,
      unit: 'k/s',
    }));
  },
};

function repeat(action: () => unknown): number {
  for (let i = 0; i < BATCH; i += 1) action();
  return BATCH;
}
