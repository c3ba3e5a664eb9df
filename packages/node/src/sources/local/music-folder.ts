import { realpathSync, statSync } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { AudioNodeError } from '../../errors.ts';

/** A file that surely lies in the music folder. */
export interface FolderFile {
  /** Absolute, without links. */
  readonly path: string;
  /** Relative to the folder, with `/` between its parts. */
  readonly name: string;
  readonly size: number;
  readonly modifiedMs: number;
}

/**
 * The only folder the node reads files from. Whatever a path says, what counts is where it leads: links and `..` are
 * resolved first, and a file outside is as good as none.
 */
export class MusicFolder {
  /** Absolute, without links. */
  readonly root: string;

  /** @throws {@link AudioNodeError} `NODE_MUSIC_FOLDER` when it is no folder. */
  constructor(folder: string) {
    try {
      this.root = realpathSync(folder);
    } catch (cause) {
      throw noFolder(folder, cause);
    }
    if (!statSync(this.root).isDirectory()) throw noFolder(folder);
  }

  /** The file that a path means, absolute or relative to the folder; `undefined` when it is outside, or no file. */
  async find(path: string): Promise<FolderFile | undefined> {
    // A NUL ends a path for the system and not for us; no file has one.
    if (path === '' || path.includes('\0')) return undefined;
    const real = await realpath(resolve(this.root, path)).catch(missing);
    if (real === undefined || !this.#contains(real)) return undefined;
    const found = await stat(real).catch(missing);
    if (found === undefined || !found.isFile()) return undefined;
    const name = relative(this.root, real).split(sep).join('/');
    return { path: real, name, size: found.size, modifiedMs: found.mtimeMs };
  }

  #contains(real: string): boolean {
    const inside = relative(this.root, real);
    return inside !== '' && inside !== '..' && !inside.startsWith(`..${sep}`) && !isAbsolute(inside);
  }
}

/** Errors of the file system that mean "there is no such file for us". */
const MISSING = new Set(['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'ELOOP', 'ENAMETOOLONG', 'EINVAL']);

function missing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && MISSING.has(String(error.code))) return undefined;
  throw error;
}

function noFolder(folder: string, cause?: unknown): AudioNodeError {
  return new AudioNodeError('NODE_MUSIC_FOLDER', `The music folder ${folder} cannot be read, or is no folder.`, {
    cause,
  });
}
