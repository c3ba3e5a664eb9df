/**
 * The bot's own audio node did not start. Its process is gone.
 *
 * Without a node there is no music, unless the bot has others.
 */
export class OwnNodeError extends Error {
  override readonly name = 'OwnNodeError';
  readonly code = 'OWN_NODE_START';
  /** The last lines its process wrote. */
  readonly lastWords: readonly string[];

  constructor(why: string, lastWords: readonly string[]) {
    super([`The bot's own audio node did not start: ${why}`, ...lastWords.map((line) => `  ${line}`)].join('\n'));
    this.lastWords = lastWords;
  }
}
