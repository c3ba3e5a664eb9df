import type { DemoRun } from './demo.ts';
import { keepMemorySmall } from './small-memory.ts';

/**
 * Runs the demo until it is told to end.
 *
 * @returns The exit code.
 * @throws `AudioNodeError` when the folder of music is none; what the file system or a port says.
 */
export async function runDemo(run: DemoRun): Promise<number> {
  keepMemorySmall();
  const { playDemo } = await import('./demo.ts');
  return playDemo(run);
}
