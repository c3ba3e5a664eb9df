import type { LoadedTracks, Playable } from 'reprise';
import { Playlist } from 'reprise';
import { describe, expect, it } from 'vitest';
import { TrackUnresolvedError } from '../../src/errors/queue-errors.ts';
import { Queue } from '../../src/queue/queue.ts';
import { type ResolveTrack, TrackResolver } from '../../src/track/track-resolver.ts';
import { playable, playables, titles, wanted } from '../support/tracks.ts';

/** What a node would answer, by query; nothing for the others. */
type Catalogue = Readonly<Record<string, LoadedTracks | Error>>;

interface Desk {
  readonly resolver: TrackResolver;
  /** What was asked, in order. */
  readonly asked: string[];
}

function desk(catalogue: Catalogue, resolveTrack?: ResolveTrack): Desk {
  const asked: string[] = [];
  const load = async (query: string): Promise<LoadedTracks> => {
    asked.push(query);
    const found = catalogue[query] ?? [];
    if (found instanceof Error) throw found;
    return found;
  };
  return { resolver: new TrackResolver({ load, resolveTrack }), asked };
}

const uri = 'https://example.org/a';
const isrc = 'USRC17607839';

describe('resolving a track', () => {
  it('leaves one alone that can be played', async () => {
    const { resolver, asked } = desk({});
    const track = playable('a');
    expect([await resolver.resolve(track), asked]).toEqual([track, []]);
  });

  it('takes what is at its link, whatever it is called there', async () => {
    const { resolver, asked } = desk({ [uri]: [playable('z'), playable('a')] });
    expect((await resolver.resolve(wanted('a', { uri, isrc }))).title).toBe('z');
    expect(asked).toEqual([uri]);
  });

  it('takes the track that a link into a playlist points at, or else the best match in it', async () => {
    const list = (selectedTrack: number): LoadedTracks =>
      new Playlist({ name: '', selectedTrack }, {}, playables('xya'));
    expect((await desk({ [uri]: list(1) }).resolver.resolve(wanted('a', { uri }))).title).toBe('y');
    expect((await desk({ [uri]: list(-1) }).resolver.resolve(wanted('a', { uri }))).title).toBe('a');
  });

  it('searches by ISRC, then by author and title, and takes the best match', async () => {
    const { resolver, asked } = desk({
      'Somebody moon': [playable('moon (live)'), playable('moon')],
      [isrc]: playables('x'),
    });
    expect((await resolver.resolve(wanted('moon', { uri, isrc }))).title).toBe('moon');
    expect(asked).toEqual([uri, isrc, 'Somebody moon']);
    await resolver.resolve(wanted('moon', { author: '' })).catch(() => undefined);
    expect(asked.at(-1)).toBe('moon');
  });

  it('takes the notes along, into an object of its own', async () => {
    const found = playable('a', {}, { fromPlugin: 1, requesterId: '1' });
    const { resolver } = desk({ [uri]: [found] });
    const track = wanted('a', { uri });
    track.userData = { requesterId: '42' };
    track.recommended = true;
    const resolved = await resolver.resolve(track);
    expect([resolved.userData, resolved.recommended]).toEqual([{ fromPlugin: 1, requesterId: '42' }, true]);
    expect([found.userData, found.recommended]).toEqual([{ fromPlugin: 1, requesterId: '1' }, false]);
  });

  it('asks the bot first, and goes on when it does not know, or fails', async () => {
    const hook: ResolveTrack = async ({ title }, { load }) => {
      if (title === 'broken') throw new Error('library is down');
      const [first] = title === 'mine' ? await load('my own') : [];
      return first;
    };
    const { resolver, asked } = desk({ 'my own': playables('m'), 'Somebody other': [playable('other')] }, hook);
    expect((await resolver.resolve(wanted('mine'))).title).toBe('m');
    expect((await resolver.resolve(wanted('other'))).title).toBe('other');
    expect(asked).toEqual(['my own', 'Somebody other']);
    await expect(resolver.resolve(wanted('broken'))).rejects.toMatchObject({ cause: new Error('library is down') });
  });

  it('does not take what is no track from the bot', async () => {
    const { resolver } = desk({}, async () => JSON.parse('{"encoded":"a"}'));
    await expect(resolver.resolve(wanted('a'))).rejects.toMatchObject({ cause: expect.any(TypeError) });
  });

  it('only takes what the node can play', async () => {
    const of = (sourceName: string): Playable => playable('moon', { sourceName, uri });
    const { resolver, asked } = desk({ [uri]: [of('far')], 'Somebody moon': [of('far'), of('near')] });
    const accepts = ({ source }: Playable): boolean => source === 'near';
    expect((await resolver.resolve(of('far'), { accepts })).source).toBe('near');
    expect(asked).toEqual([uri, 'Somebody moon']);
    const own = of('near');
    expect(await resolver.resolve(own, { accepts })).toBe(own);
    await expect(resolver.resolve(of('far'), { accepts: () => false })).rejects.toThrow(TrackUnresolvedError);
  });

  it('hands on the signal and how soon it is wanted: a track of the queue soon, what plays now at once', async () => {
    const seen: unknown[] = [];
    const load = async (_: string, options: object): Promise<LoadedTracks> => {
      seen.push(options);
      return playables('a');
    };
    const { signal } = new AbortController();
    const resolver = new TrackResolver({ load });
    await resolver.resolve(wanted('a'), { signal });
    const queue = new Queue();
    queue.put(wanted('b'));
    await resolver.prefetch(queue, { signal });
    expect(seen[0]).toEqual({ signal, priority: 'play' });
    expect(seen[1]).toEqual({ signal, priority: 'prefetch' });
  });

  it('says that nothing was found, of what, and what went wrong', async () => {
    const track = wanted('a', { uri });
    const { resolver } = desk({});
    await expect(resolver.resolve(track)).rejects.toThrow('Nothing to play was found for "Somebody - a".');
    await expect(resolver.resolve(track)).rejects.toMatchObject({ code: 'TRACK_UNRESOLVED', track });
    const broken = desk({ [uri]: new Error('gone'), 'Somebody a': new Error('slow') });
    const error: unknown = await broken.resolver.resolve(track).catch((cause) => cause);
    expect(error).toMatchObject({ cause: { errors: [new Error('gone'), new Error('slow')] } });
  });

  it('goes on to a search when the link cannot be loaded', async () => {
    const { resolver } = desk({ [uri]: new Error('gone'), 'Somebody a': playables('a') });
    expect((await resolver.resolve(wanted('a', { uri }))).title).toBe('a');
  });

  it('ends with the reason of its signal, and asks nothing more', async () => {
    const leaving = new AbortController();
    const asked: string[] = [];
    const load = async (query: string): Promise<LoadedTracks> => {
      asked.push(query);
      leaving.abort(new Error('enough'));
      throw new Error('aborted');
    };
    const resolver = new TrackResolver({ load });
    await expect(resolver.resolve(wanted('a', { uri }), { signal: leaving.signal })).rejects.toThrow('enough');
    await expect(resolver.resolve(wanted('a'), { signal: leaving.signal })).rejects.toThrow('enough');
    expect(asked).toEqual([uri]);
  });
});

describe('resolving the next tracks of a queue', () => {
  /** Titles in the order of the queue, in capitals where they can be played. */
  const shown = (queue: Queue): string =>
    Array.from(queue, ({ title, isResolved }) => (isResolved ? title.toUpperCase() : title)).join('');
  const all: Catalogue = Object.fromEntries([...'abcdef'].map((title) => [`Somebody ${title}`, playables(title)]));
  const queueOf = (letters: string): Queue => {
    const queue = new Queue();
    queue.put(
      [...letters].map((title) => (title === title.toUpperCase() ? playable(title.toLowerCase()) : wanted(title))),
    );
    return queue;
  };

  it('resolves the next three where they are', async () => {
    const { resolver, asked } = desk(all);
    const queue = queueOf('aBcd');
    expect([await resolver.prefetch(queue), shown(queue)]).toEqual([2, 'ABCd']);
    expect(asked).toEqual(['Somebody a', 'Somebody c']);
    expect([await resolver.prefetch(queue, { count: 4 }), shown(queue)]).toEqual([1, 'ABCD']);
  });

  it('does not look again for what was not found, until it is to be played', async () => {
    const { resolver, asked } = desk({ ...all, 'Somebody b': new Error('gone') });
    const queue = queueOf('xab');
    for (let i = 0; i < 3; i += 1) await resolver.prefetch(queue);
    expect([shown(queue), asked]).toEqual(['xAb', ['Somebody x', 'Somebody a', 'Somebody b']]);
    const next = queue.peek();
    await expect(next && resolver.resolve(next)).rejects.toThrow(TrackUnresolvedError);
    expect(asked.at(-1)).toBe('Somebody x');
  });

  it('follows the queue when it changes meanwhile, and puts nothing back that left', async () => {
    const queue = queueOf('abcde');
    const resolver = new TrackResolver({
      load: async (query) => {
        if (query === 'Somebody a') queue.get();
        if (query === 'Somebody b') queue.move(0, 3);
        return playables(query.at(-1) ?? '');
      },
    });
    // a left, b went to the end while it was looked for, c, d and e are next then.
    expect([await resolver.prefetch(queue), shown(queue)]).toEqual([4, 'CDEB']);
  });

  it('is not done twice for a track when it is asked for twice', async () => {
    const { resolver, asked } = desk(all);
    const queue = queueOf('abc');
    await Promise.all([resolver.prefetch(queue), resolver.prefetch(queue)]);
    expect([shown(queue), asked.toSorted()]).toEqual(['ABC', ['Somebody a', 'Somebody b', 'Somebody c']]);
  });

  it('ends when it is given up, and may begin again', async () => {
    const leaving = new AbortController();
    const { resolver, asked } = desk(all, async () => {
      leaving.abort();
      return undefined;
    });
    const queue = queueOf('ab');
    expect([await resolver.prefetch(queue, { signal: leaving.signal }), asked]).toEqual([0, []]);
    expect([await resolver.prefetch(queue), shown(queue)]).toEqual([2, 'AB']);
  });

  it('changes nothing of a queue whose tracks can be played', async () => {
    let changes = 0;
    const queue = new Queue({}, () => {
      changes += 1;
    });
    queue.put(playables('abc'));
    expect([await desk({}).resolver.prefetch(queue), titles(queue), changes]).toEqual([0, 'abc', 1]);
  });
});
