const LONGEST = 300;

/** What somebody else said, as it can stand in a line of a terminal: short, and without what moves the cursor. */
export function plain(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
}

/** Why something failed, in a word: a code, never a message, which may have an address with a password in it. */
export function reasonOf(error: unknown): string {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    if ('code' in at && typeof at.code === 'string') return plain(at.code);
    // `fetch` refuses the ports of some old services, and has no code for it.
    if (at.message === 'bad port') return 'no request may go to this port';
    if (at instanceof AggregateError && at.errors.length > 0) return reasonOf(at.errors[0]);
  }
  return error instanceof Error ? error.name : 'unknown reason';
}
