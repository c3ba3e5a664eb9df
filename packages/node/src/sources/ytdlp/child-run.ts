import { type ChildProcess, spawn } from 'node:child_process';
import type { Clock } from '@reprise/clock';
import { YtDlpError } from './failure.ts';

/** Limits and surroundings of a {@link runChild}. */
export interface ChildRunOptions {
  readonly cwd: string;
  /** All of its environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** Bytes of output after which it is ended. */
  readonly maxOutputBytes: number;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** What a program left. */
export interface ChildResult {
  /** `null` when a signal ended it. */
  readonly exitCode: number | null;
  readonly stdout: string;
  /** The last 64 KB. */
  readonly stderr: string;
}

const STDERR_BYTES = 64 * 1024;
/** Time to end by itself after SIGTERM. */
const GRACE_MS = 2_000;
/** Time in which whatever has left the group may still hold the output open. */
const DRAIN_MS = 1_000;

/**
 * Runs a program without a shell, in a process group of its own, so that it is ended together with all it has started:
 * the packaged yt-dlp is two processes, and it starts runtimes for scripts.
 *
 * Settles when the program is gone.
 *
 * @throws {@link YtDlpError} `timeout`, `too_large`, `program` when it cannot be started; the reason of `signal`.
 */
export async function runChild(file: string, args: readonly string[], options: ChildRunOptions): Promise<ChildResult> {
  const { cwd, env, clock, signal } = options;
  signal.throwIfAborted();
  const child = spawn(file, args, {
    cwd,
    env: { ...env },
    shell: false,
    detached: process.platform !== 'win32',
    windowsHide: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let ended: unknown;
  let cancelKill = (): void => undefined;
  const end = (reason: unknown): void => {
    if (ended !== undefined) return;
    ended = reason;
    endGroup(child, 'SIGTERM');
    cancelKill = clock.after(GRACE_MS, () => endGroup(child, 'SIGKILL'));
  };
  const onAbort = (): void => end(signal.reason);
  const cancelDeadline = clock.after(options.timeoutMs, () =>
    end(new YtDlpError('timeout', `no answer within ${options.timeoutMs} ms`)),
  );
  const output = collect(child, options.maxOutputBytes, end);
  signal.addEventListener('abort', onAbort);
  keep(child);
  try {
    const exitCode = await exitOf(child, clock);
    if (ended !== undefined) throw ended;
    return { exitCode, ...output() };
  } finally {
    drop(child);
    signal.removeEventListener('abort', onAbort);
    cancelDeadline();
    cancelKill();
  }
}

/** Resolves when the program and all of its output have ended. */
async function exitOf(child: ChildProcess, clock: Clock): Promise<number | null> {
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  let cancelDrain = (): void => undefined;
  child.once('error', (error) => reject(new YtDlpError('program', error.message, { cause: error })));
  child.once('exit', () => {
    // What it has started is of no use without it, and may hold the output open.
    endGroup(child, 'SIGKILL');
    cancelDrain = clock.after(DRAIN_MS, () => {
      child.stdout?.destroy();
      child.stderr?.destroy();
    });
  });
  child.once('close', resolve);
  try {
    return await promise;
  } finally {
    cancelDrain();
  }
}

/** Gathers the output; what is too much of it ends the program. */
function collect(
  child: ChildProcess,
  maxBytes: number,
  end: (reason: unknown) => void,
): () => Pick<ChildResult, 'stdout' | 'stderr'> {
  const parts: Buffer[] = [];
  let bytes = 0;
  let last: Buffer = Buffer.alloc(0);
  child.stdout?.on('data', (part: Buffer) => {
    bytes += part.length;
    if (bytes <= maxBytes) parts.push(part);
    else {
      parts.length = 0;
      end(new YtDlpError('too_large', `more than ${maxBytes} bytes`));
    }
  });
  child.stderr?.on('data', (part: Buffer) => {
    last = Buffer.concat([last, part]).subarray(-STDERR_BYTES);
  });
  // Decoded as a whole: a letter may be cut by the border of two parts.
  return () => ({ stdout: Buffer.concat(parts).toString('utf8'), stderr: last.toString('utf8') });
}

function endGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  const { pid } = child;
  if (pid === undefined) return;
  if (process.platform === 'win32') {
    // Windows has no groups; its own program follows the children.
    if (child.exitCode !== null) return;
    spawn('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore' }).on('error', () => undefined);
    return;
  }
  try {
    process.kill(-pid, signal);
  } catch {
    // Nobody of the group is left, which is what was wanted.
  }
}

const running = new Set<ChildProcess>();

/** A group of its own does not hear the terminal's Ctrl+C, nor that this process is gone. */
const endAll = (): void => {
  for (const child of running) endGroup(child, 'SIGKILL');
};

function keep(child: ChildProcess): void {
  if (running.size === 0) process.on('exit', endAll);
  running.add(child);
}

function drop(child: ChildProcess): void {
  running.delete(child);
  if (running.size === 0) process.off('exit', endAll);
}
