import { createInterface } from 'node:readline/promises';
import type { NodePool } from 'reprise';
import { asTiming, asTracks } from './answer-text.ts';

/** Asks for searches at the terminal, until an empty line. */
export async function ask(pool: NodePool, stop: AbortSignal): Promise<void> {
  console.log('Search for a tune, a composer or demo:playlist:beethoven. An empty line ends.\n');
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  // In a terminal Ctrl+C reaches the prompt, not the process.
  const ended = new Promise<void>((resolve) => terminal.once('close', resolve));
  stop.addEventListener('abort', () => terminal.close(), { once: true });
  terminal.setPrompt('search> ');
  terminal.prompt();
  let isOpen = true;
  let answered = Promise.resolve();
  terminal.once('close', () => {
    isOpen = false;
  });
  terminal.on('line', (line) => {
    if (line.trim() === '') return terminal.close();
    answered = answered.then(async () => {
      if (isOpen) await answer(pool, line);
      if (isOpen) terminal.prompt();
    });
  });
  await ended;
  await answered;
}

async function answer(pool: NodePool, line: string): Promise<void> {
  try {
    const found = await pool.load(line);
    console.log(`${asTiming(found)}\n${asTracks(found) || '  Nothing found.'}\n`);
  } catch (error) {
    console.log(`  ${error instanceof Error ? error.message : error}\n`);
  }
}
