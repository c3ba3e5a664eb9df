import { seededRandom } from '../random/seeded-random.ts';

const DEPTH = 2_000;

/** Frames that no node should send: no JSON, JSON that is no message, messages with something missing or wrong. */
const BROKEN: readonly string[] = [
  '',
  ' ',
  'no JSON',
  '{',
  '"text"',
  '42',
  'null',
  '[]',
  '[{"op":"ready"}]',
  '{}',
  '{"op":5}',
  '{"op":"nonsense"}',
  '{"op":"__proto__"}',
  '{"op":"ready"}',
  '{"op":"ready","resumed":"yes","sessionId":7}',
  '{"op":"stats"}',
  '{"op":"stats","players":"many","cpu":null,"memory":[]}',
  '{"op":"playerUpdate"}',
  '{"op":"playerUpdate","guildId":5,"state":null}',
  '{"op":"playerUpdate","guildId":"5","state":{"position":"far"}}',
  '{"op":"playerUpdate","guildId":"__proto__","state":{"time":1,"position":1,"connected":true,"ping":1}}',
  '{"op":"event"}',
  '{"op":"event","type":"NoSuchEvent","guildId":"5"}',
  '{"op":"event","type":"TrackEndEvent","guildId":"5"}',
  '{"op":"event","type":"TrackEndEvent","guildId":"5","track":null,"reason":"bored"}',
  '{"op":"event","type":"TrackStartEvent","guildId":null,"track":{"encoded":1}}',
  '{"op":"event","type":"WebSocketClosedEvent","guildId":"5","code":"4014"}',
  '{"op":"event","type":"TrackExceptionEvent","guildId":"5","track":{},"exception":"no"}',
  '{"__proto__":{"op":"ready"}}',
  `{"op":"playerUpdate","guildId":${'['.repeat(DEPTH)}${']'.repeat(DEPTH)}}`,
];

/**
 * So many frames that no node should send, the same ones for the same seed. Some are binary, some a good message with a few
 * characters changed.
 */
export function malformedFrames(count: number, seed: number): readonly (string | Buffer)[] {
  const random = seededRandom(seed);
  const below = (end: number): number => Math.floor(random() * end);
  return Array.from({ length: count }, () => {
    const text = BROKEN[below(BROKEN.length)] ?? '';
    switch (below(4)) {
      case 0:
        return Buffer.from(text);
      case 1:
        return scrambled(text, below);
      default:
        return text;
    }
  });
}

function scrambled(text: string, below: (end: number) => number): string {
  const letters = [...text];
  for (let i = 0; i < 3; i += 1) letters[below(letters.length + 1)] = String.fromCodePoint(1 + below(0xd7ff));
  return letters.join('');
}
