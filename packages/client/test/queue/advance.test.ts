import { describe, expect, it } from 'vitest';
import { Queue } from '../../src/queue/queue.ts';
import type { QueueTrack } from '../../src/track/queue-track.ts';
import { playable, playables, titles } from '../support/tracks.ts';

/** A player, as far as a queue knows of one. */
class Deck {
  readonly queue: Queue;
  current: QueueTrack | undefined;

  constructor(letters: string, queue = new Queue()) {
    this.queue = queue;
    queue.put(playables(letters));
    this.#start(queue.advance(undefined, { skipped: false }));
  }

  end(): this {
    return this.#start(this.queue.advance(this.current, { skipped: false }));
  }

  skip(): this {
    return this.#start(this.queue.advance(this.current, { skipped: true }));
  }

  previous(): this {
    const previous = this.queue.takePrevious(this.current);
    return previous === undefined ? this : this.#start(previous);
  }

  /** What plays, what waits, and what was played before. */
  get state(): string {
    const [newest, ...older] = this.queue.history;
    const before = newest === this.current ? older : this.queue.history;
    return `${this.current?.title ?? '-'} | ${titles(this.queue)} | ${titles(before)}`;
  }

  #start(track: QueueTrack | undefined): this {
    this.current = track;
    if (track !== undefined) this.queue.started(track);
    return this;
  }
}

describe('what follows a track', () => {
  it('is the next one, and then nothing', () => {
    const deck = new Deck('ab');
    expect([deck.state, deck.end().state, deck.skip().state]).toEqual(['a | b | ', 'b |  | a', '- |  | ba']);
  });

  it('is the same again in mode track, unless somebody asked for the next', () => {
    const deck = new Deck('ab');
    deck.queue.mode = 'track';
    expect([deck.end().state, deck.end().state]).toEqual(['a | b | ', 'a | b | ']);
    expect([deck.skip().state, deck.end().state]).toEqual(['b |  | a', 'b |  | a']);
    expect(deck.skip().state).toBe('- |  | ba');
  });

  it('is the next one in mode queue, without end, skipped or not', () => {
    const deck = new Deck('abc');
    deck.queue.mode = 'queue';
    const orders = Array.from({ length: 6 }, (_, i) => (i % 2 === 0 ? deck.end() : deck.skip()).current?.title);
    expect(orders.join('')).toBe('bcabca');
    expect(deck.queue.length).toBe(2);
  });

  it('is the same again in mode queue when nothing else waits', () => {
    const deck = new Deck('a');
    deck.queue.mode = 'queue';
    expect([deck.end().state, deck.skip().state]).toEqual(['a |  | ', 'a |  | ']);
  });

  it('needs no room in mode queue, however full the queue is', () => {
    const deck = new Deck('ab', new Queue({ maxSize: 2 }));
    deck.queue.mode = 'queue';
    deck.queue.put(playable('c'));
    expect(deck.end().state).toBe('b | ca | a');
  });

  it('leaves a track out that shall not come back', () => {
    const deck = new Deck('ab');
    deck.queue.mode = 'queue';
    expect(deck.queue.advance(undefined, { skipped: false })?.title).toBe('b');
    expect(deck.queue.isEmpty).toBe(true);
  });
});

describe('history', () => {
  it('has every track that was started, newest first, up to its size', () => {
    const queue = new Queue({ historySize: 3 });
    for (const track of playables('abcde')) queue.started(track);
    expect(titles(queue.history)).toBe('edc');
  });

  it('has 100 unless told otherwise, and none when told so', () => {
    const [usual, none] = [new Queue(), new Queue({ historySize: 0 })];
    for (let i = 0; i < 300; i += 1) {
      usual.started(playable(`${i}`));
      none.started(playable(`${i}`));
    }
    expect([usual.history.length, usual.history[0]?.title, usual.history.at(-1)?.title]).toEqual([100, '299', '200']);
    expect([none.history, none.takePrevious()]).toEqual([[], undefined]);
  });

  it('has a song that was queued twice twice', () => {
    const queue = new Queue();
    for (const track of playables('aa')) queue.started(track);
    expect(titles(queue.history)).toBe('aa');
  });

  it('does not change for who holds it', () => {
    const queue = new Queue();
    queue.started(playable('a'));
    const before = queue.history;
    queue.started(playable('b'));
    expect(titles(before)).toBe('a');
    expect(() => (before as unknown[]).pop()).toThrow(TypeError);
  });
});

describe('previous', () => {
  it.each(['off', 'track', 'queue'] as const)('undoes a skip in mode %s, however often', (mode) => {
    const deck = new Deck('abcd');
    deck.queue.mode = mode;
    const states = [deck.state];
    for (let i = 0; i < 3; i += 1) states.push(deck.skip().state);
    for (const state of states.slice(0, -1).reverse()) expect(deck.previous().state).toBe(state);
  });

  it('is undone by a skip', () => {
    const deck = new Deck('abcd');
    const state = deck.skip().skip().state;
    deck.previous().previous();
    expect(deck.state).toBe('a | bcd | ');
    expect(deck.skip().skip().state).toBe(state);
  });

  it('changes nothing when nothing was played before', () => {
    const deck = new Deck('ab');
    expect([deck.previous().state, deck.queue.takePrevious(deck.current)]).toEqual(['a | b | ', undefined]);
  });

  it('is the track played last when none plays', () => {
    const deck = new Deck('ab').skip().skip();
    expect([deck.state, deck.previous().state, deck.previous().state]).toEqual(['- |  | ba', 'b |  | a', 'a | b | ']);
  });

  it('keeps a current track that never started', () => {
    const deck = new Deck('a');
    const broken = playable('broken');
    expect([deck.queue.takePrevious(broken)?.title, titles(deck.queue)]).toEqual(['a', 'broken']);
  });

  it('knows the current track by what it is, since after a restart it is another object', () => {
    const deck = new Deck('ab').skip();
    expect([deck.queue.takePrevious(playable('b'))?.title, titles(deck.queue)]).toEqual(['a', 'b']);
  });
});
