import type { Clock } from '@reprise/clock';
import { type LimitAnswer, TokenBuckets } from './token-buckets.ts';

/** Commands that a user may give at once, and the time after which all of them are there again. */
export const USER_LIMIT = { capacity: 5, refillMs: 10_000 } as const;

/** The same for all users of a guild together. */
export const GUILD_LIMIT = { capacity: 20, refillMs: 10_000 } as const;

/** Who gives a command, and where. */
export interface CommandOrigin {
  readonly userId: string;
  /** Absent in a direct message. */
  readonly guildId?: string | undefined;
}

/** Whether a command may run; if not, whose limit it is and in how many milliseconds it may. */
export type CommandAnswer =
  | { readonly ok: true }
  | { readonly ok: false; readonly limit: 'user' | 'guild'; readonly waitMs: number };

/** Options of {@link CommandLimits}. */
export interface CommandLimitsOptions {
  /** @defaultValue `systemClock` */
  readonly clock?: Clock;
}

/** Keeps users and guilds from giving more commands than the bot and Discord can take. */
export class CommandLimits {
  readonly #users: TokenBuckets;
  readonly #guilds: TokenBuckets;

  constructor({ clock }: CommandLimitsOptions = {}) {
    const timed = clock === undefined ? {} : { clock };
    this.#users = new TokenBuckets({ ...USER_LIMIT, ...timed });
    this.#guilds = new TokenBuckets({ ...GUILD_LIMIT, ...timed });
  }

  /** Counts a command. One that is refused counts for neither, so that nobody who is held back holds back a guild. */
  take({ userId, guildId }: CommandOrigin): CommandAnswer {
    const guildWaitMs = guildId === undefined ? 0 : this.#guilds.waitMs(guildId);
    const userWaitMs = this.#users.waitMs(userId);
    if (userWaitMs > 0 && userWaitMs >= guildWaitMs) return { ok: false, limit: 'user', waitMs: userWaitMs };
    if (guildWaitMs > 0) return { ok: false, limit: 'guild', waitMs: guildWaitMs };
    this.#users.take(userId);
    if (guildId !== undefined) this.#guilds.take(guildId);
    return { ok: true };
  }
}

/** Options of {@link Cooldowns}. */
export interface CooldownsOptions {
  /** Milliseconds between two uses of a command by the same user, by command; 0 and absent is none. */
  readonly cooldownsMs: Readonly<Record<string, number>>;
  /** @defaultValue `systemClock` */
  readonly clock?: Clock;
}

/** Keeps a user from giving the same costly command again and again. */
export class Cooldowns {
  readonly #byCommand: ReadonlyMap<string, TokenBuckets>;

  /** @throws TypeError or RangeError for a cooldown that is no duration. */
  constructor({ cooldownsMs, clock }: CooldownsOptions) {
    const timed = clock === undefined ? {} : { clock };
    const slow = Object.entries(cooldownsMs).filter(([, refillMs]) => refillMs !== 0);
    this.#byCommand = new Map(
      slow.map(([command, refillMs]) => [command, new TokenBuckets({ capacity: 1, refillMs, ...timed })]),
    );
  }

  /** Begins the cooldown, if there is none yet. */
  take(command: string, userId: string): LimitAnswer {
    return this.#byCommand.get(command)?.take(userId) ?? { ok: true };
  }
}
