/** How something is: `failed` keeps the bot from playing, a `warning` does not. */
export type Verdict = 'ok' | 'warning' | 'failed';

/** What a check found. No secret is in it. */
export interface Finding {
  /** What was looked at, in a word or two. */
  readonly name: string;
  readonly verdict: Verdict;
  /** How it is: a sentence. */
  readonly text: string;
  /** What to do about it: a sentence. */
  readonly advice?: string;
}

/** What a check answers; its name is known. */
export type Answer = Omit<Finding, 'name'>;

/** Looks at one thing. */
export interface Check {
  readonly name: string;
  /** @param signal - Aborted when nobody waits any more. What it throws is a failure. */
  run(signal: AbortSignal): Promise<Answer>;
}

/** All is well. */
export function ok(text: string): Answer {
  return { verdict: 'ok', text };
}

/** It works, but. */
export function warning(text: string, advice: string): Answer {
  return { verdict: 'warning', text, advice };
}

/** It does not work. */
export function failed(text: string, advice: string): Answer {
  return { verdict: 'failed', text, advice };
}
