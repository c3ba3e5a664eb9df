import { chmod, copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a run has for itself; gone when it is disposed of. */
export interface Workspace extends AsyncDisposable {
  /** The working folder: empty, so that no configuration file lies in reach. */
  readonly cwd: string;
  readonly home: string;
  /** A copy: yt-dlp writes its cookies back when it ends, several runs at once into one file. */
  readonly cookiesFile: string | undefined;
}

/** Makes a {@link Workspace} that only this user can enter. */
export async function makeWorkspace(cookies: string | undefined): Promise<Workspace> {
  const root = await mkdtemp(join(tmpdir(), 'reprise-ytdlp-'));
  const remove = (): Promise<void> => rm(root, { recursive: true, force: true, maxRetries: 3 });
  const cwd = join(root, 'work');
  const home = join(root, 'home');
  const cookiesFile = cookies === undefined ? undefined : join(root, 'cookies.txt');
  try {
    await Promise.all([mkdir(cwd), mkdir(home)]);
    if (cookies !== undefined && cookiesFile !== undefined) {
      await copyFile(cookies, cookiesFile);
      // The copy of a file that may only be read could not be written.
      await chmod(cookiesFile, 0o600);
    }
  } catch (error) {
    await remove();
    throw error;
  }
  return { cwd, home, cookiesFile, [Symbol.asyncDispose]: remove };
}

/** What is handed on of the environment. Never all of it: it holds the bot's token. */
const HANDED_ON = ['PATH', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'SystemRoot', 'PATHEXT'];
const PROXY_VARIABLES = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY'].flatMap((name) => [
  name,
  name.toLowerCase(),
]);

/** The environment of a run. @param ownProxy - There is a proxy for it alone, which those of the environment must not change. */
export function environmentOf(
  { home }: Pick<Workspace, 'home'>,
  outer: Readonly<Record<string, string | undefined>>,
  ownProxy: boolean,
): Record<string, string> {
  const names = ownProxy ? HANDED_ON : [...HANDED_ON, ...PROXY_VARIABLES];
  const kept = names.flatMap((name): [string, string][] => {
    const value = outer[name];
    return value === undefined ? [] : [[name, value]];
  });
  return {
    ...Object.fromEntries(kept),
    HOME: home,
    USERPROFILE: home,
    TMPDIR: home,
    TEMP: home,
    LANG: 'C.UTF-8',
    PYTHONUTF8: '1',
  };
}
