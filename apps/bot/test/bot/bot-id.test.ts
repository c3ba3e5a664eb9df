import { describe, expect, it } from 'vitest';
import { botIdOf } from '../../src/bot/bot-id.ts';

const ID = '817327181659111454';

describe('the id in a token', () => {
  it('is that of the bot, whatever follows', () => {
    const first = Buffer.from(ID).toString('base64');
    expect(botIdOf(`${first}.Gabcde.some-secret`)).toBe(ID);
    expect(botIdOf(`${first.replace(/=+$/, '')}.Gfghij.other-secret`)).toBe(ID);
  });

  it.each([undefined, '', 'devkit.fake.token', 'x', `${ID}.a.b`])('is unknown in %s', (token) => {
    expect(botIdOf(token)).toBeUndefined();
  });
});
