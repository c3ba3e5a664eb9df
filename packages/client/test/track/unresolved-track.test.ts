import { describe, expect, it } from 'vitest';
import { DistinctTracks } from '../../src/track/queue-track.ts';
import { UnresolvedTrack } from '../../src/track/unresolved-track.ts';
import { playable, wanted } from '../support/tracks.ts';

describe('UnresolvedTrack', () => {
  it('can be shown like a track that can be played', () => {
    const [open, ready] = [wanted('a'), playable('a')];
    for (const track of [open, ready]) {
      expect(track).toMatchObject({ title: 'a', author: 'Somebody', uri: null, artwork: null, isrc: null });
      expect(track).toMatchObject({ isStream: false, recommended: false, userData: {} });
    }
    expect([open.isResolved, ready.isResolved, open.length, ready.length]).toEqual([false, true, 0, 60_000]);
  });

  it('has what it was given, and what it lacks as nothing', () => {
    const fields = { title: 'a', author: 'b', uri: 'https://x', length: 5, artwork: 'https://x/y.png', isrc: 'Z' };
    expect(new UnresolvedTrack(fields, { requesterId: '42' })).toMatchObject({
      ...fields,
      extras: { requesterId: '42' },
    });
    expect(new UnresolvedTrack({ title: 'a', uri: '' })).toMatchObject({ author: '', uri: null, isrc: null });
  });

  it('keeps notes of its own', () => {
    const notes = { requesterId: '42' };
    const track = new UnresolvedTrack({ title: 'a' }, notes);
    track.userData.requesterId = '43';
    track.extras = { ...track.extras, channel: '7' };
    expect([notes, track.userData]).toEqual([{ requesterId: '42' }, { requesterId: '43', channel: '7' }]);
  });

  it.each<[unknown, RegExp]>([
    [{}, /title must be a text/],
    [{ title: '' }, /title must be a text/],
    [{ title: 'a', length: -1 }, /length must be a number, at least 0, but is -1/],
    [{ title: 'a', length: Number.NaN }, /length/],
    [{ title: 'a', uri: 5 }, /uri must be a text/],
    [{ title: 'a', name: 'b' }, /no option "name"/],
    [undefined, /must be an object/],
  ])('refuses %j, naming the field', (fields, message) => {
    expect(() => new UnresolvedTrack(fields as never)).toThrow(message);
  });

  it('is plain data in JSON', () => {
    const track = wanted('a', { length: 5 });
    track.userData = { requesterId: '42' };
    expect(JSON.parse(JSON.stringify(track))).toEqual({
      title: 'a',
      author: 'Somebody',
      uri: null,
      length: 5,
      artwork: null,
      isrc: null,
      userData: { requesterId: '42' },
    });
  });
});

describe('being the same track', () => {
  const uri = 'https://example.org/a';
  const isrc = 'USRC17607839';

  it.each([
    ['the same link, whatever the title', wanted('a', { uri }), wanted('b', { uri }), true],
    ['another link, whatever the title', wanted('a', { uri }), wanted('a', { uri: 'https://example.org/b' }), false],
    ['the same ISRC, however it is written', wanted('a', { isrc }), wanted('b', { isrc: 'us-rc1-76-07839' }), true],
    ['the same author and title, in any case', wanted('Clair'), wanted('CLAIR'), true],
    ['another author', wanted('a'), wanted('a', { author: 'Another' }), false],
    ['a playable with its link', wanted('b', { uri }), playable('a', { uri }), true],
    ['a playable with its ISRC', wanted('b', { isrc }), playable('a', { isrc }), true],
    ['a playable with its name', wanted('a'), playable('A'), true],
    ['a playable with its name, when it has a link', wanted('a', { uri }), playable('a'), false],
    ['the same id of the same source', playable('a', { identifier: '1' }), playable('b', { identifier: '1' }), true],
    ['the same id of another source', playable('a'), playable('a', { sourceName: 'other' }), false],
  ])('%s', (_, one, other, isSame) => {
    expect([one.equals(other), other.equals(one)]).toEqual([isSame, isSame]);
    const distinct = new DistinctTracks();
    expect([distinct.add(one), distinct.add(other)]).toEqual([true, !isSame]);
  });
});
