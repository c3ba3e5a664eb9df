import type { Exception, Playable, Player } from 'reprise';
import { shownTrack } from '../commands/shown-track.ts';
import { safeText } from '../display/safe-text.ts';
import { songText } from '../display/song-text.ts';
import type { Texts } from '../texts/texts.ts';

/** Why a song broke: what its node says, or that no sound came. */
export type Breakage = Exception | 'no-sound';

interface Failure {
  readonly track: Playable;
  readonly why: Breakage;
}

const LONGEST_REASON = 150;

/** Songs that broke, until it is known whether they go on all the same. */
export class Failures {
  readonly #last = new WeakMap<Player, Failure>();

  add(player: Player, track: Playable, why: Breakage): void {
    this.#last.set(player, { track, why });
  }

  /** A song plays on: when it is the one that broke, it was found anew and nobody has to know. */
  goesOn(player: Player): void {
    const failure = this.#last.get(player);
    const { current } = player;
    if (failure === undefined || current === undefined) return;
    if (current !== failure.track && current.equals(failure.track)) this.#last.delete(player);
  }

  /** What is told of the song that broke, now that something else follows it; undefined when none did. */
  take(player: Player, texts: Texts): string | undefined {
    const failure = this.#last.get(player);
    this.#last.delete(player);
    if (failure === undefined || player.current?.equals(failure.track) === true) return undefined;
    return texts.playback.panel.failed(songText(shownTrack(failure.track), 60), reason(failure.why, texts));
  }

  /** What is told when one song after the other broke, and nothing more is tried. */
  takeAll(player: Player, texts: Texts): string {
    const { why } = this.#last.get(player) ?? {};
    this.#last.delete(player);
    return texts.playback.panel.aborted(why === undefined ? texts.play.reasons['source-failing'] : reason(why, texts));
  }
}

/** Only what its source says of a song is fit to be read: what breaks in a node tells of its insides. */
function reason(why: Breakage, { play, playback }: Texts): string {
  if (why === 'no-sound') return playback.panel.noSound;
  const { severity, message } = why;
  const told = severity === 'common' && message !== null ? safeText(message, LONGEST_REASON) : '';
  return told === '' ? play.reasons['source-failing'] : told;
}
