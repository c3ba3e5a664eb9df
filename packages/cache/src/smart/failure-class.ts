/**
 * Why a value could not be made, as far as it says how long there is no use in trying again:
 *
 * - `nothing-found`: there is no such thing yet. Believed for a minute.
 * - `gone`: it was removed, or is private. Believed for six hours.
 * - `rate-limited`: the source wants to be left alone. Believed for five minutes.
 * - `other`: nobody knows. Believed for five seconds.
 * - `network`: it was never asked. Not believed at all.
 */
export type FailureClass = 'nothing-found' | 'gone' | 'rate-limited' | 'other' | 'network';

/** All of them. */
export const FAILURE_CLASSES: readonly FailureClass[] = ['nothing-found', 'gone', 'rate-limited', 'other', 'network'];
