import { describe, expect, it } from 'vitest';
import { seek } from '../../src/commands/seek.ts';
import { readSeekPlace } from '../../src/commands/seek-place.ts';
import { botStage } from '../support/bot-stage.ts';
import { queued } from '../support/queued.ts';

describe('a place to seek to', () => {
  it.each([
    ['90', { from: 'start', ms: 90_000 }],
    [' 1:30 ', { from: 'start', ms: 90_000 }],
    ['1:02:03', { from: 'start', ms: 3_723_000 }],
    ['0', { from: 'start', ms: 0 }],
    ['+30', { from: 'here', ms: 30_000 }],
    ['-1:15', { from: 'here', ms: -75_000 }],
  ])('may be %s', (typed, place) => expect(readSeekPlace(typed)).toEqual(place));

  it.each([
    '',
    '+',
    ':',
    '1:',
    '1:90',
    '1:2:3:4',
    '1.5',
    '1e9',
    '--5',
    'Infinity',
    '٣',
    '9'.repeat(13),
    `1${':00'.repeat(9)}`,
  ])('cannot be %s', (typed) => expect(readSeekPlace(typed)).toBeUndefined());
});

describe('/seek', () => {
  it('goes to a place, on from here and back, and never before the start', async () => {
    await using stage = await botStage({ commands: { seek } });
    const ada = stage.listener('ada');
    const player = await stage.playing('one');
    expect((await ada.slash('seek', { to: '0:30' }).reply()).text).toBe('Now at 0:30 of 1:00.');
    expect(player.position).toBeGreaterThanOrEqual(30_000);
    const { text } = await ada.slash('seek', { to: '+10' }).reply();
    expect(text).toMatch(/^Now at 0:4[0-5] of 1:00\.$/);
    expect((await ada.slash('seek', { to: '-5:00' }).reply()).text).toBe('Now at 0:00 of 1:00.');
    expect(player.position).toBeLessThan(20_000);
  });

  it('says what is wrong with a place beyond the end, one that is none, and something live', async () => {
    await using stage = await botStage({ commands: { seek } });
    const ada = stage.listener('ada');
    const player = await stage.playing('one');
    expect((await ada.slash('seek', { to: '1:00' }).reply()).text).toBe('The song ends there: it is 1:00 long.');
    expect((await ada.slash('seek', { to: 'chorus' }).reply()).text).toMatch(/^Say where to as/);
    queued(player, [{ lengthMs: undefined }]);
    await player.skip();
    expect((await ada.slash('seek', { to: '5' }).reply()).text).toMatch(/^This is live/);
    expect(player.current?.isStream).toBe(true);
  });
});
