import { type Clock, type Log, systemClock, type YtDlpOptions } from '@reprise/node';
import { resolveYtDlp } from '../../../src/sources/ytdlp/ytdlp-options.ts';
import { YtDlpSource } from '../../../src/sources/ytdlp/ytdlp-source.ts';
import { type FakeYtDlp, makeFakeYtDlp } from '../../support/fake-yt-dlp.ts';

/** The source over a fake program, and what it logs. */
export interface Scene extends AsyncDisposable {
  readonly fake: FakeYtDlp;
  readonly source: YtDlpSource;
  readonly lines: readonly string[];
}

/** What a {@link Scene} is made of. */
export interface SceneOptions extends Omit<YtDlpOptions, 'proxy'> {
  /** @defaultValue {@link PROXY}; `null` for none */
  readonly proxy?: string | null;
  readonly version?: string;
  readonly clock?: Clock;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** A signal that is never aborted. */
export const NEVER: AbortSignal = new AbortController().signal;

/** A proxy that is never asked: with one, names are not resolved here, and there is no network where tests run. */
export const PROXY = 'http://127.0.0.1:9';

/** Sets up a {@link Scene}. */
export async function scene({
  version,
  clock = systemClock,
  env,
  proxy = PROXY,
  ...options
}: SceneOptions = {}): Promise<Scene> {
  const fake = await makeFakeYtDlp(version);
  const settings = resolveYtDlp({ path: fake.path, ...(proxy === null ? {} : { proxy }), ...options });
  if (settings === undefined) throw new Error('The source is off.');
  const lines: string[] = [];
  const say = (line: string): void => void lines.push(line);
  const log: Log = { info: say, warn: say, error: say };
  const source = new YtDlpSource({ settings, clock, log, env: env ?? { PATH: process.env.PATH } });
  await source.prepare();
  return {
    fake,
    source,
    lines,
    [Symbol.asyncDispose]: async () => {
      await source.close();
      await fake[Symbol.asyncDispose]();
    },
  };
}
