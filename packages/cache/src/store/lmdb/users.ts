import { readFileSync } from 'node:fs';
import { open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { StoreError } from '../store-error.ts';

const PREFIX = 'user-';
const LOCK = 'opening';
const RETRY_MS = 10;
/** Longer than a scan may take. */
const LOCK_PATIENCE_MS = 60_000;

/** Who uses the files of a folder: each process leaves a note there while it has them open. */
export class Users {
  readonly #folder: string;
  readonly #own = noteOf(process.pid);

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Whether another process that lives has the files open. */
  async areThere(): Promise<boolean> {
    const names = await readdir(this.#folder);
    const notes = names.filter((name) => name.startsWith(PREFIX)).map((name) => join(this.#folder, name));
    const alive = await Promise.all(notes.map((note) => this.#isOfALivingOther(note)));
    return alive.includes(true);
  }

  async add(): Promise<void> {
    await writeFile(this.#ownFile(), this.#own);
  }

  async remove(): Promise<void> {
    await rm(this.#ownFile(), { force: true });
  }

  /** Forgets the notes of processes that have ended. */
  async forgetTheDead(): Promise<void> {
    for (const name of await readdir(this.#folder)) {
      const note = join(this.#folder, name);
      const isOld = name.startsWith(PREFIX) && note !== this.#ownFile() && !(await this.#isOfALivingOther(note));
      if (isOld) await rm(note, { force: true });
    }
  }

  /** Runs something while no other process does the same in this folder. */
  async alone<T>(run: () => Promise<T>): Promise<T> {
    const lock = join(this.#folder, LOCK);
    const giveUpAt = performance.now() + LOCK_PATIENCE_MS;
    while (!(await this.#take(lock))) {
      if (performance.now() > giveUpAt) {
        throw new StoreError('STORE_UNAVAILABLE', `Another process has been opening the store for long: see ${lock}.`);
      }
      await after(RETRY_MS);
    }
    try {
      return await run();
    } finally {
      await rm(lock, { force: true });
    }
  }

  async #take(lock: string): Promise<boolean> {
    try {
      const handle = await open(lock, 'wx');
      await handle.writeFile(this.#own);
      await handle.close();
      return true;
    } catch (error) {
      if (!isCode(error, 'EEXIST')) throw error;
    }
    // Empty between its making and its writing: then only its age tells.
    const [note, { mtimeMs }] = await Promise.all([readNote(lock), stat(lock).catch(() => ({ mtimeMs: Date.now() }))]);
    const isLeft = note === '' ? Date.now() - mtimeMs > 1_000 : note === this.#own ? false : !isAlive(note);
    if (isLeft) await this.#breakOpen(lock, note);
    return false;
  }

  /** Removes a lock that was left. Another process may have done so, and have its own there by now: that one stays. */
  async #breakOpen(lock: string, note: string): Promise<void> {
    const taken = `${lock}-${process.pid}`;
    try {
      await rename(lock, taken);
      if ((await readNote(taken)) === note) await rm(taken, { force: true });
      else await rename(taken, lock);
    } catch (error) {
      if (!isCode(error, 'ENOENT')) throw error;
    }
  }

  async #isOfALivingOther(file: string): Promise<boolean> {
    const note = await readNote(file);
    return note !== this.#own && isAlive(note);
  }

  #ownFile(): string {
    return join(this.#folder, `${PREFIX}${process.pid}`);
  }
}

/** Names a process on this machine, so that another one that got its number later is not taken for it. */
function noteOf(pid: number): string {
  return `${pid} ${startOf(pid)} ${hostname()}`;
}

function isAlive(note: string): boolean {
  const pid = Number.parseInt(note, 10);
  if (!(pid > 0) || noteOf(pid) !== note) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isCode(error, 'EPERM');
  }
}

/** When a process was started, in ticks since the machine was; 0 where that is not told. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the program, in parentheses, may hold anything; the start is the 20th field behind it.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '0';
  } catch {
    return '0';
  }
}

async function readNote(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '');
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
