import { callable } from '@reprise/options';

/** Told of what whoever runs the bot should know. */
export type OnWarning = (warning: Error) => void;

/**
 * Whom to tell: `onWarning`, or the process without one. What it throws goes there as well: who is told must not break what
 * they are told of.
 *
 * @throws TypeError naming the option when it is no function.
 */
export function warningsOf(owner: string, onWarning: OnWarning | undefined): OnWarning {
  if (onWarning === undefined) return (warning) => process.emitWarning(warning);
  callable(`${owner}: onWarning`, onWarning);
  return (warning) => {
    try {
      onWarning(warning);
    } catch (error) {
      process.emitWarning(error instanceof Error ? error : String(error));
    }
  };
}
