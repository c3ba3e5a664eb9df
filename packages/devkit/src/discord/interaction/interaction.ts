import type { Cancel, Clock } from '@reprise/clock';
import { DevkitError } from '../../errors.ts';
import type { Json } from '../json.ts';
import type { DiscordMessage, MessageEdit, StoredMessage } from '../message/message.ts';

/** Time in which a bot has to say something, in milliseconds. */
export const ANSWER_MS = 3_000;
/** Time in which a bot may use the token of an interaction, in milliseconds. */
export const TOKEN_MS = 900_000;

/** How a bot first answered. */
export type AcknowledgementKind = 'reply' | 'defer' | 'deferUpdate' | 'update' | 'autocomplete' | 'modal';

/** The first answer of a bot to an interaction. */
export interface Acknowledgement {
  readonly kind: AcknowledgementKind;
  /** The answer is for one person only. */
  readonly isEphemeral: boolean;
  /** Time from the click or the command until it was there, in milliseconds. */
  readonly tookMs: number;
}

/** What somebody did with a bot, and what the bot made of it. */
export interface Interaction {
  readonly id: string;
  /** How the bot first answered; `undefined` while it has not. */
  readonly acknowledgement: Acknowledgement | undefined;
  /** Its answer, or the message its button belongs to; `undefined` while there is none. */
  readonly message: DiscordMessage | undefined;
  /** How {@link message} was changed since, oldest first. */
  readonly edits: readonly MessageEdit[];
  /** Further messages of the bot, oldest first. */
  readonly followUps: readonly DiscordMessage[];
  /** The form that the bot shows, as it sent it. */
  readonly modal: Json | undefined;
  /** Time until the first words of the bot, in milliseconds; `undefined` while there are none. */
  readonly tookMs: number | undefined;
  /** Waits for the first answer, be it "thinking". @throws DevkitError `DISCORD_UNANSWERED` after 3 s. */
  acknowledged(): Promise<Acknowledgement>;
  /**
   * Waits for the first words of the bot: its reply, or the first change after it deferred.
   *
   * @throws DevkitError `DISCORD_UNANSWERED` when there is no first answer in 3 s, or there are no words in 15 min.
   */
  reply(): Promise<DiscordMessage>;
  /** Waits until its answer or one of its further messages is as `test` wants it. @throws DevkitError as {@link reply}. */
  until(test: (message: DiscordMessage) => boolean): Promise<DiscordMessage>;
}

/** What a {@link PendingInteraction} is made with. */
export interface InteractionFacts {
  readonly id: string;
  readonly token: string;
  /** 2 command, 3 component, 4 autocomplete, 5 modal. */
  readonly type: number;
  readonly userId: string;
  readonly guildId: string;
  readonly channelId: string;
  /** The message whose button was clicked. */
  readonly source?: StoredMessage | undefined;
  readonly name: string;
}

/** An interaction as Discord keeps it. */
export class PendingInteraction implements Interaction {
  readonly facts: InteractionFacts;
  readonly sentAt: number;
  readonly followUps: StoredMessage[] = [];
  readonly #clock: Clock;
  readonly #waiters = new Set<Waiter>();
  #cancel: Cancel | undefined;
  #ended: DevkitError | undefined;
  #editsBefore = 0;
  acknowledgement: Acknowledgement | undefined;
  original: StoredMessage | undefined;
  modal: Json | undefined;
  choices: readonly Json[] = [];
  tookMs: number | undefined;

  constructor(facts: InteractionFacts, clock: Clock) {
    this.facts = facts;
    this.#clock = clock;
    this.sentAt = clock.now();
  }

  get id(): string {
    return this.facts.id;
  }

  get message(): DiscordMessage | undefined {
    return this.original;
  }

  get edits(): readonly MessageEdit[] {
    return this.original?.edits.slice(this.#editsBefore) ?? [];
  }

  /** Milliseconds since it was sent. */
  get ageMs(): number {
    return this.#clock.now() - this.sentAt;
  }

  /** Notes the first answer and, if there is one, its message. */
  acknowledge(kind: AcknowledgementKind, original?: StoredMessage): void {
    this.acknowledgement = { kind, isEphemeral: original?.isEphemeral ?? false, tookMs: this.ageMs };
    this.original = original;
    this.#editsBefore = kind === 'deferUpdate' || kind === 'update' ? (original?.edits.length ?? 0) : 0;
    this.#look();
  }

  /** Notes that the bot has said something. */
  spoke(): void {
    this.tookMs ??= this.ageMs;
    this.#look();
  }

  /** Nobody will answer any more. */
  end(why: string): void {
    this.#ended = new DevkitError('DISCORD_STATE', why);
    this.#look();
  }

  acknowledged(): Promise<Acknowledgement> {
    return this.#when(() => this.acknowledgement);
  }

  reply(): Promise<DiscordMessage> {
    return this.#when(() => (this.tookMs === undefined ? undefined : (this.original ?? this.followUps[0])));
  }

  until(test: (message: DiscordMessage) => boolean): Promise<DiscordMessage> {
    return this.#when(() => {
      if (this.tookMs === undefined) return undefined;
      return [...(this.original === undefined ? [] : [this.original]), ...this.followUps].find(test);
    });
  }

  #when<T>(find: () => T | undefined): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiters.add({
        isDone: () => {
          const found = find();
          if (found !== undefined) resolve(found);
          return found !== undefined;
        },
        reject,
      });
      this.#look();
    });
  }

  #look(): void {
    this.#cancel?.();
    for (const waiter of this.#waiters) if (waiter.isDone()) this.#waiters.delete(waiter);
    const error = this.#ended ?? this.#overdue();
    if (error !== undefined) {
      for (const { reject } of this.#waiters) reject(error);
      this.#waiters.clear();
    }
    if (this.#waiters.size > 0) this.#cancel = this.#clock.after(this.#limitMs + 1 - this.ageMs, () => this.#look());
  }

  get #limitMs(): number {
    return this.acknowledgement === undefined ? ANSWER_MS : TOKEN_MS;
  }

  #overdue(): DevkitError | undefined {
    if (this.ageMs <= this.#limitMs) return undefined;
    const { name } = this.facts;
    const what = this.acknowledgement === undefined ? 'no answer in 3 s' : 'not what was waited for in 15 min';
    return new DevkitError('DISCORD_UNANSWERED', `The bot gave ${what} to ${name}.`);
  }
}

interface Waiter {
  /** Whether it has what it waits for. */
  readonly isDone: () => boolean;
  readonly reject: (error: Error) => void;
}
