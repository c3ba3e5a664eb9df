import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { SourceError } from '../../errors.ts';

/** Told when a program starts and when it is gone. */
export type ProgramListener = (pid: number, isRunning: boolean) => void;

/** Bytes of what it complains of that are kept. */
const STDERR_BYTES = 2_048;
/** What it may know of this process. */
const ENV_NAMES = ['PATH', 'LD_LIBRARY_PATH', 'SystemRoot', 'TMPDIR', 'TEMP'];

/** An ffmpeg at work. It ends with `signal` at the latest. */
export class FfmpegProcess {
  readonly #child: ChildProcess;
  readonly #exit: Promise<number | null>;
  #stderr: Buffer = Buffer.alloc(0);

  constructor(file: string, args: readonly string[], onProgram: ProgramListener, signal: AbortSignal) {
    const env = Object.fromEntries(ENV_NAMES.map((name) => [name, process.env[name]]));
    const child = spawn(file, args, {
      env,
      shell: false,
      detached: process.platform !== 'win32',
      windowsHide: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#child = child;
    const { pid } = child;
    if (pid !== undefined) onProgram(pid, true);
    const { promise, resolve, reject } = Promise.withResolvers<number | null>();
    this.#exit = promise;
    promise.catch(() => undefined);
    const end = (): void => this.kill();
    child.once('error', (cause) => reject(new SourceError('ffmpeg cannot be started.', 'fault', { cause })));
    child.once('exit', () => {
      signal.removeEventListener('abort', end);
      if (pid !== undefined) onProgram(pid, false);
    });
    child.once('close', resolve);
    child.stderr?.on('data', (part: Buffer) => {
      this.#stderr = Buffer.concat([this.#stderr, part]).subarray(-STDERR_BYTES);
    });
    // Whoever writes hears of it by the exit: it may well stop reading before the end.
    child.stdin?.on('error', () => undefined);
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
  }

  /** What it makes. */
  get output(): Readable {
    const { stdout } = this.#child;
    if (stdout === null) throw new SourceError('ffmpeg gives nothing.', 'fault');
    return stdout;
  }

  /** Hands it bytes, waiting until it takes more. Answers false when it takes none any more. */
  async write(bytes: Uint8Array): Promise<boolean> {
    const { stdin } = this.#child;
    if (stdin === null || !stdin.writable) return false;
    if (stdin.write(bytes)) return true;
    const waiting = new AbortController();
    const { signal } = waiting;
    const gone = [once(stdin, 'close', { signal }), once(this.#child, 'exit', { signal })];
    await Promise.race([once(stdin, 'drain', { signal }), ...gone]).catch(() => undefined);
    waiting.abort();
    return stdin.writable;
  }

  /** There are no more bytes. */
  endInput(): void {
    this.#child.stdin?.end();
  }

  /** Waits for its end. @throws {@link SourceError} when it failed, with what it complained of as the cause. */
  async finish(): Promise<void> {
    const code = await this.#exit;
    if (code === 0) return;
    const said = this.#stderr.toString('utf8').trim() || `it ended with ${code}`;
    throw new SourceError('The track cannot be decoded.', 'suspicious', { cause: new Error(`ffmpeg: ${said}`) });
  }

  /** Ends it, with all it started. */
  kill(): void {
    const { pid } = this.#child;
    if (pid !== undefined && this.#child.exitCode === null && this.#child.signalCode === null) killGroup(pid);
  }
}

/** Ends a program that was started in a group of its own. Nothing it has is worth saving. */
export function killGroup(pid: number): void {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // It has just ended by itself.
  }
}
