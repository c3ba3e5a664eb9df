import { PoolNotConnectedError } from 'reprise';

/** What a pool answers; undefined for one that is not connected: before the bot is up there is nothing to measure. */
export function ifConnected<T>(ask: () => T): T | undefined {
  try {
    return ask();
  } catch (error) {
    if (error instanceof PoolNotConnectedError) return undefined;
    throw error;
  }
}
