/** A stage of a Dockerfile: its image, and each instruction in one line. */
export interface Stage {
  readonly image: string;
  readonly name: string | undefined;
  readonly lines: readonly string[];
}

/** Reads a Dockerfile. */
export function readDockerfile(text: string): Stage[] {
  const lines = text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .replaceAll(/\s*\\\n\s*/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const stages: { image: string; name: string | undefined; lines: string[] }[] = [];
  for (const line of lines) {
    const [, image, name] = /^FROM (\S+)(?: AS (\S+))?$/.exec(line) ?? [];
    if (image !== undefined) stages.push({ image, name, lines: [] });
    else if (stages.length === 0) throw new Error(`Before the first FROM: ${line}`);
    else stages.at(-1)?.lines.push(line);
  }
  return stages;
}

/** Folders and files that a build copies from outside. */
export function copiedFrom(text: string): string[] {
  return readDockerfile(text)
    .flatMap(({ lines }) => lines)
    .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
    .flatMap((line) => line.split(' ').slice(1, -1));
}

type Rule = (parts: {
  readonly build: Stage;
  readonly ytDlp: Stage;
  readonly bot: Stage;
  readonly all: Stage[];
}) => boolean;

const has = ({ lines }: Stage, ...wanted: readonly RegExp[]): boolean =>
  wanted.every((one) => lines.some((line) => one.test(line)));
const npmRuns = (stage: Stage): string[] => stage.lines.filter((line) => /^RUN .*\bnpm\b/.test(line));

const RULES: Readonly<Record<string, Rule>> = {
  'images are exact versions': ({ all }) =>
    all.every(({ image }) => /^node:\d+\.\d+\.\d+-[a-z]+-slim(@sha256:[0-9a-f]{64})?$/.test(image)),
  'what is built is what the lock file says': ({ build }) =>
    has(build, /^WORKDIR \/app$/, /^COPY .*package-lock\.json .*\.npmrc/, /^COPY tsconfig\.json tsdown\.config\.ts/) &&
    has(
      build,
      /^COPY packages packages$/,
      /^COPY apps apps$/,
      /^COPY benchmarks\/package\.json/,
      /^COPY examples\/package\.json/,
    ),
  'it is installed, built, and installed anew without what only building needs': ({ build }) =>
    /^RUN npm ci --ignore-scripts\nRUN node \S+tsdown\S+ .*\nRUN npm ci --omit=dev .*--workspace @reprise\/bot /.test(
      build.lines.filter((line) => line.startsWith('RUN ')).join('\n'),
    ),
  'programs that packages bring are not run': ({ all }) =>
    all.flatMap(npmRuns).every((line) => /npm ci\b.*--ignore-scripts/.test(line)),
  'sources stay behind': ({ build, bot }) => has(build, /-name src .*-exec rm -rf/) && npmRuns(bot).length === 0,
  'yt-dlp is an exact version in an environment of its own': ({ ytDlp }) =>
    has(
      ytDlp,
      /^ARG YTDLP_VERSION=\d{4}\.\d{1,2}\.\d{1,2}$/,
      /-m venv \/opt\/yt-dlp .*"yt-dlp\[default\]==\$\{YTDLP_VERSION\}"$/,
    ),
  'ffmpeg and Python are there': ({ bot }) =>
    has(bot, /^RUN .*--no-install-recommends .*\bffmpeg python3\b.*rm -rf \/var\/lib\/apt/),
  'it takes what the others made': ({ bot }) =>
    has(bot, /^COPY --from=yt-dlp \/opt\/yt-dlp \/opt\/yt-dlp$/, /^COPY --from=build \/app \/app$/, /^WORKDIR \/app$/),
  'it knows where things are': ({ bot }) =>
    has(bot, /^ENV NODE_ENV=production DATA_DIR=\/data YTDLP_PATH=\/opt\/yt-dlp\/bin\/yt-dlp$/, /^VOLUME \/data$/),
  'nobody is root, and the data is the bot’s alone': ({ bot }) =>
    has(
      bot,
      /^ARG UID=[1-9]\d{3,}$/,
      /^ARG GID=[1-9]\d{3,}$/,
      /chown "\$\{UID\}:\$\{GID\}" \/data && chmod 0700 \/data/,
    ) &&
    bot.lines.filter((line) => line.startsWith('USER ')).every((line) => /^USER \$\{UID\}:\$\{GID\}$/.test(line)) &&
    bot.lines.findIndex((line) => line.startsWith('USER ')) >
      bot.lines.findLastIndex((line) => line.startsWith('RUN ')),
  'its health is asked for by Node': ({ bot }) =>
    has(bot, /^HEALTHCHECK --interval=\S+ .*CMD \["node", "-e", ".*\/healthz.*"\]$/),
  'signals reach it': ({ bot }) =>
    has(bot, /^STOPSIGNAL SIGTERM$/, /^ENTRYPOINT \["node", "apps\/bot\/dist\/main\.js"\]$/),
  'no secret gets into a layer': ({ all }) =>
    all
      .flatMap(({ lines }) => lines)
      .every((line) => !/token|secret|passw|credential|[\s/]\.env\b|--mount|^ADD /i.test(line)),
};

/** Every rule that the Dockerfile breaks. */
export function dockerfileProblems(text: string): string[] {
  const all = readDockerfile(text);
  const [build, ytDlp, bot] = all;
  if (build?.name !== 'build' || ytDlp?.name !== 'yt-dlp' || bot === undefined || all.length !== 3)
    return ['other stages'];
  return Object.entries(RULES).flatMap(([name, holds]) => (holds({ build, ytDlp, bot, all }) ? [] : [name]));
}
