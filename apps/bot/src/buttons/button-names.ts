/** Every button and menu of the bot's messages. What is listed here needs a policy and a handler. */
export const BUTTON_NAMES = [
  'pause',
  'skip',
  'previous',
  'stop',
  'shuffle',
  'loop',
  'favourite',
  'queue-page',
  'history-page',
  'favourites-page',
  'cache-refresh',
  'cache-warm',
  'cache-clean',
  'warm-cancel',
  'clean-confirm',
  'clean-keep',
  'forget-me',
  'forget-keep',
] as const;

export type ButtonName = (typeof BUTTON_NAMES)[number];

const PREFIX = 'reprise';
/** What Discord allows for an id. */
const LONGEST_ID = 100;

/** A button of ours that was clicked. */
export interface ButtonPress {
  readonly name: ButtonName;
  readonly args: readonly string[];
}

/**
 * The id of a button. It says all that is needed to handle a click, so that buttons outlive the process.
 *
 * @throws RangeError when the arguments are too long, or hold a colon.
 */
export function buttonId(name: ButtonName, ...args: readonly string[]): string {
  const id = [PREFIX, name, ...args].join(':');
  if (id.length <= LONGEST_ID && !args.some((arg) => arg.includes(':'))) return id;
  throw new RangeError(
    `buttonId: the id of a button must be at most ${LONGEST_ID} letters, without colons in an argument.`,
  );
}

/** What a button is for; undefined for one that is not ours. */
export function readButtonId(customId: string): ButtonPress | undefined {
  const [prefix, name, ...args] = customId.split(':');
  const known = BUTTON_NAMES.find((button) => button === name);
  return prefix === PREFIX && known !== undefined ? { name: known, args } : undefined;
}
