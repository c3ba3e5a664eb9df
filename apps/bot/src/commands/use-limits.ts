import type { ButtonName } from '../buttons/button-names.ts';
import type { CommandPath } from './command-paths.ts';

/** A use of a command or a button that is about to be. */
export interface IntendedUse {
  readonly userId: string;
  readonly guildId: string;
  readonly name: CommandPath | ButtonName;
}

/** Says when the bot may be used again. */
export interface UseLimits {
  /** Counts a use. @returns 0 when it may be; else how long to wait, in milliseconds, and it was not counted. */
  waitMs(use: IntendedUse): number;
}
