import type { Clock } from '@reprise/clock';
import { CommandLimits, Cooldowns } from '../limits/command-limits.ts';
import { BUTTON_POLICIES, COMMAND_POLICIES } from './policies.ts';
import type { IntendedUse, UseLimits } from './use-limits.ts';

/** The limits of the policies, and those of users and guilds over all commands. */
export class PolicyLimits implements UseLimits {
  readonly #limits: CommandLimits;
  readonly #cooldowns: Cooldowns;
  /** What nobody can do too often, as to turn a page. */
  readonly #free: ReadonlySet<string>;

  constructor(clock: Clock) {
    const policies = Object.entries({ ...COMMAND_POLICIES, ...BUTTON_POLICIES });
    this.#limits = new CommandLimits({ clock });
    this.#cooldowns = new Cooldowns({
      cooldownsMs: Object.fromEntries(policies.map(([name, { cooldownMs }]) => [name, cooldownMs])),
      clock,
    });
    this.#free = new Set(policies.filter(([, { cooldownMs }]) => cooldownMs === 0).map(([name]) => name));
  }

  waitMs({ name, userId, guildId }: IntendedUse): number {
    if (this.#free.has(name)) return 0;
    const answer = this.#limits.take({ userId, guildId });
    if (!answer.ok) return answer.waitMs;
    const cooldown = this.#cooldowns.take(name, userId);
    return cooldown.ok ? 0 : cooldown.waitMs;
  }
}
