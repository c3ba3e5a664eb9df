import type { Clock } from '@reprise/clock';
import type { Log } from '../../log.ts';
import { programPath } from '../../program-path.ts';
import { type ChildResult, runChild } from './child-run.ts';
import { YtDlpError } from './failure.ts';
import { environmentOf, makeWorkspace } from './workspace.ts';
import type { YtDlpSettings } from './ytdlp-options.ts';

/** Before it, a link could make yt-dlp run commands (CVE-2026-26331, CVE-2026-55404). */
const OLDEST_VERSION = '2026.07.04';
const VERSION_TIMEOUT_MS = 10_000;
const VERSION_BYTES = 64 * 1024;

/** What a run may cost. */
export interface RunLimits {
  readonly timeoutMs: number;
  readonly maxOutputBytes: number;
}

/** What a {@link Program} works with. */
export interface ProgramParts {
  readonly settings: Pick<YtDlpSettings, 'path' | 'cookiesFile' | 'proxy'>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
}

/** A yt-dlp on this machine. */
export class Program {
  readonly path: string;
  readonly #parts: ProgramParts;

  constructor(path: string, parts: ProgramParts) {
    this.path = path;
    this.#parts = parts;
  }

  /**
   * Runs it in a folder of its own.
   *
   * @param argumentsWith - Makes the arguments, with the copy of the cookies that this run may write.
   * @throws {@link YtDlpError}; the reason of `signal`. An exit code other than 0 is for the caller to judge.
   */
  async run(
    argumentsWith: (cookiesFile: string | undefined) => readonly string[],
    limits: RunLimits,
    signal: AbortSignal,
  ): Promise<ChildResult> {
    const { settings, env, clock } = this.#parts;
    await using workspace = await makeWorkspace(settings.cookiesFile).catch((cause: unknown) => {
      throw new YtDlpError('program', 'the working folder could not be made, or the cookies not be copied', { cause });
    });
    return await runChild(this.path, argumentsWith(workspace.cookiesFile), {
      cwd: workspace.cwd,
      env: environmentOf(workspace, env, settings.proxy !== undefined),
      clock,
      signal,
      ...limits,
    });
  }
}

/** The yt-dlp to be used; `undefined`, and one line in the log, when there is none that may be used. */
export async function findProgram(parts: ProgramParts, log: Log, signal: AbortSignal): Promise<Program | undefined> {
  const path = await locate(parts);
  if (path === undefined) {
    const named = parts.settings.path ?? parts.env.YTDLP_PATH;
    if (named) log.warn(`There is no program ${named}, so nothing is loaded by yt-dlp.`);
    else log.info('There is no yt-dlp on the PATH, so nothing is loaded by it.');
    return undefined;
  }
  const program = new Program(path, parts);
  try {
    const found = await versionOf(program, signal);
    if (isAtLeast(found, OLDEST_VERSION)) {
      log.info(`Loading by yt-dlp ${found}, ${path}.`);
      return program;
    }
    log.warn(
      `yt-dlp ${found}, ${path}, is not used: it has known holes, ${OLDEST_VERSION} or newer is needed. Update it as it was ` +
        "installed, such as by: pipx upgrade yt-dlp, or pip install --upgrade 'yt-dlp[default]'.",
    );
  } catch (error) {
    if (!signal.aborted) log.warn(`${path} is not used, because it did not tell its version: ${String(error)}`);
  }
  return undefined;
}

async function versionOf(program: Program, signal: AbortSignal): Promise<string> {
  const limits = { timeoutMs: VERSION_TIMEOUT_MS, maxOutputBytes: VERSION_BYTES };
  const { stdout } = await program.run(() => ['--ignore-config', '--version'], limits, signal);
  const version = /^\d{4}\.\d{2}\.\d{2}(?:\.\d+)?$/.exec(stdout.trim())?.[0];
  if (version === undefined) throw new Error(`it said ${JSON.stringify(stdout.slice(0, 100))}.`);
  return version;
}

/** Dates of one length, so that the order of their letters is that of the days. */
function isAtLeast(version: string, oldest: string): boolean {
  return version.slice(0, oldest.length) >= oldest;
}

function locate({ settings, env }: ProgramParts): Promise<string | undefined> {
  const usual = process.platform === 'win32' ? 'yt-dlp.exe' : 'yt-dlp';
  return programPath(settings.path ?? (env.YTDLP_PATH || usual), env.PATH);
}
