import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Folder of the repository. */
export const root: string = fileURLToPath(new URL('..', import.meta.url));

/** How a command went. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that runs. */
export interface Running {
  readonly child: ChildProcess;
  /** Resolves when its output holds the text. */
  readonly says: (text: string) => Promise<void>;
  /** Its output so far. */
  readonly stdout: () => string;
  readonly outcome: Promise<Outcome>;
}

/**
 * Starts a command in the repository, as a person would: without this test's own environment of Node.
 *
 * @param more - Variables beside those of this process.
 */
export function start(
  command: string,
  args: readonly string[],
  cwd: string = root,
  more: Readonly<Record<string, string>> = {},
): Running {
  const { NODE_OPTIONS: _options, VITEST: _vitest, ...env } = process.env;
  const child = spawn(command, args, { cwd, env: { ...env, ...more }, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  const waiting: { text: string; resolve: () => void; reject: (error: Error) => void }[] = [];
  child.stdout.on('data', (data: Buffer) => {
    stdout += data;
    for (const { text, resolve } of waiting) if (stdout.includes(text)) resolve();
  });
  child.stderr.on('data', (data: Buffer) => {
    stderr += data;
  });
  return {
    child,
    stdout: () => stdout,
    says: (text) =>
      new Promise((resolve, reject) => {
        if (stdout.includes(text)) resolve();
        else waiting.push({ text, resolve, reject });
      }),
    outcome: new Promise((resolve) => {
      child.on('close', (code) => {
        const ended = new Error(`${command} ended with ${code}.\n${stdout}\n${stderr}`);
        for (const { reject } of waiting) reject(ended);
        resolve({ code, stdout, stderr });
      });
    }),
  };
}

/** Runs a command to its end. */
export function run(command: string, args: readonly string[], cwd?: string): Promise<Outcome> {
  return start(command, args, cwd).outcome;
}
