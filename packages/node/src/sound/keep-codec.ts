import { createRequire } from 'node:module';

const load = createRequire(import.meta.url);

/**
 * Keeps the library of Opus in memory for as long as the process lives. One that only threads have loaded is unloaded with the
 * last of them, and what that one still has to clean up then crashes the process.
 */
export function keepCodec(): void {
  load('mediaplex');
}
