import { setFlagsFromString } from 'node:v8';

/**
 * Keeps V8 from reserving up to 64 MiB for young objects, which it does for the many that a start makes and does not give
 * back: a demo has to be small, not fast. To be called before the rest is loaded.
 */
export function keepMemorySmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}
