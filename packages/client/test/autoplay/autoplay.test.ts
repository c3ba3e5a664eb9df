import { describe, expect, it } from 'vitest';
import { AutoPlay } from '../../src/autoplay/autoplay.ts';
import type { RecommendContext } from '../../src/autoplay/autoplay-options.ts';
import { Playlist } from '../../src/track/playlist.ts';
import type { QueueTrack } from '../../src/track/queue-track.ts';
import { stage, TestHost, track, tracks, video } from './stage.ts';

describe('the modes of autoplay', () => {
  it('is disabled from the start, and fetches nothing then', async () => {
    const host = new TestHost();
    host.start(track());
    host.answer = () => tracks(9);
    const autoplay = new AutoPlay(host);
    await autoplay.refill();
    expect([autoplay.mode, autoplay.upcoming, autoplay.take(), host.queries]).toEqual(['disabled', [], undefined, []]);
  });

  it('shows but does not give recommendations when partial', async () => {
    const { host, autoplay } = stage({ mode: 'partial' });
    const found = tracks(4);
    host.answer = () => found;
    await autoplay.refill();
    expect(autoplay.upcoming).toEqual(found);
    expect(autoplay.take()).toBeUndefined();
  });

  it('gives them in the order in which it shows them when enabled, marked', async () => {
    const { host, autoplay } = stage();
    host.answer = () => tracks(4);
    await autoplay.refill();
    const shown = autoplay.upcoming;
    expect(shown).toHaveLength(4);
    expect(shown.every(({ recommended }) => recommended)).toBe(true);
    expect([autoplay.take(), autoplay.take(), autoplay.take(), autoplay.take(), autoplay.take()]).toEqual([
      ...shown,
      undefined,
    ]);
  });

  it('can be changed at any time, and says so to the player', async () => {
    const { host, autoplay } = stage({ mode: 'partial' });
    host.answer = () => tracks(4);
    await autoplay.refill();
    autoplay.mode = 'enabled';
    expect(autoplay.take()).toBeDefined();
    autoplay.mode = 'enabled';
    autoplay.mode = 'disabled';
    expect(autoplay.upcoming).toEqual([]);
    autoplay.mode = 'enabled';
    expect(autoplay.take()).toBeUndefined();
    expect(host.modes).toEqual(['enabled', 'disabled', 'enabled']);
  });

  it('are checked, as are the options', () => {
    const { host, autoplay } = stage();
    expect(() => {
      // @ts-expect-error no such mode
      autoplay.mode = 'on';
    }).toThrow(new RangeError("AutoPlay: mode must be one of enabled, partial, disabled, but is 'on'."));
    expect(autoplay.mode).toBe('enabled');
    expect(() => new AutoPlay(host, { minUpcoming: 0 })).toThrow(
      /^AutoPlay: minUpcoming must be a whole number from 1 to 50, but is 0\.$/,
    );
    // @ts-expect-error no such option
    expect(() => new AutoPlay(host, { size: 3 })).toThrow(/^AutoPlay: there is no option "size"/);
  });
});

describe('recommendations', () => {
  it('start from the mix of what plays on YouTube', async () => {
    const { host, autoplay } = stage({}, video('dQw4w9WgXcQ'));
    const mix = [video('dQw4w9WgXcQ'), ...tracks(30)];
    host.answer = () => new Playlist({ name: 'Mix', selectedTrack: 0 }, {}, mix);
    await autoplay.refill();
    expect(host.queries).toEqual(['https://www.youtube.com/watch?v=dQw4w9WgXcQ&list=RDdQw4w9WgXcQ']);
    // Five of one seed: the next ones shall be about something else.
    expect(autoplay.upcoming).toEqual(mix.slice(1, 6));
  });

  it('start from the newest tracks, not the oldest', async () => {
    const { host, autoplay } = stage();
    for (const played of tracks(30)) host.start(played);
    const newest = new Set(host.played.slice(0, 15).map(({ author, title }) => `${author} ${title}`));
    await autoplay.refill();
    expect(host.queries).toHaveLength(8);
    for (const query of host.queries) expect(newest).toContain(query.replace('spsearch:', ''));
  });

  it('start from what plays now also when the history does not have it yet', async () => {
    const { host, autoplay } = stage();
    host.played.length = 0;
    await autoplay.refill();
    expect(host.queries[0]).toBe('spsearch:Sower Seed');
  });

  it('start from nothing when nothing was played', async () => {
    const { host, autoplay } = stage();
    host.played.length = 0;
    host.playing = undefined;
    host.cached = () => track();
    await autoplay.refill();
    expect([autoplay.upcoming, host.queries, host.outages]).toEqual([[], [], []]);
  });

  it('are fetched when fewer than minUpcoming wait, and not before', async () => {
    const { host, autoplay } = stage({ minUpcoming: 2 });
    host.answer = () => tracks(3);
    await autoplay.refill();
    autoplay.take();
    await autoplay.refill();
    expect(host.queries).toHaveLength(1);
    autoplay.take();
    await autoplay.refill();
    expect(host.queries).toHaveLength(2);
    expect(autoplay.upcoming).toHaveLength(4);
  });

  it('are fetched once for all who ask at the same time', async () => {
    const { host, autoplay } = stage();
    host.answer = () => tracks(3);
    await Promise.all([autoplay.refill(), autoplay.refill(), autoplay.refill()]);
    expect(host.queries).toHaveLength(1);
  });

  it('go on to the next query after one that failed or brought too little', async () => {
    const { host, autoplay } = stage();
    const found = tracks(4);
    host.answer = async (query) => {
      if (query === 'spsearch:Sower Seed') throw new Error('broken');
      return query === 'Sower Seed' ? found.slice(0, 1) : found.slice(1);
    };
    await autoplay.refill();
    expect(host.queries).toEqual(['spsearch:Sower Seed', 'Sower Seed', 'spsearch:Sower']);
    expect(autoplay.upcoming).toEqual(found);
    expect(host.outages).toEqual([]);
  });

  it('are no streams, nothing that was just played, nothing twice, and covers of what was heard come last', async () => {
    const { host, autoplay } = stage({ minUpcoming: 9 });
    const cover = track({ title: 'Seed (Karaoke)' });
    const other = track();
    const again = track({ title: 'SEED', author: 'sower' });
    const played = track();
    host.start(played);
    host.start(track({ title: 'Seed', author: 'Sower' }));
    host.answer = () => [again, cover, played, track({ isStream: true }), other, other];
    await autoplay.refill();
    expect(autoplay.upcoming).toEqual([other, cover]);
  });

  it('leave out what somebody queued and played since they were fetched', async () => {
    const { host, autoplay } = stage();
    const [one, two, three, four] = tracks(4);
    host.answer = () => [one, two, three].flatMap((found) => found ?? []);
    await autoplay.refill();
    host.start(track({ title: one?.title ?? '', author: one?.author ?? '' }));
    expect(autoplay.upcoming).toEqual([two, three]);
    host.answer = () => [one, four].flatMap((found) => found ?? []);
    await autoplay.refill();
    expect([autoplay.take(), autoplay.take(), autoplay.take(), autoplay.take()]).toEqual([two, three, four, undefined]);
  });

  it('do not give a track again that never started, and so came into no history', async () => {
    const { host, autoplay } = stage();
    const broken = track();
    host.answer = () => [broken];
    await autoplay.refill();
    expect(autoplay.take()).toBe(broken);
    host.clock.advance(60_000);
    await autoplay.refill();
    expect(autoplay.take()).toBeUndefined();
  });

  it('are forgotten, and given up while they are fetched, by clear', async () => {
    const { host, autoplay } = stage();
    const answer = Promise.withResolvers<never>();
    let given: AbortSignal | undefined;
    host.answer = (_query, signal) => {
      given = signal;
      return answer.promise;
    };
    const refill = autoplay.refill();
    autoplay.clear();
    await refill;
    expect([given?.aborted, autoplay.upcoming, host.outages, host.clock.pending]).toEqual([true, [], [], 0]);

    host.answer = () => tracks(3);
    await autoplay.refill();
    expect(autoplay.upcoming).toHaveLength(3);
    autoplay.clear();
    expect(autoplay.upcoming).toEqual([]);
  });

  it('are given up when nobody waits for them any more', async () => {
    const { host, autoplay } = stage();
    let given: AbortSignal | undefined;
    host.answer = (_query, signal) => {
      given = signal;
      return Promise.withResolvers<never>().promise;
    };
    const leaving = new AbortController();
    const refill = autoplay.refill(leaving.signal);
    leaving.abort();
    await refill;
    expect(given?.aborted).toBe(true);
    await autoplay.refill(leaving.signal);
    expect([host.queries.length, host.outages]).toEqual([1, []]);
  });
});

describe('a random track of the cache', () => {
  it('is taken when all queries brought nothing new, and then only one', async () => {
    const { host, autoplay } = stage();
    const cached = [track({ title: 'Seed', author: 'Sower' }), track({ isStream: true }), track(), track()];
    host.cached = () => cached.shift();
    await autoplay.refill();
    expect(host.queries).toHaveLength(3);
    expect(autoplay.upcoming).toHaveLength(1);
    expect(autoplay.take()?.recommended).toBe(true);
    expect(cached).toHaveLength(1);
  });

  it('is not taken while a recommendation waits', async () => {
    const { host, autoplay } = stage();
    const found = track();
    host.answer = () => [found];
    host.cached = () => track();
    await autoplay.refill();
    expect(autoplay.upcoming).toEqual([found]);
  });

  it('is nothing when the cache has only what was just played', async () => {
    const { host, autoplay } = stage();
    host.cached = () => track({ title: 'Seed', author: 'Sower' });
    await autoplay.refill();
    expect(autoplay.upcoming).toEqual([]);
  });
});

describe("the bot's own recommendations", () => {
  it('go first, and get what was played, newest first, and what is missing', async () => {
    const given: [readonly QueueTrack[], RecommendContext][] = [];
    const own = tracks(4);
    const { host, autoplay } = stage({
      recommend: async (seeds, context) => {
        given.push([seeds, context]);
        return own;
      },
    });
    host.start(track({ title: 'Newer' }));
    await autoplay.refill();
    expect(given[0]?.[0].map(({ title }) => title)).toEqual(['Newer', 'Seed']);
    expect(given[0]?.[1]).toMatchObject({ guildId: host.guildId, wanted: 3, upcoming: [] });
    expect(autoplay.upcoming.map(({ title }) => title)).toEqual(own.map(({ title }) => title));
    expect(host.queries).toEqual([]);
  });

  it('stay its own: what it hands out is neither marked nor shared', async () => {
    const own = track();
    own.userData = { station: 'one' };
    const { autoplay } = stage({ recommend: async () => [own] });
    await autoplay.refill();
    const taken = autoplay.take();
    expect([taken?.recommended, taken?.userData]).toEqual([true, { station: 'one' }]);
    if (taken !== undefined) taken.userData.station = 'two';
    expect([own.recommended, own.userData]).toEqual([false, { station: 'one' }]);
  });

  it('leave it to the built-in way with undefined; an empty list is an answer', async () => {
    const leaving = stage({ recommend: async () => undefined });
    leaving.host.answer = () => tracks(3);
    await leaving.autoplay.refill();
    expect(leaving.autoplay.upcoming).toHaveLength(3);

    const empty = stage({ recommend: async () => [] });
    empty.host.cached = () => track();
    await empty.autoplay.refill();
    expect([empty.autoplay.upcoming, empty.host.queries]).toEqual([[], []]);
  });

  it.each([
    [
      'throw',
      () => {
        throw new Error('broken');
      },
    ],
    ['reject', () => Promise.reject(new Error('broken'))],
    ['answer something else', () => Promise.resolve('a song')],
    ['answer a list of something else', () => Promise.resolve([{ title: 'a song' }])],
  ])('are passed over when they %s', async (_how, recommend) => {
    // @ts-expect-error a hook in JavaScript may answer anything
    const { host, autoplay } = stage({ recommend });
    host.answer = () => tracks(3);
    await autoplay.refill();
    expect(autoplay.upcoming).toHaveLength(3);
  });

  it('are waited for 20 seconds, also when they do not look at their signal', async () => {
    const { host, autoplay } = stage({ recommend: () => Promise.withResolvers<never>().promise });
    const last = track();
    host.cached = () => last;
    const refill = autoplay.refill();
    host.clock.advance(20_000);
    await refill;
    expect(autoplay.upcoming).toEqual([last]);
    expect(host.outages).toEqual([[expect.objectContaining({ code: 'LOAD_TIMEOUT' })]]);
    expect(host.clock.pending).toBe(0);
  });
});

describe('an outage', () => {
  function failing() {
    const made = stage();
    made.host.answer = () => Promise.reject(new Error('down'));
    return made;
  }

  it('is told once with all failures, until something is found again', async () => {
    const { host, autoplay } = failing();
    for (let i = 0; i < 4; i += 1) {
      await autoplay.refill();
      host.clock.advance(60_000);
    }
    expect(host.outages).toEqual([[new Error('down'), new Error('down'), new Error('down')]]);

    host.answer = () => tracks(3);
    await autoplay.refill();
    while (autoplay.take());
    host.answer = () => Promise.reject(new Error('down again'));
    await autoplay.refill();
    expect(host.outages).toHaveLength(2);
  });

  it('is tried again only after a pause, twice as long each time up to a minute', async () => {
    const { host, autoplay } = failing();
    const pauses: number[] = [];
    for (let asked = 0, waited = 0; pauses.length < 7; waited += 1) {
      await autoplay.refill();
      if (host.queries.length > asked) {
        asked = host.queries.length;
        pauses.push(waited);
        waited = 0;
      }
      host.clock.advance(1_000);
    }
    expect(pauses.slice(1)).toEqual([5, 10, 20, 40, 60, 60]);
  });

  it('that is only a lack of something new ends when a person plays something else', async () => {
    const { host, autoplay } = stage();
    await autoplay.refill();
    await autoplay.refill();
    expect(host.queries).toHaveLength(3);
    const recommended = track();
    recommended.recommended = true;
    host.start(recommended);
    await autoplay.refill();
    expect(host.queries).toHaveLength(3);

    host.answer = () => tracks(3);
    host.start(track());
    await autoplay.refill();
    expect(autoplay.upcoming).toHaveLength(3);
  });

  it('of the sources is not hurried by new songs', async () => {
    const { host, autoplay } = failing();
    await autoplay.refill();
    host.start(track());
    await autoplay.refill();
    expect(host.queries).toHaveLength(3);
  });

  it('is over when the mode is set anew', async () => {
    const { host, autoplay } = failing();
    await autoplay.refill();
    host.answer = () => tracks(3);
    autoplay.mode = 'partial';
    await autoplay.refill();
    expect(autoplay.upcoming).toHaveLength(3);
  });
});
