import type { Clock } from '@reprise/clock';
import { type Check, type Finding, failed } from './finding.ts';
import { reasonOf } from './plain-text.ts';

/** Runs all checks at once. One that throws, or takes longer than the deadline, is a finding that says so. */
export function runChecks(checks: readonly Check[], clock: Clock, deadlineMs: number): Promise<readonly Finding[]> {
  return Promise.all(checks.map((check) => carryOut(check, clock, deadlineMs)));
}

async function carryOut({ name, run }: Check, clock: Clock, deadlineMs: number): Promise<Finding> {
  const aborter = new AbortController();
  const late = Promise.withResolvers<Finding>();
  const cancel = clock.after(deadlineMs, () => {
    const text = `There was no answer within ${deadlineMs} ms.`;
    late.resolve({ name, ...failed(text, 'See whether it hangs, or whether a firewall drops what is sent to it.') });
    aborter.abort();
  });
  try {
    return await Promise.race([late.promise, finding(name, run, aborter.signal)]);
  } finally {
    cancel();
  }
}

async function finding(name: string, run: Check['run'], signal: AbortSignal): Promise<Finding> {
  try {
    return { name, ...(await run(signal)) };
  } catch (error) {
    const advice = 'Tell whoever looks after the bot: this should be a finding of its own.';
    return { name, ...failed(`It could not be looked at (${reasonOf(error)}).`, advice) };
  }
}
