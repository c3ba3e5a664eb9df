import type { Cancel, Clock } from '@reprise/clock';
import type { Player } from 'reprise';
import type { AnswerParts } from '../display/answer.ts';
import type { Log } from '../log/log.ts';
import { type ChannelMessages, isClosed, isMessageGone } from './channel-messages.ts';
import { isShown, noteShown } from './panel-notes.ts';

/** Time between two changes of a message, in milliseconds: Discord limits them. */
const BETWEEN_MS = 2_000;

/** What a {@link GuildPanel} works with. */
export interface GuildPanelParts {
  readonly player: Player;
  readonly messages: ChannelMessages;
  readonly clock: Clock;
  readonly log: Log;
  /** What is to be shown now; undefined when nothing is. */
  readonly render: () => Promise<AnswerParts | undefined>;
}

/**
 * The message of a guild that tells what plays.
 *
 * It asks Discord for one thing at a time, and never more than once in two seconds; what changed meanwhile is shown by the
 * next change, as it is then.
 */
export class GuildPanel {
  readonly #parts: GuildPanelParts;
  #isWanted = false;
  #isToMove = false;
  #isRefused = false;
  #hasFailed = false;
  #isClosed = false;
  readonly #finished = Promise.withResolvers<void>();
  #isLast = false;
  #lastAt = Number.NEGATIVE_INFINITY;
  #cancel: Cancel | undefined;
  #working: Promise<void> | undefined;

  constructor(parts: GuildPanelParts) {
    this.#parts = parts;
  }

  /** Something may be different from what is shown. */
  refresh(): void {
    if (this.#isClosed) return;
    this.#isWanted = true;
    this.#next();
  }

  /** Another song: the message is where people look, at the end of the channel. */
  renew(): void {
    this.#isToMove = true;
    this.#isRefused = false;
    this.refresh();
  }

  /** Shows what there is to be shown, and then nothing more. Resolves when that is done. */
  finish(): Promise<void> {
    this.#isLast = true;
    this.refresh();
    return this.#finished.promise;
  }

  /** Shows nothing more. Resolves when nothing is under way. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancel?.();
    this.#finished.resolve();
    await this.#working;
  }

  #next(): void {
    if (this.#working !== undefined) return;
    if (!this.#isWanted || this.#isClosed || this.#isRefused) {
      if (this.#isLast) this.#finished.resolve();
      return;
    }
    const { clock } = this.#parts;
    const waitMs = this.#lastAt + BETWEEN_MS - clock.now();
    this.#cancel?.();
    this.#cancel = undefined;
    if (waitMs > 0) {
      this.#cancel = clock.after(waitMs, () => this.#next());
      return;
    }
    this.#working = this.#work().finally(() => {
      this.#working = undefined;
      this.#next();
    });
  }

  /** Never rejects. */
  async #work(): Promise<void> {
    const { player, render } = this.#parts;
    this.#isWanted = false;
    const isToMove = this.#isToMove;
    this.#isToMove = false;
    try {
      const answer = await render();
      if (answer === undefined || !(isToMove || isChange(player, answer))) return;
      await this.#show(answer, isToMove);
      this.#hasFailed = false;
    } catch (error) {
      this.#isRefused = isClosed(error);
      // Discord may have been away for a moment: the next report of the node is another try.
      this.#isToMove ||= isToMove;
      this.#tell(error);
    }
  }

  /** Once while it goes on, and not when the bot is leaving: then it may have been shown the door. */
  #tell(error: unknown): void {
    const { player, log } = this.#parts;
    // What a guild does not allow is for the guild to change.
    const level = this.#isLast || this.#hasFailed ? 'debug' : this.#isRefused ? 'info' : 'warn';
    log[level]('What plays could not be shown.', { guild: player.guildId, error });
    this.#hasFailed = true;
  }

  async #show(answer: AnswerParts, isToMove: boolean): Promise<void> {
    const { player, clock } = this.#parts;
    const { data } = player;
    this.#lastAt = clock.now();
    if (isToMove) await this.#takeAway();
    const { panelMessageId: id } = data;
    const isThere = id !== undefined && (isShown(player, answer) || (await this.#edit(id, answer)));
    if (!isThere) data.panelMessageId = await this.#parts.messages.send(answer);
    noteShown(player, answer);
    this.#lastAt = clock.now();
  }

  /** Removes the message, unless it is at the end of the channel already. */
  async #takeAway(): Promise<void> {
    const { messages, player } = this.#parts;
    const { panelMessageId: id } = player.data;
    if (id === undefined || (await messages.isLast(id))) return;
    await messages.delete(id).catch((error: unknown) => {
      if (!isMessageGone(error)) throw error;
    });
    delete player.data.panelMessageId;
  }

  /** False when somebody has deleted it. */
  async #edit(id: string, answer: AnswerParts): Promise<boolean> {
    try {
      await this.#parts.messages.edit(id, answer);
      return true;
    } catch (error) {
      if (!isMessageGone(error)) throw error;
      delete this.#parts.player.data.panelMessageId;
      return false;
    }
  }
}

/** Whether the message of a player, if there is one, shows something else. */
function isChange(player: Player, answer: AnswerParts): boolean {
  return player.data.panelMessageId !== undefined && !isShown(player, answer);
}
