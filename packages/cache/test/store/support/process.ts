import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const pathOf = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const node = pathOf('../../../../../node_modules/node/bin/node');

/** How a process has ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A file beside this one, run as a process of its own. */
export function start(file: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): RunningProcess {
  const hooks = new URL('./sources.mjs', import.meta.url).href;
  const child = spawn(node, ['--import', hooks, pathOf(`./${file}`), ...args], { env: { ...process.env, ...env } });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = once(child, 'close').then(
    (): Ended => ({ code: child.exitCode, signal: child.signalCode, stdout, stderr }),
  );
  return {
    child,
    ended,
    said: async (text) => {
      while (!stdout.includes(text)) {
        if (child.exitCode !== null || child.signalCode !== null) throw new Error(`It has ended: ${stderr}`);
        await Promise.race([once(child.stdout, 'data'), ended]);
      }
    },
  };
}

export interface RunningProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves when it has written a text. */
  said(text: string): Promise<void>;
}
