import { KeepingError } from '../kept/keeping-error.ts';
import type { Log } from '../log/log.ts';
import { Refusal } from './refusal.ts';

/**
 * Waits for a change to be kept. That the store does not take it is told to who asked, and logged.
 *
 * @throws {@link Refusal} then; and what else went wrong.
 */
export async function kept<T>(work: Promise<T>, log: Log): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof KeepingError)) throw error;
    log.warn('A change could not be kept.', { code: error.code, error });
    throw new Refusal(({ settings }) => (error.code === 'VALUE_NEWER' ? settings.keptByNewer : settings.notKept));
  }
}
