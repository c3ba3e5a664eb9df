import { Playable, Playlist, type Track } from 'reprise';
import { describe, expect, it } from 'vitest';
import { trackRecord } from '../../src/track/track-record.ts';

const fields: Track = {
  encoded: 'QAAA',
  info: {
    identifier: 'id',
    isSeekable: true,
    author: 'Beethoven',
    length: 60_000,
    isStream: false,
    position: 5,
    title: 'Für Elise',
    uri: 'https://example.org/a',
    artworkUrl: 'https://example.org/a.png',
    isrc: 'USRC17607839',
    sourceName: 'demo',
  },
  pluginInfo: { albumName: 'Bagatelles' },
  userData: { left: 'behind' },
};

describe('Playable', () => {
  it('has the members of a track, by the names bot authors know', () => {
    const playable = new Playable(trackRecord(fields));
    expect(playable).toMatchObject({
      encoded: 'QAAA',
      identifier: 'id',
      isSeekable: true,
      author: 'Beethoven',
      length: 60_000,
      isStream: false,
      position: 5,
      title: 'Für Elise',
      uri: 'https://example.org/a',
      artwork: 'https://example.org/a.png',
      isrc: 'USRC17607839',
      source: 'demo',
      info: fields.info,
      pluginInfo: { albumName: 'Bagatelles' },
      userData: {},
      recommended: false,
    });
  });

  it('lacks nothing that an old server leaves out', () => {
    const { isSeekable, position, uri, artworkUrl, isrc, ...old } = fields.info;
    const { info } = new Playable(trackRecord({ encoded: 'QAAA', info: old as Track['info'] }));
    expect(info).toEqual({ ...old, isSeekable: false, position: 0, uri: null, artworkUrl: null, isrc: null });
  });

  it('has a copy with notes of its own', () => {
    const playable = new Playable(trackRecord(fields), { requester: 'me' });
    playable.recommended = true;
    const copy = playable.copy();
    expect([copy.toJSON(), copy.recommended]).toEqual([playable.toJSON(), true]);
    copy.userData.requester = 'you';
    expect(playable.userData).toEqual({ requester: 'me' });
  });

  it('is equal to the same encoded track and the same id of the same source, and to no other source', () => {
    const made = (changes: Partial<Track['info']>, encoded: string): Playable =>
      new Playable(trackRecord({ ...fields, encoded, info: { ...fields.info, ...changes } }));
    const one = made({}, 'a');
    expect([one.equals(made({ identifier: 'x' }, 'a')), one.equals(made({}, 'b'))]).toEqual([true, true]);
    expect([one.equals(made({ sourceName: 'x' }, 'b')), one.equals(made({ identifier: 'x' }, 'b'))]).toEqual([
      false,
      false,
    ]);
  });

  it('comes back from plain data as it was, notes included, and frozen', () => {
    const kept = new Playable(trackRecord(fields), { requesterId: '7' });
    const back = Playable.from(JSON.parse(JSON.stringify(kept)));
    expect(back.toJSON()).toEqual(kept.toJSON());
    expect(back.equals(kept)).toBe(true);
    expect(Object.isFrozen(back.pluginInfo)).toBe(true);
    expect(() => Playable.from({ ...kept.toJSON(), encoded: '' })).toThrow('Playable: encoded must be a text');
  });

  it('travels as the protocol has it, notes included', () => {
    const playable = new Playable(trackRecord(fields), { requester: 'me' });
    expect(JSON.parse(JSON.stringify(playable))).toEqual({ ...fields, userData: { requester: 'me' } });
  });
});

describe('Playlist', () => {
  const list = (selectedTrack: number): Playlist => {
    const tracks = ['a', 'b'].map((encoded) => new Playable(trackRecord({ ...fields, encoded })));
    return new Playlist({ name: 'Two', selectedTrack }, { type: 'album' }, tracks);
  };

  it('has a name, a length, an order and the track that was selected', () => {
    const two = list(1);
    expect([two.name, two.length, two.selected, two.selectedTrack?.encoded, two.at(-1)?.encoded]).toEqual([
      'Two',
      2,
      1,
      'b',
      'b',
    ]);
    expect([...two].map(({ encoded }) => encoded)).toEqual(['a', 'b']);
  });

  it.each([-1, 2, 99])('has no selected track for %i, which servers send', (selectedTrack) => {
    expect([list(selectedTrack).selected, list(selectedTrack).selectedTrack]).toEqual([-1, undefined]);
  });

  it('copies its notes into every track', () => {
    const two = list(-1);
    const [first] = two.tracks;
    if (first) first.extras = { own: 1 };
    two.extras = { requester: 'me' };
    expect(two.tracks.map(({ userData }) => userData)).toEqual([{ own: 1, requester: 'me' }, { requester: 'me' }]);
  });
});
