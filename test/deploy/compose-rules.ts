import { parse } from 'yaml';
import { z } from 'zod';
import { configSchema, VARIABLES } from '../../apps/bot/src/config/schema.ts';

const healthcheck = <Test extends z.ZodType>(test: Test) =>
  z.strictObject({
    test,
    interval: z.literal('30s'),
    timeout: z.literal('5s'),
    start_period: z.enum(['10s', '30s', '60s']),
    retries: z.literal(3),
  });
const asksNode = z.tuple([
  z.literal('CMD'),
  z.literal('node'),
  z.literal('-e'),
  z.string().regex(/^fetch\('http:\/\/127\.0\.0\.1:8090\/healthz', .+\) \.then\(.+process\.exit.+\)$/),
]);
const asksShell = (asked: RegExp) => z.tuple([z.literal('CMD-SHELL'), z.string().regex(asked)]);

/** What holds for each service: strict, so that `privileged`, `cap_add`, `devices` or `network_mode` cannot slip in. */
const hardened = {
  user: z.templateLiteral([z.literal(idOf('UID')), ':', z.literal(idOf('GID'))]),
  init: z.literal(true),
  read_only: z.literal(true),
  cap_drop: z.tuple([z.literal('ALL')]),
  security_opt: z.tuple([z.literal('no-new-privileges:true')]),
  restart: z.literal('unless-stopped'),
  stop_grace_period: z.literal('10s'),
  logging: z.strictObject({
    driver: z.literal('json-file'),
    options: z.strictObject({ 'max-size': z.string(), 'max-file': z.string() }),
  }),
  mem_limit: z.string().regex(/^\d+[mg]$/),
  pids_limit: z.int().min(16).max(1_024),
};

const pinned = (name: string): z.ZodString =>
  z.string().regex(new RegExp(`^${name}:\\d+\\.\\d+\\.\\d+(-[a-z]+)?(@sha256:[0-9a-f]{64})?$`));
const tmpfs = (folder: string, access: 'exec' | 'noexec' = 'noexec'): z.ZodString =>
  z.string().regex(new RegExp(`^${folder}:size=\\d+m,mode=1777,nosuid,nodev,${access}$`));
const fromFile = z.strictObject({ file: z.string().startsWith('./secrets/') });

const composeFile = z.strictObject({
  name: z.literal('reprise'),
  'x-hardened': z.unknown(),
  services: z.strictObject({
    bot: z.strictObject({
      ...hardened,
      healthcheck: healthcheck(asksNode),
      image: z.literal('reprise-bot'),
      build: z.strictObject({
        context: z.literal('..'),
        dockerfile: z.literal('deploy/Dockerfile'),
        args: z.strictObject({ UID: z.literal(idOf('UID')), GID: z.literal(idOf('GID')) }),
      }),
      env_file: z.literal('.env'),
      environment: z.record(z.string(), z.string()),
      secrets: z.array(z.string()),
      volumes: z.tuple([z.literal('data:/data')]),
      tmpfs: z.tuple([tmpfs('/tmp')]),
      networks: z.tuple([z.literal('backend'), z.literal('outside')]),
      ports: z.tuple([z.literal('127.0.0.1:8090:8090')]),
    }),
    lavalink: z.strictObject({
      ...hardened,
      healthcheck: healthcheck(asksShell(/^wget .*127\.0\.0\.1:2333\/version .*\| grep -q ' 401'$/)),
      profiles: z.tuple([z.literal('lavalink')]),
      image: pinned('ghcr\\.io/lavalink-devs/lavalink'),
      environment: z.strictObject({ JAVA_TOOL_OPTIONS: z.literal('-XX:MaxRAMPercentage=65 -Duser.home=/tmp') }),
      secrets: z.tuple([
        z.strictObject({
          source: z.literal('lavalink-password'),
          target: z.literal('lavalink.server.password'),
        }),
      ]),
      volumes: z.tuple([
        z.literal('./lavalink/application.yml:/opt/Lavalink/application.yml:ro'),
        z.literal('./lavalink/plugins:/opt/Lavalink/plugins'),
      ]),
      // Java loads the libraries that it has unpacked there.
      tmpfs: z.tuple([tmpfs('/tmp', 'exec'), tmpfs('/opt/Lavalink/logs')]),
      networks: z.tuple([z.literal('backend'), z.literal('outside')]),
    }),
    valkey: z.strictObject({
      ...hardened,
      healthcheck: healthcheck(asksShell(/^valkey-cli .*ping \| grep -q PONG$/)),
      profiles: z.tuple([z.literal('valkey')]),
      image: pinned('valkey/valkey'),
      command: z.array(z.string()),
      secrets: z.tuple([z.literal('valkey-acl')]),
      volumes: z.tuple([z.literal('./data/valkey:/data')]),
      tmpfs: z.tuple([tmpfs('/tmp')]),
      networks: z.tuple([z.literal('backend')]),
    }),
  }),
  networks: z.strictObject({ backend: z.strictObject({ internal: z.literal(true) }), outside: z.strictObject({}) }),
  volumes: z.strictObject({ data: z.null() }),
  secrets: z.strictObject({
    'discord-token': fromFile,
    'http-password': fromFile,
    'lavalink-password': fromFile,
    'valkey-url': fromFile,
    'valkey-acl': fromFile,
  }),
});

/** What is read of a service of compose.yaml. */
interface ComposeService {
  readonly healthcheck: { readonly test: readonly string[] };
}

/** What is read of compose.yaml, once it keeps the rules. */
export interface ComposeFile {
  readonly services: {
    readonly bot: ComposeService & {
      readonly environment: Readonly<Record<string, string>>;
      readonly secrets: readonly string[];
    };
    readonly lavalink: ComposeService;
    readonly valkey: ComposeService & { readonly command: readonly string[] };
  };
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
}

/** Reads it. @throws When it breaks a rule of form. */
export function readCompose(text: string): ComposeFile {
  return composeFile.parse(parse(text, { merge: true }));
}

/** Every rule that compose.yaml breaks. */
export function composeProblems(text: string): string[] {
  let file: ComposeFile;
  try {
    file = readCompose(text);
  } catch (error) {
    return [String(error)];
  }
  const { bot, valkey } = file.services;
  return [...environmentProblems(bot.environment, bot.secrets), ...valkeyProblems(valkey.command)];
}

/** The settings as the bot reads them, held against what its configuration allows. */
function environmentProblems(given: Readonly<Record<string, string>>, mounted: readonly string[]): string[] {
  const problems: string[] = [];
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) {
    const known = VARIABLES.find((variable) => variable.name === name.replace(/_FILE$/, ''));
    const isFile = name.endsWith('_FILE');
    if (known === undefined) problems.push(`${name} is no variable of the bot`);
    else if ((known.isSecret === true) !== isFile) problems.push(`${name}: secrets, and they alone, are files`);
    else if (isFile && !mounted.includes(value.replace('/run/secrets/', ''))) problems.push(`${name} is not mounted`);
    else values[known.name] = isFile ? stand(known.name) : value;
  }
  const needed = ['DISCORD_TOKEN', 'LAVALINK_PASSWORD', 'HTTP', 'HTTP_HOST', 'HTTP_PORT', 'DATA_DIR'];
  for (const name of needed) if (values[name] === undefined) problems.push(`${name} is not given`);
  if (values.DATA_DIR !== '/data') problems.push('DATA_DIR must be on the volume');
  if (values.HTTP_HOST !== '0.0.0.0') problems.push('HTTP_HOST must be reached from outside the container');
  if (!mounted.includes('valkey-url')) problems.push('valkey-url is not mounted');
  const read = configSchema('/').safeParse(values);
  return [...problems, ...(read.error?.issues.map(({ path, message }) => `${path.join('.')} ${message}`) ?? [])];
}

/** A value of the form that the secret has. */
function stand(name: string): string {
  return name === 'DISCORD_TOKEN' ? 'first.second.third' : '0123456789abcdef';
}

function valkeyProblems(command: readonly string[]): string[] {
  const [program, ...args] = command;
  const options = Object.fromEntries(Array.from({ length: args.length / 2 }, (_, i) => [args[2 * i], args[2 * i + 1]]));
  const wanted = {
    '--aclfile': '/run/secrets/valkey-acl',
    '--protected-mode': 'no',
    '--appendonly': 'yes',
    '--save': '',
    '--maxmemory': '192mb',
    '--maxmemory-policy': 'volatile-ttl',
  };
  const wrong = Object.entries(wanted).filter(([name, value]) => options[name] !== value);
  return [...(program === 'valkey-server' ? [] : ['valkey: the program']), ...wrong.map(([name]) => `valkey: ${name}`)];
}

function idOf(kind: 'UID' | 'GID'): `\${REPRISE_${'UID' | 'GID'}:?run deploy/make-secrets.sh first}` {
  return `\${REPRISE_${kind}:?run deploy/make-secrets.sh first}`;
}
