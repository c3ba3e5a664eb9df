import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Who sits at the machine: nobody of rank. */
const USER = 'anna';
const HOME = `/home/${USER}`;
/** Where both this machine and the new one keep whom they trust. */
const TRUSTED = '/etc/ssl/certs/ca-certificates.crt';
/** How this machine gets to its registries is how the new one does. */
const HANDED_ON = ['npm_config_registry', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'PIP_INDEX_URL'];
const ENVIRONMENT = {
  HOME,
  USER,
  LANG: 'C.UTF-8',
  PATH: `${HOME}/.local/bin:/usr/local/bin:/usr/bin:/bin`,
  npm_config_cafile: TRUSTED,
  NODE_EXTRA_CA_CERTS: TRUSTED,
  PIP_CERT: TRUSTED,
};

/** What is missing on this machine for a {@link FreshDebian}; undefined when nothing is. */
export async function missing(): Promise<string | undefined> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'It takes the rights of root on Linux.';
  try {
    await run('debootstrap', ['--version']);
    return undefined;
  } catch {
    return 'It takes debootstrap: apt-get install debootstrap.';
  }
}

/**
 * A Debian in a folder, with what a person installs before they begin: Node, npm and git. Its processes see their own files only,
 * and the network of this machine.
 */
export class FreshDebian implements AsyncDisposable {
  /** Where it is, for this machine. */
  readonly root: string;
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
    this.root = join(folder, 'root');
  }

  /** Makes one of a release, such as `trixie`. @throws What debootstrap and apt-get say. */
  static async make(release: string): Promise<FreshDebian> {
    const debian = new FreshDebian(await mkdtemp(join(tmpdir(), 'reprise-fresh-')));
    try {
      await run('debootstrap', ['--variant=minbase', release, debian.root], { maxBuffer: Number.POSITIVE_INFINITY });
      for (const file of ['/etc/resolv.conf', '/etc/hosts']) await cp(file, join(debian.root, file));
      await debian.install('nodejs', 'npm', 'git', 'ca-certificates');
      await cp(TRUSTED, join(debian.root, TRUSTED), { dereference: true });
      await debian.asRoot('useradd', '--create-home', '--shell', '/bin/bash', USER);
      return debian;
    } catch (error) {
      await debian[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** A copy of one that was made before, with its person in it. */
  static async copyOf(root: string): Promise<FreshDebian> {
    const debian = new FreshDebian(await mkdtemp(join(tmpdir(), 'reprise-fresh-')));
    await run('cp', ['--archive', root, debian.root]);
    return debian;
  }

  /** Installs packages of Debian, as root. */
  async install(...packages: readonly string[]): Promise<void> {
    await this.asRoot('apt-get', 'install', '--yes', '--no-install-recommends', ...packages);
  }

  /** Runs a program to its end, as root. @throws When it fails. */
  async asRoot(...command: readonly string[]): Promise<void> {
    const [program = '', ...rest] = this.#command(command);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LANG: 'C.UTF-8' };
    await run(program, rest, { env, maxBuffer: Number.POSITIVE_INFINITY });
  }

  /** Lets the person type a line, in their home. */
  types(line: string, more: Readonly<Record<string, string>> = {}): ChildProcess {
    const handed = HANDED_ON.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
    const env = { ...Object.fromEntries(handed), ...ENVIRONMENT, ...more };
    const [program = '', ...rest] = this.#command(['sh', '-c', `cd; ${line}`], `--userspec=${USER}:${USER}`);
    // As a terminal does it: all that the line starts hears of Ctrl+C.
    return spawn(program, rest, { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  }

  /** A file in the home of the person, for this machine. */
  home(name: string): string {
    return join(this.root, HOME, name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** What is mounted goes with the process that it is mounted for. */
  #command(command: readonly string[], ...options: readonly string[]): readonly string[] {
    const mounts = 'mount -t proc proc "$0/proc" && mount --rbind /dev "$0/dev" && exec /usr/sbin/chroot "$@"';
    const chroot = [...options, this.root, ...command];
    return ['unshare', '--mount', '--propagation', 'private', 'sh', '-c', mounts, this.root, ...chroot];
  }
}
