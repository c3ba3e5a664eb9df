import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLog } from '../../src/log/create-log.ts';
import { SecretMask } from '../../src/log/secret-mask.ts';
import { Lines } from './support.ts';

/** Any characters, but none that the mask itself consists of: `[secret]` would tell it. */
const secretText = fc.string({ unit: 'grapheme', minLength: 6, maxLength: 40 }).filter((text) => {
  const plain = text.replace(/[[\]secrt\d\s"':{},.\\-]/g, '');
  return text.length >= 6 && plain.length >= 4;
});

/** Ways to write a secret down. */
const WAYS: readonly ((secret: string) => string)[] = [
  (secret) => secret,
  (secret) => JSON.stringify({ secret }),
  (secret) => JSON.stringify(JSON.stringify([secret])),
  (secret) => encodeURIComponent(secret),
  (secret) => new URLSearchParams({ secret }).toString(),
  (secret) => `http://user:${encodeURIComponent(secret)}@host/`,
  (secret) => Buffer.from(secret).toString('base64'),
  (secret) => Buffer.from(`:${secret}`).toString('base64'),
  (secret) => Buffer.from(`u:${secret}:x`).toString('base64url'),
];

/** An object with a secret at some place of it, written in some way. */
function around(secret: string): fc.Arbitrary<unknown> {
  const written = fc.constantFrom(...WAYS).map((write) => write(secret));
  return fc.letrec<{ any: unknown; text: string }>((tie) => ({
    text: fc.tuple(fc.string(), written, fc.string()).map((parts) => parts.join(' ')),
    any: fc.oneof(
      { maxDepth: 4 },
      tie('text'),
      fc.array(tie('any'), { minLength: 1, maxLength: 3 }),
      fc.dictionary(fc.oneof(fc.string(), tie('text')), tie('any'), { minKeys: 1, maxKeys: 3 }),
      tie('text').map((text) => new Error(text, { cause: new Error(text) })),
      tie('any').map((value) => new Map([['key', value]])),
    ),
  })).any;
}

describe('SecretMask', () => {
  it('lets no secret out, whatever it is, however it is written and wherever it stands', () => {
    const cases = secretText.chain((secret) => fc.tuple(fc.constant(secret), around(secret), fc.constantFrom(...WAYS)));
    fc.assert(
      fc.property(cases, fc.constantFrom('json' as const, 'pretty' as const), ([secret, value, write], format) => {
        const lines = new Lines();
        const log = createLog({ level: 'info', format, secrets: [secret], destination: lines });
        log.info(`Says ${write(secret)} aloud.`, { value });
        for (const way of WAYS) expect(lines.text).not.toContain(way(secret));
        expect(lines.text).toContain('[secret]');
      }),
      { numRuns: 300 },
    );
  });

  it('masks secrets that overlap as one, and leaves all else as it is', () => {
    const mask = new SecretMask(['abcdef', 'defghi', 'longer-than', 'longer-than-that']);
    expect(mask.mask('x abcdefghi y')).toBe('x [secret] y');
    expect(mask.mask('longer-than-that and longer-than-this')).toBe('[secret] and [secret]-this');
    expect(mask.mask('abcde fghi')).toBe('abcde fghi');
    expect(mask.mask('')).toBe('');
  });

  it('takes base64 with a secret in it whole, as its neighbours hold bits of the secret too', () => {
    const mask = new SecretMask(['correct horse']);
    const encoded = Buffer.from('somebody:correct horse!').toString('base64');
    expect(mask.mask(`Basic ${encoded} and more`)).toBe('Basic [secret] and more');
  });

  it('knows the last 5,000 it learnt, and those it began with for good', () => {
    const mask = new SecretMask(['kept for good']);
    for (let n = 0; n <= 5_000; n++) mask.add(`learnt-secret-${n}-`);
    expect(mask.mask('learnt-secret-0- learnt-secret-1- learnt-secret-5000- kept for good')).toBe(
      'learnt-secret-0- [secret] [secret] [secret]',
    );
  });

  it('still masks what another one, now forgotten, looked like as well', () => {
    const mask = new SecretMask(['a%20secret%20one']);
    mask.add('a secret one');
    for (let n = 0; n < 5_000; n++) mask.add(`learnt-secret-${n}-`);
    expect(mask.mask('a%20secret%20one')).toBe('[secret]');
  });

  it('reads a text once, however many secrets it knows and however it is made', () => {
    const mask = new SecretMask(['aaaaaaaa', 'YWFhYWFhYWFh']);
    for (let n = 0; n < 5_000; n++) mask.add(`learnt-secret-${n}-`);
    const startedAt = performance.now();
    mask.mask(Buffer.from('a'.repeat(100_000)).toString('base64'));
    mask.mask('learnt-secret-'.repeat(10_000).slice(0, 20_000));
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});
