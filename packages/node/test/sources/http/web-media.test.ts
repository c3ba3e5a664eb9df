import { describe, expect, it } from 'vitest';
import { resolvePublic } from '../../../src/sources/http/address-policy.ts';
import { webMedia } from '../../../src/sources/http/web-media.ts';
import { serve } from '../../support/hls-site.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const NEVER = new AbortController().signal;
const resolve = (hostname: string) => resolvePublic(hostname, true);
const SONG = { type: 'audio/ogg', body: 'not really Ogg' };

/** Lets seconds pass until so many have asked. */
async function laterAndLater(clock: ManualClock, asked: () => number, wanted: number): Promise<void> {
  const look = (): number => {
    clock.advance(1_000);
    return asked();
  };
  await expect.poll(look, { interval: 5 }).toBe(wanted);
}

describe('an address that does not answer well', () => {
  it.each([500, 503, 429])('at first (%i) is asked again', async (status) => {
    const clock = new ManualClock();
    let answers = 0;
    await using site = await serve([['/song.ogg', () => (++answers < 3 ? { status, body: 'busy' } : SONG)]]);
    const opening = webMedia(`${site.url}/song.ogg`, { resolve, clock }, NEVER);
    await laterAndLater(clock, () => answers, 3);

    expect(await opening).toMatchObject({ kind: 'media', type: 'audio/ogg' });
  });

  it('again and again is given up, and told', async () => {
    const clock = new ManualClock();
    await using site = await serve([['/song.ogg', () => ({ status: 503, body: 'busy' })]]);
    const opening = webMedia(`${site.url}/song.ogg`, { resolve, clock }, NEVER);
    const told = expect(opening).rejects.toMatchObject({
      message: 'The address answers with 503.',
      code: 'NODE_SOURCE',
    });
    await laterAndLater(clock, () => site.asked.length, 3);

    await told;
  });

  it('and will not is asked once', async () => {
    await using site = await serve([['/song.ogg', () => ({ status: 404, body: 'gone' })]]);
    const opening = webMedia(`${site.url}/song.ogg`, { resolve, clock: new ManualClock() }, NEVER);

    await expect(opening).rejects.toMatchObject({ message: 'The address answers with 404.' });
    expect(site.asked).toHaveLength(1);
  });

  it('is not asked again when nobody wants it any more', async () => {
    const given = new AbortController();
    await using site = await serve([['/song.ogg', () => ({ status: 503, body: 'busy' })]]);
    const opening = webMedia(`${site.url}/song.ogg`, { resolve, clock: new ManualClock() }, given.signal);
    const over = expect(opening).rejects.toThrow('Not needed.');
    await expect.poll(() => site.asked.length).toBe(1);
    given.abort(new Error('Not needed.'));

    await over;
  });
});
