/** What the exit code of the program says. */
export const EXIT = {
  ok: 0,
  failed: 1,
  /** The command line, the settings or the token are wrong: starting again is no use before somebody has changed them. */
  wrong: 2,
} as const;
