import type { Readable } from 'node:stream';
import type { Clock } from '@reprise/clock';
import type {
  EventMessage,
  Filters,
  JsonObject,
  Message,
  Player as PlayerJson,
  PlayerState,
  TrackEndReason,
  TrackInfo,
} from '@reprise/protocol';
import { speedOf } from '../sound/filters/timescale/speed.ts';
import type { SoundOptions } from '../sound/sound-engine.ts';
import { toException } from '../sources/exception.ts';
import type { LoadedTrack, OpenedTrack } from '../sources/source.ts';
import { type FrameCount, FrameCounter } from '../stats/frame-counter.ts';
import type { VoiceConnector } from '../voice/voice-connector.ts';
import type { ListenOptions } from './listening/listener.ts';
import { Outlet } from './outlet.ts';
import { FRAME_MS } from './playback-clock.ts';
import type { PlayerSound } from './player-sound.ts';
import type { VoiceData } from './player-update.ts';
import { clampPosition, PlayingTrack, type PlayOptions } from './playing-track.ts';
import { watchCleanup, watchEnd, watchStuck } from './track-watch.ts';
import { VoiceLink } from './voice-link.ts';

const DEFAULT_VOLUME = 100;
const MAX_VOLUME = 1000;

/** What a player needs of the node around it. */
export interface PlayerHost {
  readonly clock: Clock;
  readonly playerUpdateIntervalMs: number;
  readonly trackStuckThresholdMs: number;
  readonly voice: VoiceConnector;
  /** The bot the session is of. */
  readonly userId: string;
  /** Tells the client of the session. */
  send(message: Message): void;
  /** How tracks become audible; undefined on a node that only keeps time. */
  readonly sound?: PlayerSound | undefined;
  /** Makes sure that a track can be played, and tells what that has shown; `undefined` when it surely can. */
  open(info: TrackInfo, signal: AbortSignal): Promise<OpenedTrack | undefined> | undefined;
}

/**
 * One guild's player: what is playing, how loud, with which filters, and how far it is.
 *
 * The position runs on the node's clock while a voice connection takes the music; without one the track starts and stands
 * still, as on the real server.
 */
export class Player {
  readonly guildId: string;
  readonly #host: PlayerHost;
  readonly #frames: FrameCounter;
  readonly #voice: VoiceLink;
  readonly #outlet: Outlet | undefined;
  #playing: PlayingTrack | undefined;
  #volume = DEFAULT_VOLUME;
  #paused = false;
  #filters: Filters = {};
  #isDestroyed = false;

  constructor(guildId: string, host: PlayerHost) {
    this.guildId = guildId;
    this.#host = host;
    this.#frames = new FrameCounter(() => host.clock.now());
    this.#voice = new VoiceLink({
      guildId,
      userId: host.userId,
      connector: host.voice,
      onChange: (isOpened) => this.#voiceChanged(isOpened),
      onClosed: (code, reason, byRemote) => this.#voiceClosed(code, reason, byRemote),
    });
    this.#outlet = host.sound && new Outlet(host.sound.pump, () => this.#voice.sink);
  }

  /** Whether it has a track, paused or not. */
  get hasTrack(): boolean {
    return this.#playing !== undefined;
  }

  /** Whether it has a track and is not paused. */
  get isPlaying(): boolean {
    return this.hasTrack && !this.#paused;
  }

  /** Frames of its last minute, when it has a full one. */
  get lastMinute(): FrameCount | undefined {
    return this.#frames.lastMinute();
  }

  /** The player as the REST API answers it. */
  toJSON(): PlayerJson {
    return {
      guildId: this.guildId,
      track: this.#playing?.toJSON() ?? null,
      volume: this.#volume,
      paused: this.#paused,
      state: this.#state(),
      voice: this.#voice.data ?? { token: '', endpoint: '', sessionId: '', channelId: null },
      filters: this.#filters,
    };
  }

  /**
   * Joins a voice channel. The same data again does nothing; other data closes the connection there was. `undefined` says
   * that it is done; a promise rejects when the connection fails, and never settles when the player is destroyed before.
   */
  connect(voice: VoiceData): Promise<void> | undefined {
    return this.#voice.connect(voice);
  }

  /** Pauses, or goes on. A pause outlasts the track. */
  setPaused(paused: boolean): void {
    this.#paused = paused;
    this.#adjust();
  }

  /** Percent; held within 0 and 1000. */
  setVolume(volume: number): void {
    this.#volume = Math.max(0, Math.min(MAX_VOLUME, volume));
    this.#playing?.sound?.setVolume(this.#volume);
  }

  /** Replaces all filters. */
  setFilters(filters: Filters): void {
    this.#filters = filters;
    this.#playing?.clock.changeSpeed(speedOf(filters));
    this.#playing?.sound?.setFilters(filters);
    this.#adjust();
    this.sendUpdate();
  }

  /** Replaces what the client keeps with the track. */
  setUserData(userData: JsonObject): void {
    if (this.#playing !== undefined) this.#playing.userData = userData;
  }

  /** Goes on from another position, in milliseconds. Without a track nothing happens. */
  seek(position: number): void {
    const track = this.#playing;
    if (track === undefined) return;
    if (track.info.isSeekable) {
      const target = clampPosition(position);
      // Without a connection nothing takes frames, so the position shown stays, unless the target is past the end:
      // `test/fixtures/golden/session.json`, "seek" and "seek past the end".
      const isShown = this.#voice.takesMusic || target === 0 || target >= track.lengthMs;
      track.clock.seek(target, isShown ? target : track.clock.position);
      track.sound?.seek(target);
    }
    this.sendUpdate();
    if (track.endTime !== undefined && position >= track.endTime) this.#end('finished');
    else this.#adjust();
  }

  /** Sets where the track ends early. A position already passed is never reached. */
  setEndTime(endTime: number): void {
    const track = this.#playing;
    if (track === undefined) return;
    track.endAt(endTime);
    this.#adjust();
  }

  /** Starts a track, in place of the one that plays. */
  play(track: LoadedTrack, options: PlayOptions = {}): void {
    // Deleted while its next track was being looked up: nobody could stop that track any more.
    if (this.#isDestroyed) return;
    const { clock, sound } = this.#host;
    this.#end('replaced');
    const isAudible = sound?.isAudible(track.info) ?? false;
    const playing = new PlayingTrack(track, options, () => clock.now(), speedOf(this.#filters), isAudible);
    this.#playing = playing;
    this.#frames.started();
    this.#sendEvent({ op: 'event', type: 'TrackStartEvent', guildId: this.guildId, track: playing.toJSON() });
    // Two, as the real server: one for the request, one for the periodic updates that begin with a track.
    this.sendUpdate();
    this.sendUpdate();
    playing.keep(
      'update',
      clock.every(this.#host.playerUpdateIntervalMs, () => this.sendUpdate()),
    );
    // A start position shows at once, and is gone as soon as the track waits for its first listener:
    // `test/fixtures/golden/session.json`, "play paused at a position" and the end event after it.
    if (!this.#voice.takesMusic)
      playing.keep(
        'shown',
        clock.after(FRAME_MS, () => playing.clock.show(0)),
      );
    this.#open(playing);
  }

  /**
   * Lets somebody hear what leaves for the voice channel, and silence when nothing does, as Ogg Opus; the stream ends with
   * the player. `undefined` on a node that makes no sound.
   */
  get listen(): ((options?: ListenOptions) => Readable) | undefined {
    const outlet = this.#outlet;
    return outlet && ((options) => outlet.listen(options));
  }

  /** Ends the track. */
  stop(): void {
    this.#end('stopped');
  }

  /** Tells the client where the player is. */
  sendUpdate(): void {
    this.#host.send({ op: 'playerUpdate', state: this.#state(), guildId: this.guildId });
  }

  /** Ends the track and leaves the voice channel. */
  destroy(): void {
    this.#isDestroyed = true;
    this.#end('stopped');
    this.#outlet?.close();
    this.#voice.destroy();
  }

  #open(track: PlayingTrack): void {
    const opening = this.#host.open(track.info, track.signal);
    if (opening === undefined && !track.isAudible) {
      this.#opened(track);
      return;
    }
    this.#adjust();
    this.#openSound(track, opening).then(
      (opened) => this.#opened(track, opened),
      (error: unknown) => this.#failed(track, error),
    );
  }

  async #openSound(
    track: PlayingTrack,
    opening: Promise<OpenedTrack | undefined> | undefined,
  ): Promise<OpenedTrack | undefined> {
    const opened = await opening;
    const { sound } = this.#host;
    if (!track.isAudible || sound === undefined) return opened;
    const { place } = track.clock;
    const options = this.#soundOptions(track);
    const stream = await sound.open(track.info, options, track.signal);
    track.sound = stream;
    // What was changed while it opened, and only that: each change makes anew what was made ahead.
    if (this.#filters !== options.filters) stream.setFilters(this.#filters);
    if (this.#volume !== options.volume) stream.setVolume(this.#volume);
    if (track.clock.place !== place) {
      stream.seek(track.clock.place);
      await stream.ready();
    }
    return { lengthMs: opened?.lengthMs ?? stream.lengthMs };
  }

  #soundOptions(track: PlayingTrack): SoundOptions {
    // What is live has no other place than now, however long it was played elsewhere before.
    const positionMs = track.info.isStream ? 0 : track.clock.place;
    return { positionMs, filters: this.#filters, volume: this.#volume };
  }

  #opened(track: PlayingTrack, opened?: OpenedTrack): void {
    if (this.#playing !== track) return;
    if (opened?.lengthMs !== undefined) track.learnLength(opened.lengthMs);
    track.isOpen = true;
    this.#adjust();
  }

  #failed(track: PlayingTrack, error: unknown): void {
    if (this.#playing !== track) return;
    const exception = toException(error, 'Something broke when playing the track.');
    this.#sendEvent({
      op: 'event',
      type: 'TrackExceptionEvent',
      guildId: this.guildId,
      track: track.toJSON(),
      exception,
    });
    // As on the real server: what broke in the middle has finished.
    this.#end(track.framesSent > 0 ? 'finished' : 'loadFailed');
  }

  /** Lets the music run or halt as connection, pause and source say, and sets the timers that follow from it. */
  #adjust(): void {
    const { takesMusic } = this.#voice;
    const track = this.#playing;
    const runs = takesMusic && track?.isOpen === true && !this.#paused;
    // The frames of what is heard are counted one by one.
    const running = track?.isAudible === true ? 'none' : 'sent';
    this.#frames.flow(runs ? running : takesMusic ? 'nulled' : 'none');
    if (runs && track.isAudible) this.#outlet?.play(() => this.#nextFrame(track));
    else this.#outlet?.halt();
    if (track === undefined) return;
    if (runs) track.clock.run();
    else track.clock.halt();
    const { clock, trackStuckThresholdMs } = this.#host;
    if (!track.isAudible) watchEnd(track, clock, () => this.#end('finished'));
    const isWaiting = takesMusic && !track.isOpen && !this.#paused;
    watchStuck(track, clock, isWaiting, trackStuckThresholdMs, () => this.#stuck(track));
    watchCleanup(track, clock, !takesMusic, () => this.#end('cleanup'));
  }

  /** A turn of 20 ms of what is heard. */
  #nextFrame(track: PlayingTrack): Uint8Array | undefined {
    const turn = this.#take(track);
    if (turn === undefined || this.#playing !== track) return undefined;
    const { clock, trackStuckThresholdMs } = this.#host;
    watchStuck(track, clock, turn === 'late', trackStuckThresholdMs, () => this.#stuck(track));
    if (turn === 'late') {
      this.#frames.add('nulled');
      return undefined;
    }
    this.#frames.add('sent');
    track.framesSent += 1;
    if (track.endTime !== undefined && track.clock.untilPosition(track.endTime) <= 0) this.#end('finished');
    return turn;
  }

  /** What the track has now; undefined when it has ended, or broke. */
  #take(track: PlayingTrack): Uint8Array | 'late' | undefined {
    try {
      const turn = track.sound?.take() ?? 'late';
      if (turn !== 'ended') return turn;
      this.#end('finished');
    } catch (error) {
      this.#failed(track, error);
    }
    return undefined;
  }

  #stuck(track: PlayingTrack): void {
    if (track.isStuckTold) return;
    track.isStuckTold = true;
    const { guildId } = this;
    const { trackStuckThresholdMs: thresholdMs } = this.#host;
    this.#sendEvent({ op: 'event', type: 'TrackStuckEvent', guildId, track: track.toJSON(), thresholdMs });
    this.sendUpdate();
  }

  #end(reason: TrackEndReason): void {
    const track = this.#playing;
    if (track === undefined) return;
    track.dispose();
    track.sound?.close();
    this.#playing = undefined;
    this.#frames.ended();
    this.#adjust();
    this.#sendEvent({ op: 'event', type: 'TrackEndEvent', guildId: this.guildId, track: track.toJSON(), reason });
  }

  #voiceChanged(isOpened: boolean): void {
    this.#adjust();
    if (isOpened) this.sendUpdate();
  }

  #voiceClosed(code: number, reason: string, byRemote: boolean): void {
    this.#adjust();
    this.#sendEvent({ op: 'event', type: 'WebSocketClosedEvent', guildId: this.guildId, code, reason, byRemote });
    this.sendUpdate();
  }

  #sendEvent(event: EventMessage): void {
    this.#host.send(event);
  }

  #state(): PlayerState {
    return {
      time: this.#host.clock.now(),
      position: this.#playing?.clock.position ?? 0,
      connected: this.#voice.isConnected,
      ping: this.#voice.ping,
    };
  }
}
