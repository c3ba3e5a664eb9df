import type { Clock } from '@reprise/clock';
import type { PlayerState as RemoteState } from '@reprise/protocol';
import { RepriseError, VoiceLostError } from '../../errors/index.ts';
import type { Node } from '../../node/node.ts';
import type { VoiceData } from '../../voice/voice-data.ts';
import type { PlayerCore } from '../player-core.ts';
import type { RecoveryStep, TellPlayerEvent } from '../player-events.ts';
import type { Playing } from '../playing.ts';
import { RecoveryLadder } from './recovery-ladder.ts';
import { SoundSigns } from './sound-signs.ts';
import { UpdatePace } from './update-pace.ts';

/** What a {@link Watchdog} works with. */
export interface WatchdogParts {
  readonly clock: Clock;
  readonly tell: TellPlayerEvent;
}

/** A player that plays, as it is watched. */
interface Watch {
  readonly signs: SoundSigns;
  readonly ladder: RecoveryLadder;
  playing: Playing | undefined;
  node: Node | undefined;
  voice: VoiceData | undefined;
  /** When the node last said anything of the player, or was asked. */
  askedAt: number;
}

/** Updates of a node that are missed before it is asked. */
const MISSED = 2;
/** Nodes asked at the same time: when all updates are late it is this program that was held up. */
const MOST_QUESTIONS = 8;

/**
 * Notices that a player which plays is not heard, though its node says nothing of it, and does something about it.
 *
 * A real Lavalink says `connected: true` for ever when the voice server dies without a word, and `connected: false` with the
 * song running on after some close codes. So the updates of the node are looked at, of players that play, that no command
 * and no other recovery is busy with. There is trouble when over two intervals of updates the position stands still, the
 * node has no voice connection, or has lost the player, or when the ping is stale ({@link PingTrace}). Then, each once and
 * two intervals apart: Discord is asked for fresh voice data; the bot leaves and enters the channel and the node begins
 * anew; the player goes to another node. When it is silent after all that, it is told as lost, once. After a minute with
 * sound all is counted anew.
 *
 * Nothing is concluded from updates that do not come: the node is asked then, and only its answer counts. A node that sends
 * none by itself, as NodeLink, is not asked.
 */
export class Watchdog {
  readonly #parts: WatchdogParts;
  readonly #watches = new WeakMap<PlayerCore, Watch>();
  readonly #paces = new WeakMap<Node, UpdatePace>();
  #questions = 0;

  constructor(parts: WatchdogParts) {
    this.#parts = parts;
  }

  /** The node of a player says where it is. */
  heard(core: PlayerCore, state: RemoteState): void {
    const watch = this.#watchOf(core);
    if (watch === undefined) return;
    const now = this.#parts.clock.now();
    watch.askedAt = now;
    if (!this.#isToSound(core, watch)) return;
    const { heardAt } = watch.signs;
    if (heardAt !== undefined) this.#paceOf(core.node)?.add(now - heardAt);
    this.#judge(core, watch, state);
  }

  /** Looks whether updates of a player are missing. To be called about once a second. */
  look(core: PlayerCore, now: number): void {
    const watch = this.#watches.get(core);
    if (watch === undefined) return;
    if (!isPlaying(core)) this.#watches.delete(core);
    else if (this.#isMissed(core, watch, now)) void this.#ask(core, watch);
  }

  #watchOf(core: PlayerCore): Watch | undefined {
    const watch = this.#watches.get(core);
    if (watch !== undefined || core.state !== 'playing') return watch;
    const made: Watch = {
      signs: new SoundSigns(),
      ladder: new RecoveryLadder(),
      playing: undefined,
      node: undefined,
      voice: undefined,
      askedAt: 0,
    };
    this.#watches.set(core, made);
    return made;
  }

  #paceOf(node: Node | undefined): UpdatePace | undefined {
    if (node === undefined) return undefined;
    const known = this.#paces.get(node);
    if (known !== undefined) return known;
    const pace = new UpdatePace();
    this.#paces.set(node, pace);
    return pace;
  }

  #isMissed(core: PlayerCore, watch: Watch, now: number): boolean {
    const pace = this.#paceOf(core.node);
    if (!pace?.isKnown || now - watch.askedAt < MISSED * pace.intervalMs) return false;
    return core.isToSound && this.#questions < MOST_QUESTIONS;
  }

  async #ask(core: PlayerCore, watch: Watch): Promise<void> {
    const { node } = core;
    watch.askedAt = this.#parts.clock.now();
    this.#questions += 1;
    try {
      const remote = await node?.fetchPlayer(core.guildId);
      if (core.node !== node || this.#watches.get(core) !== watch || !this.#isToSound(core, watch)) return;
      if (remote === undefined) this.#act(core, watch, 'the node has lost the player');
      else this.#judge(core, watch, remote.state);
    } catch (error) {
      // A node that does not answer is looked after by others.
      if (!(error instanceof RepriseError)) throw error;
    } finally {
      this.#questions -= 1;
    }
  }

  /** Whether silence of the player is not to be excused just now, and what is known of it is of what plays now. */
  #isToSound(core: PlayerCore, watch: Watch): boolean {
    const { node, voice, playback } = core;
    if (watch.voice !== voice.data || watch.node !== node) watch.signs.reconnect();
    if (watch.playing !== playback.playing || watch.node !== node) watch.signs.begin();
    watch.voice = voice.data;
    watch.node = node;
    watch.playing = playback.playing;
    if (core.isToSound) return true;
    watch.signs.rest();
    return false;
  }

  #judge(core: PlayerCore, watch: Watch, state: RemoteState): void {
    const { signs, ladder } = watch;
    const { intervalMs } = this.#paceOf(core.node) ?? NO_PACE;
    const now = this.#parts.clock.now();
    signs.report(state, now, intervalMs);
    const why = signs.trouble(now, { intervalMs, isSuspect: ladder.isBegun });
    if (why !== undefined) this.#act(core, watch, why);
    else if (signs.areGood) ladder.well(now);
  }

  #act(core: PlayerCore, watch: Watch, why: string): void {
    const { intervalMs } = this.#paceOf(core.node) ?? NO_PACE;
    const step = watch.ladder.silent(this.#parts.clock.now(), MISSED * intervalMs);
    if (step === undefined) return;
    watch.signs.rest();
    if (step === 'lost') this.#lose(core, `${why}, and nothing that was tried helped`);
    else void this.#take(step, core, watch, why);
  }

  async #take(step: RecoveryStep, core: PlayerCore, watch: Watch, why: string): Promise<void> {
    try {
      if (step === 'move') await this.#move(core, watch, why);
      else {
        this.#tell(core, step, why);
        await (step === 'refresh' ? core.voice.refresh() : core.voice.renew(why));
      }
    } catch (error) {
      // When the bot was told to leave meanwhile there is nothing to be helped; else it is still silent, and the next step follows.
      if (!(error instanceof RepriseError || error instanceof DOMException)) throw error;
    }
  }

  async #move(core: PlayerCore, watch: Watch, why: string): Promise<void> {
    // A rejoin that failed has left nothing that another node could be given.
    if (core.voice.data === undefined) await core.voice.renew(why);
    if (await core.voice.leaveNode(why, () => this.#tell(core, 'move', why))) return;
    watch.ladder.end();
    this.#lose(core, `${why}, and there is no other node`);
  }

  #tell(core: PlayerCore, step: RecoveryStep, why: string): void {
    this.#parts.tell('playerRecovery', core.player, step, why);
  }

  #lose(core: PlayerCore, why: string): void {
    this.#parts.tell('playerError', core.player, new VoiceLostError(core.guildId, why));
  }
}

const NO_PACE = new UpdatePace();

/** Whether it plays, or will when what is done about it is done. */
function isPlaying({ state, playback }: PlayerCore): boolean {
  return state !== 'destroyed' && playback.playing !== undefined && !playback.isPaused;
}
