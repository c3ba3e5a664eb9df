import { createInterface } from 'node:readline/promises';
import type { NodePool } from 'reprise';
import { asTiming, asTracks } from './answer-text.ts';
import type { House } from './house.ts';

const FIRST_QUERY = 'ode to joy';

/** Shows one search twice, then asks for more in a terminal, or keeps serving without one. */
export async function show({ pool, nodes }: House, stop: AbortSignal): Promise<void> {
  console.log('Reprise: two audio nodes on this machine and a pool in front of them. No sound is sent yet.\n');
  for (const { name, url, password } of nodes) console.log(`  ${name}  ${url}  password ${password}`);
  console.log('');
  await searchTwice(pool, FIRST_QUERY);
  if (stop.aborted) return;
  if (process.stdin.isTTY && process.stdout.isTTY) await ask(pool, stop);
  else await serve(stop);
}

async function searchTwice(pool: NodePool, query: string): Promise<void> {
  const first = await pool.load(query);
  const second = await pool.load(query);
  console.log(`${query}\n${asTiming(first)}\n${asTiming(second, first)}\n${asTracks(second)}\n`);
}

async function ask(pool: NodePool, stop: AbortSignal): Promise<void> {
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

async function answer(pool: NodePool, query: string): Promise<void> {
  try {
    const found = await pool.load(query);
    console.log(`${asTiming(found)}\n${asTracks(found) || '  Nothing found.'}\n`);
  } catch (error) {
    console.log(`  ${error instanceof Error ? error.message : error}\n`);
  }
}

async function serve(stop: AbortSignal): Promise<void> {
  console.log('Serving. Ctrl+C or SIGTERM ends it.');
  await new Promise<void>((resolve) => stop.addEventListener('abort', () => resolve(), { once: true }));
}
