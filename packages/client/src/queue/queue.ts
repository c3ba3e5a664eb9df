import { callable, knownOptions, wholeNumber } from '@reprise/options';
import type { QueueTrack } from '../track/queue-track.ts';
import { DistinctTracks } from '../track/queue-track.ts';
import { FairLine } from './fair-line.ts';
import { type Line, PlainLine } from './line.ts';
import { PlayHistory } from './play-history.ts';
import { admitted, checkedPutOptions, type PutOptions, type QueueInput } from './put-options.ts';
import { checkedQueueOptions, type QueueOptions } from './queue-options.ts';
import { checkedMode, type QueueMode, type QueueSnapshot, restoredTracks, savedTrack } from './queue-snapshot.ts';
import { type ShuffleOptions, shuffled } from './shuffled.ts';
import { Waiters } from './waiters.ts';

/**
 * The tracks that wait to be played in one guild, and those that were.
 *
 * Places count from 0, the track that is next. The track that plays is in none of them. What is put or taken at either
 * end costs the same however many wait; a place that does not exist is a RangeError and never another track.
 *
 * @example
 * ```ts
 * import { Playlist, Pool } from 'reprise';
 *
 * const { queue } = await Pool.createPlayer({ guildId: '817327181659111454', voiceChannelId: '817327182111571989' });
 * const found = await Pool.fetchTracks('moonlight sonata');
 * // A playlist as a whole; of what a search found, the best.
 * const added = queue.put(found instanceof Playlist ? found : found.slice(0, 1), { requesterId: '80351110224678912' });
 * console.log(`${added} added, next is ${queue.peek()?.title}.`);
 * ```
 */
export class Queue implements Iterable<QueueTrack> {
  readonly #maxSize: number;
  readonly #line: Line;
  readonly #history: PlayHistory;
  readonly #waiters = new Waiters();
  readonly #onChange: () => void;
  #mode: QueueMode = 'off';

  /**
   * The queue that {@link toJSON} told of. Of more tracks than the options allow, the first are kept.
   *
   * @throws TypeError when `snapshot` is not what `toJSON` gives, naming what is wrong; and for wrong options.
   * @example
   * ```ts
   * import { Queue } from 'reprise';
   *
   * const queue = new Queue();
   * const again = Queue.from(JSON.parse(JSON.stringify(queue)));
   * ```
   */
  static from(snapshot: QueueSnapshot, options: QueueOptions = {}, onChange?: () => void): Queue {
    const queue = new Queue(options, onChange);
    if (typeof snapshot !== 'object' || snapshot === null) throw new TypeError('snapshot must be what toJSON() gives.');
    const tracks = restoredTracks(snapshot.tracks, 'tracks');
    queue.#history.tracks = restoredTracks(snapshot.history, 'history');
    queue.#line.fill(tracks.slice(0, queue.#maxSize));
    queue.#mode = checkedMode(snapshot.mode);
    return queue;
  }

  /**
   * @param onChange - Called after every change; a player hands it in.
   * @throws TypeError or RangeError naming the option that is wrong.
   */
  constructor(options: QueueOptions = {}, onChange: () => void = () => undefined) {
    const { maxSize, historySize, fair, requesterOf } = checkedQueueOptions(options);
    this.#maxSize = maxSize;
    this.#history = new PlayHistory(historySize);
    this.#line = fair ? new FairLine(requesterOf) : new PlainLine();
    this.#onChange = callable('onChange', onChange);
  }

  /**
   * What follows a track that ended: the next one (`off`), the same again (`track`), or the next one while the ended one
   * goes to the back (`queue`).
   *
   * @defaultValue 'off'
   * @throws RangeError when set to anything else.
   */
  get mode(): QueueMode {
    return this.#mode;
  }

  set mode(mode: QueueMode) {
    this.#mode = checkedMode(mode);
    this.#changed();
  }

  /** Tracks that wait. */
  get length(): number {
    return this.#line.length;
  }

  get isEmpty(): boolean {
    return this.#line.length === 0;
  }

  /** Tracks that may wait at a time. */
  get maxSize(): number {
    return this.#maxSize;
  }

  /** Milliseconds that all waiting tracks take, without streams and those of unknown length. */
  get durationMs(): number {
    let total = 0;
    for (const { isStream, length } of this.#line) if (!isStream) total += length;
    return total;
  }

  /** The tracks that were started, newest first: the one that plays is the first. Does not change once you have it. */
  get history(): readonly QueueTrack[] {
    return this.#history.tracks;
  }

  /**
   * Puts tracks at the end; in a fair queue, where the turn of their requester is.
   *
   * @returns How many were put.
   * @throws {@link QueueFullError} when they do not all fit, and TypeError when one is no track: then none was put. Not
   *   with `atomic: false`, which takes what it can.
   * @example
   * ```ts
   * import { Pool, Queue } from 'reprise';
   *
   * const queue = new Queue({ maxSize: 500 });
   * const found = await Pool.fetchTracks('https://example.org/playlist');
   * const added = queue.put(found, { atomic: false });
   * if (added < found.length) console.log(`The queue is full: ${found.length - added} tracks were left out.`);
   * ```
   */
  put(tracks: QueueInput, options: PutOptions = {}): number {
    return this.#admit(tracks, options, (list) => this.#line.join(list));
  }

  /**
   * Puts tracks before the one at `index`, whoever asked for them; the length puts them at the end.
   *
   * @returns How many were put.
   * @throws As {@link put}; RangeError when there is no such place.
   */
  putAt(index: number, tracks: QueueInput, options: PutOptions = {}): number {
    this.#checkPlace('index', index, this.length);
    return this.#admit(tracks, options, (list) => this.#line.insert(index, list));
  }

  /** The same as {@link putAt} 0: they are played next, in their order. */
  putNext(tracks: QueueInput, options: PutOptions = {}): number {
    return this.putAt(0, tracks, options);
  }

  /**
   * Takes the next track out; undefined when none waits. The mode does not matter to it: {@link advance} is for what
   * follows a track that ended.
   */
  get(): QueueTrack | undefined {
    const track = this.#line.shift();
    if (track !== undefined) this.#changed();
    return track;
  }

  /** Takes the track at `index` out. @throws RangeError when there is none. */
  getAt(index: number): QueueTrack {
    const track = this.#lift('index', index);
    this.#changed();
    return track;
  }

  /**
   * Takes the next track out, as soon as there is one. Who waits longest is first; a put of three tracks serves three.
   *
   * A track that somebody waits for is theirs and not the player's.
   *
   * @throws The reason of `signal`. No track is lost by that.
   * @example
   * ```ts
   * import { Queue } from 'reprise';
   *
   * const queue = new Queue();
   * const track = await queue.waitGet({ signal: AbortSignal.timeout(60_000) });
   * ```
   */
  async waitGet(options: { readonly signal?: AbortSignal } = {}): Promise<QueueTrack> {
    knownOptions('Queue.waitGet', options, ['signal']);
    options.signal?.throwIfAborted();
    return this.get() ?? this.#waiters.wait(options.signal);
  }

  /** The track at `index`, which stays; undefined when there is none. */
  peek(index = 0): QueueTrack | undefined {
    return this.#line.at(index);
  }

  /** The same as {@link peek}; a negative index counts from the end. */
  at(index: number): QueueTrack | undefined {
    return this.#line.at(index < 0 ? this.length + index : index);
  }

  /** The tracks from `start` to before `end`, which stay: a page of the queue. @throws RangeError for a negative number. */
  range(start: number, end: number = this.length): QueueTrack[] {
    return this.#line.slice(wholeNumber('start', start, { min: 0 }), wholeNumber('end', end, { min: 0 }));
  }

  /** Drops the track at `index`. @throws RangeError when there is none. */
  delete(index: number): void {
    this.getAt(index);
  }

  /**
   * Drops tracks that are the same as `track`, the next ones first.
   *
   * @param options - `count`: how many at most, `Infinity` for all. @defaultValue `{ count: 1 }`
   * @returns How many were dropped.
   */
  remove(track: QueueTrack, options: { readonly count?: number } = {}): number {
    knownOptions('Queue.remove', options, ['count']);
    const { count = 1 } = options;
    let left = count === Number.POSITIVE_INFINITY ? count : wholeNumber('count', count, { min: 1 });
    return this.#keep((waiting) => {
      if (left === 0 || !waiting.equals(track)) return true;
      left -= 1;
      return false;
    });
  }

  /** Drops every track that is there before already. @returns How many were dropped. */
  dedupe(): number {
    const distinct = new DistinctTracks();
    return this.#keep((track) => distinct.add(track));
  }

  /** Puts `by` in the place of that very object, if it still waits. @returns Whether it does. */
  replace(track: QueueTrack, by: QueueTrack): boolean {
    const index = this.#indexWhere((waiting) => waiting === track);
    if (index < 0) return false;
    this.#line.set(index, by);
    this.#changed();
    return true;
  }

  /** Exchanges two tracks. @throws RangeError when there is none at a place. */
  swap(first: number, second: number): void {
    this.#checkPlace('first', first, this.length - 1);
    this.#checkPlace('second', second, this.length - 1);
    if (first === second) return;
    const front = Math.min(first, second);
    const back = Math.max(first, second);
    const later = this.#lift('index', back);
    const earlier = this.#lift('index', front);
    this.#line.insert(front, [later]);
    this.#line.insert(back, [earlier]);
    this.#changed();
  }

  /** Takes the track at `from` out and puts it so that it is at `to`. @throws RangeError when there is no such place. */
  move(from: number, to: number): void {
    this.#checkPlace('to', to, this.length - 1);
    this.#line.insert(to, [this.#lift('from', from)]);
    this.#changed();
  }

  /** Brings the tracks into a random order. @throws TypeError or RangeError naming the option that is wrong. */
  shuffle(options: ShuffleOptions = {}): void {
    this.#fill(shuffled([...this.#line], options));
  }

  /** Sorts as arrays do: what compares as equal keeps its order. */
  sort(compare: (one: QueueTrack, other: QueueTrack) => number): void {
    this.#fill([...this.#line].sort(callable('compare', compare)));
  }

  /** The first track for which `fits` is true. */
  find(fits: (track: QueueTrack) => boolean): QueueTrack | undefined {
    return this.#line.at(this.#indexWhere(fits));
  }

  /** All tracks for which `fits` is true, which stay. */
  filter(fits: (track: QueueTrack) => boolean): QueueTrack[] {
    return [...this].filter((track) => fits(track));
  }

  /** The place of the first track that is the same; -1 when none is. */
  indexOf(track: QueueTrack): number {
    return this.#indexWhere((waiting) => waiting.equals(track));
  }

  /** Drops all that wait. History and mode stay. */
  clear(): void {
    this.#fill([]);
  }

  /** As new: no tracks, no history, mode `off`. Who waits for a track goes on waiting. */
  reset(): void {
    this.#history.tracks = [];
    this.#mode = 'off';
    this.clear();
  }

  /** For the player: a track was started. One that starts again right away, as in mode `track`, is one entry of the history. */
  started(track: QueueTrack): void {
    if (this.#history.add(track)) this.#onChange();
  }

  /**
   * For the player: what is to be played after `ended`, by the mode; undefined when nothing is.
   *
   * @param ended - Undefined when nothing played, and for a track that shall not come back, whatever the mode.
   * @param how - `skipped`: somebody asked for the next track. In mode `track` only a track that ended by itself repeats.
   */
  advance(ended: QueueTrack | undefined, how: { readonly skipped: boolean }): QueueTrack | undefined {
    if (ended !== undefined && this.#mode === 'track' && !how.skipped) return ended;
    // It was counted when it came in: to come back it needs no room.
    if (ended !== undefined && this.#mode === 'queue') this.#line.insert(this.length, [ended]);
    return this.get();
  }

  /**
   * For the player: the track that was started before `current`. It leaves the history, to which {@link started} adds it
   * again, and `current` goes to the front of the queue: the next {@link advance} undoes it.
   *
   * @param current - What plays. When nothing does, the answer is what played last.
   * @returns Undefined when nothing was started before. Then nothing has changed.
   */
  takePrevious(current?: QueueTrack): QueueTrack | undefined {
    const previous = this.#history.takeBefore(current);
    if (previous === undefined) return undefined;
    if (this.#mode === 'queue') this.#takeBack(previous);
    if (current !== undefined) this.#line.insert(0, [current]);
    this.#changed();
    return previous;
  }

  /** For the player: undoes {@link takePrevious}, as what it gave could not be played. @param current - What plays, and whether it was {@link started}. */
  returnPrevious(previous: QueueTrack, current?: { readonly track: QueueTrack; readonly hasStarted: boolean }): void {
    const index = current === undefined ? -1 : this.#line.slice(0, this.length).indexOf(current.track);
    if (index >= 0) this.#line.removeAt(index);
    if (this.#mode === 'queue') this.#line.insert(this.length, [previous]);
    this.#history.add(previous);
    if (current?.hasStarted) this.#history.add(current.track);
    this.#changed();
  }

  /** Plain data from which {@link Queue.from} makes the same queue. The options are not part of it. */
  toJSON(): QueueSnapshot {
    return { mode: this.#mode, tracks: Array.from(this, savedTrack), history: this.history.map(savedTrack) };
  }

  /** The tracks as they are now, next one first: the queue may change meanwhile. */
  [Symbol.iterator](): Iterator<QueueTrack> {
    return this.#line.slice(0, this.length)[Symbol.iterator]();
  }

  #admit(input: QueueInput, options: PutOptions, enter: (tracks: readonly QueueTrack[]) => void): number {
    const { atomic = true, requesterId } = checkedPutOptions(options);
    const tracks = admitted(input, { maxSize: this.#maxSize, waiting: this.length }, atomic);
    if (requesterId !== undefined) for (const { userData } of tracks) userData.requesterId = requesterId;
    if (tracks.length === 0) return 0;
    enter(tracks);
    this.#changed();
    return tracks.length;
  }

  /** Takes a track out without saying so yet. */
  #lift(name: string, index: number): QueueTrack {
    this.#checkPlace(name, index, this.length - 1);
    const track = this.#line.removeAt(index);
    if (track === undefined) throw new RangeError(`${name}: there is no track at ${index}.`);
    return track;
  }

  #checkPlace(name: string, index: number, last: number): void {
    wholeNumber(name, index);
    if (index >= 0 && index <= last) return;
    throw new RangeError(`${name} must be a place in the queue, which has ${this.length} tracks, but is ${index}.`);
  }

  #indexWhere(fits: (track: QueueTrack) => boolean): number {
    let index = 0;
    for (const track of this) {
      if (fits(track)) return index;
      index += 1;
    }
    return -1;
  }

  #keep(isKept: (track: QueueTrack) => boolean): number {
    const kept = this.filter(isKept);
    const dropped = this.length - kept.length;
    if (dropped > 0) this.#fill(kept);
    return dropped;
  }

  #fill(tracks: readonly QueueTrack[]): void {
    this.#line.fill(tracks);
    this.#changed();
  }

  /** In mode `queue` a track that has played waits at the back, and is taken from there when it plays again. */
  #takeBack(track: QueueTrack): void {
    const index = [...this].lastIndexOf(track);
    if (index >= 0) this.#line.removeAt(index);
  }

  #changed(): void {
    this.#waiters.serve(() => this.#line.shift());
    this.#onChange();
  }
}
