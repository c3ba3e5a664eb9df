import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { knownOptions, oneOf } from '@reprise/options';
import { DevkitError } from '../errors.ts';
import type { Fault, FaultTarget } from '../plan/fault.ts';
import { Turns } from '../time/turns.ts';
import type { ProcessConfig, ProcessReport } from './process-message.ts';

/** Options of {@link NodeProcess}. */
export interface NodeProcessOptions {
  /** Options of the audio node, as far as JSON can say them. @defaultValue those of `AudioNode`, on any free port */
  readonly node?: ProcessConfig['node'];
  /**
   * Options of its voice servers, or the voice of the node itself: `discord` is heard by a `FakeVoiceServer`.
   *
   * @defaultValue those of `FakeVoice`: they answer at once
   */
  readonly voice?: ProcessConfig['voice'];
  /** Names of sources of made-up tracks it has. @defaultValue `['madeup']` */
  readonly madeUpTracks?: readonly string[];
  /**
   * Variables beside those of this process; `NODE_EXTRA_CA_CERTS` names a file with the `ca` of a `FakeVoiceServer`.
   *
   * @defaultValue none
   */
  readonly env?: Readonly<Record<string, string>>;
  /** Arguments for Node itself, such as `--max-old-space-size=256`. @defaultValue none */
  readonly execArgv?: readonly string[];
}

/** A process that is told to end and does not is killed after this time. */
const STOP_GRACE_MS = 5_000;

/**
 * An audio node in a process of its own, that can be killed and frozen as a process is. For benchmarks, and for tests in
 * which the node must not share the event loop of the client.
 *
 * It ends with the process that started it.
 *
 * @example
 * ```ts
 * import { NodeProcess } from '@reprise/devkit';
 *
 * await using node = await NodeProcess.start({ node: { password: 'secret' }, voice: { answerAfterMs: 100 } });
 * console.log(node.url);
 *
 * await node.die(); // SIGKILL
 * await node.revive(); // on the same port
 * node.freeze(); // SIGSTOP
 * node.thaw(); // SIGCONT
 * ```
 */
export class NodeProcess implements FaultTarget, AsyncDisposable {
  readonly #config: ProcessConfig;
  readonly #env: Readonly<Record<string, string>>;
  readonly #execArgv: readonly string[];
  #child: ChildProcess;
  #port = 0;
  /** Of life and death. */
  readonly #turns = new Turns();

  private constructor(config: ProcessConfig, env: Readonly<Record<string, string>>, execArgv: readonly string[]) {
    this.#config = config;
    this.#env = env;
    this.#execArgv = execArgv;
    this.#child = this.#fork();
  }

  /**
   * Starts one, and waits until it listens.
   *
   * @throws {@link DevkitError} with code `NODE_PROCESS` when it does not, saying why.
   */
  static async start(options: NodeProcessOptions = {}): Promise<NodeProcess> {
    knownOptions('NodeProcess', options, ['node', 'voice', 'madeUpTracks', 'env', 'execArgv']);
    const { node = {}, voice = {}, madeUpTracks = ['madeup'], env = {}, execArgv = [] } = options;
    if (typeof voice === 'string') oneOf('NodeProcess: voice', voice, ['discord', 'silent']);
    const made = new NodeProcess({ node: { port: 0, ...node }, voice, madeUpTracks }, env, execArgv);
    await made.#listening(made.#config);
    return made;
  }

  /** The process id; `undefined` while it is dead. */
  get pid(): number | undefined {
    return this.isAlive ? this.#child.pid : undefined;
  }

  /** Whether the process lives, frozen or not. */
  get isAlive(): boolean {
    const { pid, exitCode, signalCode } = this.#child;
    return pid !== undefined && exitCode === null && signalCode === null;
  }

  /** The port it listens on. */
  get port(): number {
    return this.#port;
  }

  /** Where clients reach it. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Kills it with SIGKILL, and waits until it is gone. */
  die(): Promise<void> {
    return this.#turns.take(() => this.#end('SIGKILL'));
  }

  /** Starts it again on the same port, if it is dead, and thaws it. @throws {@link DevkitError} when it does not start. */
  revive(): Promise<void> {
    return this.#turns.take(async () => {
      if (this.isAlive) {
        this.thaw();
        return;
      }
      this.#child = this.#fork();
      await this.#listening({ ...this.#config, node: { ...this.#config.node, port: this.#port } });
    });
  }

  /** Freezes it with SIGSTOP: the system goes on accepting connections, nothing is answered. */
  freeze(): void {
    this.#child.kill('SIGSTOP');
  }

  /** Lets it go on with SIGCONT. */
  thaw(): void {
    this.#child.kill('SIGCONT');
  }

  /**
   * Lets a fault happen that is given as data: `die`, `revive` and `heal`, `freeze`, `thaw`.
   *
   * @throws {@link DevkitError} with code `NODE_PROCESS` for any other: put a `FaultProxy` in front, or use a `FaultyNode`.
   */
  async apply({ kind }: Fault): Promise<void> {
    switch (kind) {
      case 'die':
        return this.die();
      case 'revive':
      case 'heal':
        return this.revive();
      case 'freeze':
        return this.freeze();
      case 'thaw':
        return this.thaw();
      default:
        throw new DevkitError('NODE_PROCESS', `A process cannot ${kind}; it can die, revive, heal, freeze and thaw.`);
    }
  }

  /** Ends it as an operator does, with SIGTERM: its clients are closed with 1001. */
  close(): Promise<void> {
    return this.#turns.take(async () => {
      this.thaw();
      const kill = setTimeout(() => this.#child.kill('SIGKILL'), STOP_GRACE_MS);
      await this.#end('SIGTERM');
      clearTimeout(kill);
    });
  }

  /** {@link close}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    if (!this.isAlive) return;
    const exit = once(this.#child, 'exit');
    this.#child.kill(signal);
    await exit;
  }

  #fork(): ChildProcess {
    const child = fork(programPath(), {
      env: { ...process.env, ...this.#env },
      execArgv: [...this.#execArgv],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    // A frozen process would not notice that its parent is gone.
    const kill = (): void => void child.kill('SIGKILL');
    process.once('exit', kill);
    child.once('exit', () => process.off('exit', kill));
    return child;
  }

  async #listening(config: ProcessConfig): Promise<void> {
    const child = this.#child;
    const { promise, resolve } = Promise.withResolvers<ProcessReport>();
    child.once('message', resolve);
    child.once('exit', (code, signal) => resolve({ error: `it ended with ${signal ?? code}` }));
    child.once('error', (error) => resolve({ error: error.message }));
    child.send(config);
    const report = await promise;
    if ('error' in report) {
      await this.#end('SIGKILL');
      throw new DevkitError('NODE_PROCESS', `The process of the audio node did not start: ${report.error}`);
    }
    this.#port = report.port;
  }
}

/** The program stands beside the sources, and beside what is built from them. */
function programPath(): string {
  const source = new URL('../main.ts', import.meta.url);
  return fileURLToPath(import.meta.url.endsWith('.ts') ? source : new URL('./main.js', import.meta.url));
}
