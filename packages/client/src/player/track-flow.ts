import type { Exception, JsonObject, TrackEndReason } from '@reprise/protocol';
import type { AutoPlay } from '../autoplay/autoplay.ts';
import { PlayerDestroyedError, PlayerOrphanedError, RepriseError } from '../errors/index.ts';
import type { Queue } from '../queue/queue.ts';
import type { Playable } from '../track/playable.ts';
import type { QueueTrack } from '../track/queue-track.ts';
import { FailureBudget, type PlaybackFailure } from './failure-budget.ts';
import type { Playback, StartOptions } from './playback.ts';
import { type Playing, playingIdOf } from './playing.ts';

/** What a flow tells its player, and asks of it. */
export interface FlowHost {
  /** Runs a command before all that wait; nobody waits for its outcome but the log. */
  runNext(command: () => Promise<void>): void;
  /** Whether what the node says of the player can be believed just now. */
  readonly isSettled: boolean;
  /** A track as it can be played, whatever it was queued as. */
  resolve(track: QueueTrack, signal: AbortSignal): Promise<Playable>;
  /** The same song as it can be played, after it broke; undefined when there is none. */
  repair(broken: Playing, signal: AbortSignal): Promise<Playable | undefined>;
  /** The next tracks of the queue are made ready. */
  prepareNext(): void;
  /** A track is bad: it must not come out of a cache again. */
  forget(track: Playable): void;
  trackStart(track: Playable): void;
  trackEnd(track: Playable, reason: TrackEndReason): void;
  trackException(track: Playable, exception: Exception): void;
  trackStuck(track: Playable, thresholdMs: number): void;
  /** Too many tracks failed one after the other. */
  aborted(failures: readonly PlaybackFailure[]): void;
  queueEnd(): void;
  /** Undefined as long as nobody has asked for it. */
  readonly autoplay: AutoPlay | undefined;
}

/** What a track in a node's message says of which playing it is. */
interface Tagged {
  readonly userData?: JsonObject;
  readonly info: { readonly identifier: string; readonly sourceName: string };
}

const INTERRUPTED = new DOMException('Another command came.', 'AbortError');

/** Decides what is played next: by the user's queue, then by autoplay, and past tracks that cannot be played. */
export class TrackFlow {
  readonly #host: FlowHost;
  readonly #playback: Playback;
  readonly #queue: Queue;
  readonly #budget = new FailureBudget();
  #lookingUp: AbortController | undefined;
  /** Commands of the user that have yet to come to their end. */
  #intrusions = 0;
  /** What one of them interrupted. */
  #interrupted: (() => Promise<void>) | undefined;

  constructor(host: FlowHost, playback: Playback, queue: Queue) {
    this.#host = host;
    this.#playback = playback;
    this.#queue = queue;
  }

  /**
   * A command of the user takes precedence over what is being looked up to be played next. When it comes to nothing, that
   * is looked up once more.
   */
  async intrude<T>(command: () => Promise<T>): Promise<T> {
    this.interrupt();
    this.#intrusions += 1;
    try {
      return await command();
    } finally {
      this.#intrusions -= 1;
      this.#resume();
    }
  }

  /** What is being looked up to be played next is not wanted any more. */
  interrupt(): void {
    this.#lookingUp?.abort(INTERRUPTED);
  }

  /** Plays a track of the user's choice now. */
  async play(track: QueueTrack, options: StartOptions): Promise<void> {
    await this.#playback.start(await this.#lookUp(track), options);
  }

  /** Goes on to the next track past `skipped`, if that is still what plays; without anything, starts the next one. */
  async skip(skipped: Playing | undefined): Promise<void> {
    if (this.#playback.playing !== skipped) return;
    try {
      await this.#advance(skipped, true);
    } catch (error) {
      // The command that came decides what plays.
      if (error !== INTERRUPTED) throw error;
    }
  }

  /** Ends what plays, and what was to be played next by itself. */
  async stop(): Promise<void> {
    await this.#playback.stop();
    this.#interrupted = undefined;
  }

  /** There is nothing to play any more; the node knows, or will be told. */
  clear(): void {
    this.#interrupted = undefined;
    this.#playback.clear();
  }

  /** Plays what was played before. False when nothing was. */
  async previous(): Promise<boolean> {
    const playing = this.#playback.playing;
    const track = this.#queue.takePrevious(playing?.track);
    if (track === undefined) return false;
    try {
      await this.#playback.start(await this.#lookUp(track));
    } catch (error) {
      this.#queue.returnPrevious(track, playing);
      throw error;
    }
    return true;
  }

  /** A node says that a track started. */
  started(track: Tagged): void {
    const playing = this.#meant(track);
    if (playing === undefined) {
      const former = this.#former(track);
      if (former !== undefined) former.hasStartedUnheard = true;
      return;
    }
    playing.isAwaited = false;
    this.#hasStarted(playing);
  }

  #hasStarted(playing: Playing): void {
    if (playing.hasStarted) return;
    playing.hasStarted = true;
    if (!playing.isContinuation) this.#queue.started(playing.track);
    this.#host.trackStart(playing.track);
    this.#host.prepareNext();
    if (this.#queue.isEmpty) void this.#host.autoplay?.refill();
  }

  /** A node says that a track ended. Only this goes on to the next one. */
  ended(track: Tagged, reason: TrackEndReason): void {
    const playing = this.#current(track);
    if (playing === undefined) {
      this.#formerEnded(this.#former(track), reason);
      return;
    }
    // Told by a node on which it was started anew, or from which it was taken.
    if (playing.isOver || reason === 'replaced' || !(mayGoOn(reason) || this.#host.isSettled)) return;
    playing.isOver = true;
    playing.clock.halt();
    this.#host.trackEnd(playing.track, reason);
    if (mayGoOn(reason)) this.#goOn(playing, reason);
    else this.#host.runNext(async () => this.#settleStopped(playing));
  }

  #formerEnded(former: Playing | undefined, reason: TrackEndReason): void {
    if (former === undefined) return;
    this.#playback.hasLeft(former.id);
    former.endedAs = reason;
    if (!former.hasStarted) return;
    if (!former.hasFailed) this.#budget.reset();
    this.#host.trackEnd(former.track, reason);
  }

  /** No node tells any more how what was replaced or stopped has ended. */
  left(): void {
    for (const { playing, reason } of this.#playback.takeAllLeaving()) {
      if (playing.hasStarted) this.#host.trackEnd(playing.track, reason);
    }
  }

  /** A command failed, and what it replaced or stopped is back, though it may have come to its own end meanwhile. */
  putBack(): void {
    const { playing } = this.#playback;
    if (playing === undefined || playing.isOver) return;
    const reason = playing.endedAs;
    if (reason === undefined && playing.hasStartedUnheard) this.#hasStarted(playing);
    if (reason === undefined || !mayGoOn(reason)) return;
    playing.isOver = true;
    playing.clock.halt();
    this.#goOn(playing, reason);
  }

  /** A node says that a track broke; its end follows. */
  failed(track: Tagged, exception: Exception): void {
    const playing = this.#current(track);
    if (playing === undefined) return;
    this.#blame(playing, exception.message ?? exception.cause);
    this.#host.trackException(playing.track, exception);
  }

  /** A node says that no sound comes. Its end need not follow, so the track is left here. */
  stuck(track: Tagged, thresholdMs: number): void {
    const playing = this.#current(track);
    if (playing === undefined || playing.isOver) return;
    this.#blame(playing, `no sound for ${thresholdMs} ms`);
    this.#host.trackStuck(playing.track, thresholdMs);
    this.#leaveBehind(playing);
  }

  /** A track is bad, whatever else its node says of it: one failure. */
  #blame(playing: Playing, why: string): void {
    if (playing.hasFailed) return;
    playing.hasFailed = true;
    playing.whyFailed = why;
    this.#budget.add(playing.track, why);
    this.#host.forget(playing.track);
  }

  /** What plays, when a node speaks of that and not of an earlier stay. */
  #current(track: Tagged): Playing | undefined {
    const playing = this.#meant(track);
    // Without the tag only its start tells a stay from the one before.
    return playing?.isAwaited && playingIdOf(track.userData) === undefined ? undefined : playing;
  }

  /** What was replaced or stopped here, when a node speaks of that. */
  #former({ userData }: Tagged): Playing | undefined {
    const former = this.#playback.leaving(playingIdOf(userData) ?? '');
    return former?.isMeantBy(userData) ? former : undefined;
  }

  #meant({ userData, info }: Tagged): Playing | undefined {
    const { playing } = this.#playback;
    if (playing === undefined) return undefined;
    if (playingIdOf(userData) !== undefined) return playing.isMeantBy(userData) ? playing : undefined;
    // NodeLink drops `userData`: the track itself has to do.
    const { identifier, source } = playing.track;
    return info.identifier === identifier && info.sourceName === source ? playing : undefined;
  }

  async #settleStopped(playing: Playing): Promise<void> {
    if (this.#playback.playing === playing) this.#playback.finish();
  }

  /** Does what follows by itself, after the command that interrupts it if one does. */
  #follow(command: () => Promise<void>): void {
    this.#host.runNext(async () => {
      try {
        await command();
      } catch (error) {
        if (error !== INTERRUPTED) throw error;
        this.#interrupted = command;
        this.#resume();
      }
    });
  }

  #resume(): void {
    const interrupted = this.#interrupted;
    if (interrupted === undefined || this.#intrusions > 0) return;
    this.#interrupted = undefined;
    this.#follow(interrupted);
  }

  #goOn(playing: Playing, reason: TrackEndReason): void {
    if (reason !== 'finished') this.#blame(playing, reason);
    if (playing.hasFailed) {
      this.#leaveBehind(playing);
      return;
    }
    this.#budget.reset();
    this.#follow(async () => {
      if (this.#playback.playing === playing) await this.#advance(playing, false);
    });
  }

  /** Goes on with a track that broke, if there is another one of the song; else past it, and no mode of the queue brings it back. */
  #leaveBehind(playing: Playing): void {
    this.#follow(async () => {
      if (this.#playback.playing !== playing) return;
      if (!(await this.#repair(playing))) await this.#advance(undefined, true);
    });
  }

  /** False when the song cannot be gone on with. */
  async #repair(broken: Playing): Promise<boolean> {
    if (broken.isRepair || this.#budget.isSpent) return false;
    const { endMs } = broken;
    const startMs = broken.track.isSeekable ? broken.clock.place : 0;
    try {
      const track = await this.#whileAwaited((signal) => this.#host.repair(broken, signal));
      if (track === undefined) return false;
      await this.#playback.start(track, { startMs, endMs, paused: this.#playback.isPaused, repairs: broken }, true);
      return true;
    } catch (error) {
      if (error instanceof PlayerOrphanedError) return true;
      if (error instanceof RepriseError && !(error instanceof PlayerDestroyedError)) return false;
      throw error;
    }
  }

  /** Plays the next track that can be played. @param ended - What the queue's mode may bring back. */
  async #advance(ended: Playing | undefined, isSkipped: boolean, atEnd = () => this.#runDry()): Promise<void> {
    let from = ended && this.#comingBack(ended);
    for (let skipped = isSkipped; !this.#budget.isSpent; skipped = true) {
      const next: QueueTrack | undefined = this.#queue.advance(from, { skipped }) ?? this.#recommended();
      if (next === undefined) return atEnd();
      const problem = await this.#start(next);
      if (problem === undefined) return;
      this.#budget.add(next, problem.message);
      from = undefined;
    }
    await this.#abort();
  }

  /** What the queue may bring back; nothing when it has done so for a command that another one interrupted. */
  #comingBack(ended: Playing): QueueTrack | undefined {
    const isQueued = this.#queue.mode === 'queue';
    if (isQueued && ended.isQueuedAgain) return undefined;
    ended.isQueuedAgain = isQueued;
    return ended.track;
  }

  /** Why a track could not be started; undefined when it was, or will be when there is a node. */
  async #start(track: QueueTrack): Promise<RepriseError | undefined> {
    try {
      await this.#playback.start(await this.#lookUp(track), {}, true);
      return undefined;
    } catch (error) {
      if (error instanceof PlayerOrphanedError) return undefined;
      if (error === INTERRUPTED) {
        // Whatever the command that came plays, this one is next again.
        this.#queue.putNext(track, { atomic: false });
      }
      if (error instanceof RepriseError && !(error instanceof PlayerDestroyedError)) return error;
      throw error;
    }
  }

  #lookUp(track: QueueTrack): Promise<Playable> {
    return this.#whileAwaited((signal) => this.#host.resolve(track, signal));
  }

  /** Looks something up until a command comes that makes it pointless. */
  async #whileAwaited<T>(look: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const lookingUp = new AbortController();
    this.#lookingUp = lookingUp;
    try {
      return await look(lookingUp.signal);
    } finally {
      this.#lookingUp = undefined;
    }
  }

  async #abort(): Promise<void> {
    const { failures } = this.#budget;
    this.#budget.reset();
    try {
      await this.#playback.stop();
    } finally {
      this.#host.aborted(failures);
    }
  }

  /** The queue is at its end; autoplay may still find something. */
  async #runDry(): Promise<void> {
    await this.#playback.stop();
    const { autoplay } = this.#host;
    if (autoplay?.mode !== 'enabled') {
      this.#host.queueEnd();
      return;
    }
    // Not within the command: a user must not wait for a search.
    void autoplay.refill().then(() => this.#follow(() => this.#playRecommended()));
  }

  #recommended(): Playable | undefined {
    const { autoplay } = this.#host;
    return autoplay?.mode === 'enabled' ? autoplay.take() : undefined;
  }

  async #playRecommended(): Promise<void> {
    if (this.#playback.playing !== undefined) return;
    await this.#advance(undefined, true, async () => this.#host.queueEnd());
  }
}

/** Whether the end of a track lets the next one start (Lavalink's `AudioTrackEndReason.mayStartNext`). */
function mayGoOn(reason: TrackEndReason): boolean {
  return reason === 'finished' || reason === 'loadFailed';
}
