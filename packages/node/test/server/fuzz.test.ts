import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { GUILD, stage, testSource, VOICE } from '../support/stage.ts';

/** Values near what a body may hold, and far from it. */
const values = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(
    null,
    true,
    'true',
    '5',
    5,
    5.5,
    -1,
    1e300,
    2 ** 40,
    '',
    ' ',
    [],
    {},
    VOICE,
    'test:1000',
    'test:live',
  ),
  fc.integer(),
);

const fieldsOf = (names: readonly string[]): fc.Arbitrary<unknown> =>
  fc.record(Object.fromEntries(names.map((name) => [name, values])), { requiredKeys: [] });

const bodies = fc.oneof(
  values,
  fieldsOf([
    'track',
    'encodedTrack',
    'identifier',
    'position',
    'endTime',
    'volume',
    'paused',
    'filters',
    'voice',
    '__proto__',
  ]),
  fc.record(
    {
      track: fc.oneof(
        fieldsOf(['encoded', 'identifier', 'userData']),
        fc.record({ identifier: fc.constantFrom('test:1000', 'x') }),
      ),
      filters: fieldsOf(['volume', 'equalizer', 'karaoke', 'timescale', 'lowPass', 'pluginFilters']),
      voice: fc.oneof(fc.constant(VOICE), fieldsOf(['token', 'endpoint', 'sessionId', 'channelId'])),
      position: fc.oneof(fc.integer(), fc.maxSafeInteger()),
    },
    { requiredKeys: [] },
  ),
);

it('answers every body with 200, 400 or 500 as the real server does, and lives', { timeout: 60_000 }, async () => {
  const errors: string[] = [];
  const log = { info: () => undefined, warn: () => undefined, error: (message: string) => void errors.push(message) };
  await using scene = await stage({ sources: [testSource()], log });
  const player = `${scene.session}/players/${GUILD}`;

  await fc.assert(
    fc.asyncProperty(bodies, fc.constantFrom('', '?noReplace=true', '?noReplace=x'), async (body, query) => {
      const answers = [
        await scene.rest.patch(player + query, body),
        await scene.rest.patch(scene.session, body),
        await scene.rest.post('/v4/decodetracks', body),
      ];
      scene.clock.advance(1_000);
      for (const { status, text } of answers) {
        expect([200, 400, 500]).toContain(status);
        expect(() => JSON.parse(text)).not.toThrow();
      }
      // Resuming stays off: a session must not outlive the test.
      await scene.rest.patch(scene.session, { resuming: false });
    }),
    { numRuns: 300 },
  );

  // A 500 is an answer of the real server; one that we did not mean is logged.
  expect(errors).toEqual([]);
  expect((await scene.rest.get(player)).status).toBe(200);
});

it('answers every path and query, and lives', { timeout: 60_000 }, async () => {
  const errors: string[] = [];
  const log = { info: () => undefined, warn: () => undefined, error: (message: string) => void errors.push(message) };
  await using scene = await stage({ log });
  const part = fc.oneof(
    fc.constantFrom(
      'v4',
      'sessions',
      'players',
      'media',
      'demo',
      'loadtracks',
      'decodetrack',
      'websocket',
      '..',
      '%2e%2e',
      '%00',
      scene.session.slice(13),
      '1',
    ),
    fc.string({ unit: 'grapheme', maxLength: 20 }).map(encodeURIComponent),
  );
  const query = fc.record({
    name: fc.constantFrom('identifier', 'encodedTrack', 'track', 'noReplace', 'trace'),
    value: fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.base64String(),
      fc.constantFrom('demosearch:a', 'demo:track:x', 'http://x/media/demo/x.wav', 'https://'),
    ),
  });

  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('GET', 'POST', 'PATCH', 'DELETE'),
      fc.array(part, { maxLength: 6 }),
      query,
      async (method, parts, { name, value }) => {
        const target = `/${parts.join('/')}?${name}=${encodeURIComponent(value.toWellFormed())}`;
        const { status } = await scene.rest.send(method, target);
        expect(status).toBeGreaterThanOrEqual(200);
        expect(status).toBeLessThan(600);
      },
    ),
    { numRuns: 400 },
  );
  for (const path of ['/v4/loadtracks?identifier=', '/v4/decodetrack?encodedTrack=']) {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 200 }), async (text) => {
        expect([200, 500]).toContain((await scene.rest.get(path + encodeURIComponent(text.toWellFormed()))).status);
      }),
      { numRuns: 150 },
    );
  }

  expect(errors).toEqual([]);
});
