import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readConfig } from '../apps/bot/src/config/index.ts';
import { VARIABLES } from '../apps/bot/src/config/schema.ts';
import { SmartCache, ValkeyStore } from '../packages/cache/src/index.ts';
import { cannotStartServers, freePort, RedisServer } from '../packages/cache/test/store/valkey/support/redis-server.ts';
import { composeProblems, readCompose } from './deploy/compose-rules.ts';
import { copiedFrom, dockerfileProblems, readDockerfile } from './deploy/dockerfile-rules.ts';
import { readUnit, unitProblems } from './deploy/unit-rules.ts';
import { root, run } from './support.ts';

const textOf = (path: string): string => readFileSync(join(root, path), 'utf8');
const compose = textOf('deploy/compose.yaml');
const dockerfile = textOf('deploy/Dockerfile');
const unit = textOf('deploy/reprise.service');

const folders: string[] = [];
const temporary = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'reprise-deploy-'));
  folders.push(folder);
  return folder;
};
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Lines without which no rule is broken, though they say something. */
function idleLines(text: string, problems: (text: string) => readonly string[], says: RegExp): string[] {
  const lines = text.split('\n');
  return lines.filter((line, i) => {
    if (!says.test(line)) return false;
    try {
      return problems(lines.toSpliced(i, 1).join('\n')).length === 0;
    } catch {
      return false;
    }
  });
}

/** Anchors of a page, as GitHub makes them of its headings. */
const anchorsOf = (page: string): string[] =>
  [...page.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );

/** What a Valkey answers to commands, a line each. */
async function said(port: number, ...commands: readonly string[]): Promise<string[]> {
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.on('data', (data) => {
    answer += data;
  });
  socket.end(commands.map((command) => `${command}\r\n`).join(''));
  await once(socket, 'close');
  return answer.trimEnd().split('\r\n');
}

const lacks = (program: string, ...args: string[]): boolean => {
  const { status } = spawnSync(program, args, { stdio: 'ignore' });
  if (status === 0) return false;
  console.warn(`Checks by "${[program, ...args].join(' ')}" are skipped: it does not work on this machine.`);
  return true;
};

describe('deploy/compose.yaml', () => {
  it('keeps every rule of hardening, for each service', () => {
    expect(composeProblems(compose)).toEqual([]);
  });

  it('needs each of its lines: without any one of them a rule is broken', () => {
    expect(idleLines(compose, composeProblems, /^\s*[^\s#]/)).toEqual([]);
  });

  it.each([
    ['privileges', '    mem_limit: 1g', '    mem_limit: 1g\n    privileged: true'],
    ['a capability', '    mem_limit: 1g', '    mem_limit: 1g\n    cap_add: [NET_ADMIN]'],
    ['a page for everybody', "'127.0.0.1:8090:8090'", "'8090:8090'"],
    ['a port of Valkey', '    networks: [backend]', "    networks: [backend]\n    ports: ['127.0.0.1:6379:6379']"],
    ['Valkey on the way out', '    networks: [backend]', '    networks: [backend, outside]'],
    ['any version', 'lavalink:4.2.2-alpine', 'lavalink:latest'],
    [
      'a token in the environment',
      'DISCORD_TOKEN_FILE: /run/secrets/discord-token',
      'DISCORD_TOKEN: first.second.third',
    ],
    [
      'a variable that the bot does not know',
      '      DATA_DIR: /data',
      '      DATA_DIR: /data\n      DATA_FOLDER: /data',
    ],
    ['the socket of Docker', "['data:/data']", "['data:/data', '/var/run/docker.sock:/var/run/docker.sock']"],
  ])('does not get away with %s', (_what, from, to) => {
    expect(compose).toContain(from);
    expect(composeProblems(compose.replace(from, to))).not.toEqual([]);
  });

  it('is taken by docker compose', async ({ skip }) => {
    skip(lacks('docker', 'compose', 'version'), 'there is no docker compose');
    const folder = temporary();
    for (const path of ['compose.yaml', 'Dockerfile', 'make-secrets.sh'])
      cpSync(join(root, 'deploy', path), join(folder, path));
    writeFileSync(join(folder, '.env'), 'REPRISE_UID=1000\nREPRISE_GID=1000\n');
    const args = ['compose', '-f', join(folder, 'compose.yaml'), '--profile', 'lavalink', '--profile', 'valkey'];
    const { code, stderr } = await run('docker', [...args, 'config', '--quiet']);
    expect([code, stderr]).toEqual([0, '']);
  });
});

describe('deploy/lavalink/application.yml', () => {
  const { spring, server, lavalink } = parse(textOf('deploy/lavalink/application.yml'));

  it('has its password from a file alone, and does not start without', () => {
    expect(spring.config.import).toBe('configtree:/run/secrets/');
    expect(lavalink.server.password).toBeUndefined();
    expect(textOf('deploy/lavalink/application.yml')).not.toContain('youshallnotpass');
  });

  it('reads neither files of the machine nor any address somebody types, and leaves plug-ins to the operator', () => {
    expect(lavalink.server.sources).toMatchObject({ local: false, http: false, youtube: false });
    expect(lavalink.plugins).toEqual([]);
  });

  it('listens where compose asks for its health', () => {
    expect(server).toEqual({ address: '0.0.0.0', port: 2333 });
    expect(readCompose(compose).services.lavalink.healthcheck.test.join(' ')).toContain('127.0.0.1:2333/version');
  });
});

describe('deploy/Dockerfile', () => {
  it('keeps its rules', () => {
    expect(dockerfileProblems(dockerfile)).toEqual([]);
  });

  it('needs each of its instructions: without any one of them a rule is broken', () => {
    const joined = dockerfile.replaceAll(/ *\\\n\s*/g, ' ');
    expect(idleLines(joined, dockerfileProblems, /^[A-Z]/)).toEqual([]);
  });

  it('runs the Node that the repository pins, and the yt-dlp that its tests run', () => {
    const { devDependencies } = JSON.parse(textOf('package.json'));
    expect(readDockerfile(dockerfile).map(({ image }) => image.split(/[:-]/)[1])).toEqual(
      Array(3).fill(devDependencies.node),
    );
    const [, version] = /YTDLP_VERSION=([\d.]+)/.exec(dockerfile) ?? [];
    expect(textOf('.ci/run')).toContain(`yt-dlp[default]==${version}'`);
  });

  it('is given nothing but what it copies: .dockerignore lets nothing else in', () => {
    const lines = textOf('.dockerignore')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(lines[0]).toBe('*');
    const allowed = lines.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
    expect(allowed.sort()).toEqual(copiedFrom(dockerfile).sort());
    expect(allowed.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    // What lies inside an allowed folder and is none of the image's.
    const refused = lines.filter(
      (line, i) => !line.startsWith('!') && i > lines.findLastIndex((one) => one.startsWith('!')),
    );
    expect(refused).toEqual(
      expect.arrayContaining(['**/node_modules', '**/dist', '**/test', '**/.env*', '**/*.pem', '**/*.key']),
    );
  });
});

describe('the health checks', () => {
  const ofImage = JSON.parse(/^\s*CMD (\[.*\])$/m.exec(dockerfile)?.[1] ?? '[]');
  const ofCompose = readCompose(compose).services.bot.healthcheck.test.slice(1);

  it.each([
    ['of the image', ofImage],
    ['of compose', ofCompose],
  ])('%s: well is who answers /healthz with 200', async (_where, command) => {
    const [program, flag, script] = command;
    expect([program, flag]).toEqual(['node', '-e']);
    let status = 200;
    const asked: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url);
      response.writeHead(status).end();
    });
    const port = await freePort();
    const check = async (): Promise<number | null> =>
      (await run('env', [`HTTP_PORT=${port}`, process.execPath, '-e', script.replace('8090/', `${port}/`)])).code;

    expect(await check()).toBe(1);
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    expect(await check()).toBe(0);
    status = 503;
    expect(await check()).toBe(1);
    server.close();
    expect(asked).toEqual(['/healthz', '/healthz']);
  });
});

describe('deploy/make-secrets.sh', () => {
  const TOKEN = 'Zmlyc3Q.c2Vjb25k.dGhpcmQ';
  const made = (
    input = `${TOKEN}\n`,
    folder = temporary(),
  ): { folder: string; status: number | null; said: string } => {
    cpSync(join(root, 'deploy/make-secrets.sh'), join(folder, 'make-secrets.sh'));
    const { status, stdout, stderr } = spawnSync(join(folder, 'make-secrets.sh'), { input, encoding: 'utf8' });
    return { folder, status, said: stdout + stderr };
  };
  const secretsOf = (folder: string): Map<string, string> =>
    new Map(
      readdirSync(join(folder, 'secrets')).map((name) => [name, readFileSync(join(folder, 'secrets', name), 'utf8')]),
    );

  it('is sound by bash -n', () => {
    for (const file of readdirSync(join(root, 'deploy')).filter((name) => name.endsWith('.sh'))) {
      execFileSync('bash', ['-n', join(root, 'deploy', file)]);
      expect(statSync(join(root, 'deploy', file)).mode & 0o111).not.toBe(0);
    }
  });

  it('makes every secret that compose names, readable by one user who is not root, and tells none', () => {
    const { folder, status, said } = made();
    expect(status).toBe(0);
    const secrets = secretsOf(folder);
    const named = Object.values(readCompose(compose).secrets).map(({ file }) => file.replace('./secrets/', ''));
    expect([...secrets.keys()].sort()).toEqual(named.sort());
    expect(secrets.get('discord-token')).toBe(TOKEN);
    const env = readFileSync(join(folder, '.env'), 'utf8');
    const owner = Number(/^REPRISE_UID=(\d+)$/m.exec(env)?.[1]);
    expect(owner).toBeGreaterThan(0);
    for (const [name, value] of secrets) {
      const { mode, uid } = statSync(join(folder, 'secrets', name));
      expect([name, mode & 0o777, uid]).toEqual([name, 0o600, owner]);
      expect(said).not.toContain(value);
    }
    expect(statSync(join(folder, 'secrets')).mode & 0o777).toBe(0o700);
    for (const place of ['lavalink/plugins', 'data/valkey']) expect(statSync(join(folder, place)).uid).toBe(owner);
    for (const name of ['http-password', 'lavalink-password']) expect(secrets.get(name)).toMatch(/^[0-9a-f]{64}$/);
    expect(new Set(secrets.values()).size).toBe(secrets.size);
    expect(said).not.toContain(TOKEN);
  });

  it('is all the bot needs: with compose.yaml and the settings of the guide it starts without a word', () => {
    const { folder } = made();
    const guide = [...textOf('docs/guide/running.md').matchAll(/^ {4}((?:LAVALINK|VALKEY)_\w+)=(\S+)$/gm)].map((line) =>
      line.slice(1),
    );
    expect(guide.map(([name]) => name)).toEqual(['LAVALINK_NODES', 'VALKEY_URL_FILE']);
    const given: Record<string, string> = {
      ...Object.fromEntries(guide),
      ...readCompose(compose).services.bot.environment,
    };
    const env = Object.fromEntries(
      Object.entries(given).map(([name, value]) => [name, value.replace('/run/secrets', join(folder, 'secrets'))]),
    );
    const { config, warnings } = readConfig({ env, cwd: temporary() });
    expect(warnings).toEqual([]);
    expect(config.discord.token).toBe(TOKEN);
    expect(config.http).toMatchObject({
      isOn: true,
      host: '0.0.0.0',
      port: 8090,
      password: secretsOf(folder).get('http-password'),
    });
    expect(config.nodes).toEqual([
      {
        identifier: 'lavalink',
        uri: 'http://lavalink:2333',
        region: 'global',
        password: secretsOf(folder).get('lavalink-password'),
      },
    ]);
    expect(config.cache.valkeyUrl).toBe(secretsOf(folder).get('valkey-url'));
  });

  it('leaves what is there as it is, the settings in .env too', () => {
    const { folder } = made();
    const before = secretsOf(folder);
    writeFileSync(join(folder, '.env'), 'SHARDS=auto\n', { flag: 'a' });
    const env = readFileSync(join(folder, '.env'), 'utf8');
    expect(made('another.token.entirely\n', folder).status).toBe(0);
    expect(secretsOf(folder)).toEqual(before);
    expect(readFileSync(join(folder, '.env'), 'utf8')).toBe(env);
  });

  it('says so and fails when there is no token, and takes one the next time', () => {
    const { folder, status, said } = made('\n');
    expect([status, said]).toEqual([1, expect.stringContaining('No token was given')]);
    expect(existsSync(join(folder, 'secrets/discord-token'))).toBe(false);
    expect(made(`  ${TOKEN}\r\n`, folder).status).toBe(0);
    expect(secretsOf(folder).get('discord-token')).toBe(TOKEN);
  });

  it.skipIf(cannotStartServers)('lets the bot into Valkey, and strangers no further than a ping', async () => {
    const { folder } = made();
    const secrets = secretsOf(folder);
    const acl = join(folder, 'valkey.acl');
    writeFileSync(acl, secrets.get('valkey-acl') ?? '');
    await using server = await RedisServer.start(['--aclfile', acl, '--protected-mode', 'no']);
    const url = (secrets.get('valkey-url') ?? '').replace('valkey:6379', `127.0.0.1:${server.port}`);

    const warnings: string[] = [];
    const open = (): ValkeyStore =>
      new ValkeyStore({ url, prefix: 'songs:', deadlineMs: 2_000, onWarning: ({ message }) => warnings.push(message) });
    const shard = new SmartCache<string>({ store: open(), name: 'shard-0' });
    expect((await shard.getOrProcess('ode to joy', () => 'found')).value).toBe('found');
    await shard.close();
    const store = open();
    const other = new SmartCache<string>({ store, name: 'shard-1' });
    expect((await other.getOrProcess('ode to joy', () => 'found again')).value).toBe('found');
    expect(await store.lease('clair de lune', 1_000)).toBeDefined();
    await store.size();
    await store.removeExpired();
    await other.clear();
    await other.close();
    expect(warnings).toEqual([]);

    const [, password] = /:([^:@]+)@/.exec(url) ?? [];
    expect(await said(server.port, 'PING', 'GET songs:x')).toEqual(['+PONG', expect.stringMatching(/^-NOPERM/)]);
    expect(await said(server.port, `AUTH reprise ${password}`, 'FLUSHALL', 'CONFIG GET *')).toEqual([
      '+OK',
      expect.stringMatching(/^-NOPERM/),
      expect.stringMatching(/^-NOPERM/),
    ]);
  });
});

describe('deploy/reprise.service', () => {
  it('keeps its rules, and sets only what the bot knows', () => {
    expect(unitProblems(unit)).toEqual([]);
    const known = new Set([
      'NODE_ENV',
      ...VARIABLES.flatMap(({ name, isSecret }) => (isSecret ? [`${name}_FILE`] : [name])),
    ]);
    const set = (readUnit(unit).get('Service.Environment') ?? []).map((line) => line.split('=')[0] ?? '');
    expect(set.filter((name) => !known.has(name))).toEqual([]);
  });

  it('needs each of its lines: without any one of them a rule is broken', () => {
    expect(idleLines(unit, unitProblems, /^(?!Description|Documentation|\[Unit\])[A-Z[]/)).toEqual([]);
  });

  it('does not forbid the memory in which V8 makes its code', () => {
    expect(unitProblems(`${unit}\n[Service]\nMemoryDenyWriteExecute=yes\n`)).toEqual([
      'Service.MemoryDenyWriteExecute has no rule',
    ]);
  });

  it('is taken by systemd, which calls it well protected', async ({ skip }) => {
    skip(lacks('systemd-analyze', '--version'), 'there is no systemd-analyze');
    const folder = temporary();
    const file = join(folder, 'reprise.service');
    // The program that is looked for must be there.
    writeFileSync(file, unit.replaceAll('/opt/reprise', root.replace(/\/$/, '')));
    const verified = await run('systemd-analyze', ['verify', file]);
    expect([verified.code, verified.stderr.split('\n').filter((line) => line.includes('reprise'))]).toEqual([0, []]);
    const { stdout } = await run('systemd-analyze', ['security', '--offline=true', file]);
    expect(Number(/exposure level for reprise\.service: ([\d.]+)/.exec(stdout)?.[1])).toBeLessThanOrEqual(1.5);
  });
});

describe('the pages about running the bot', () => {
  const pages = ['five-minutes.md', 'running.md', 'many-machines.md'];
  const names = new Set(VARIABLES.flatMap(({ name, isSecret }) => (isSecret ? [name, `${name}_FILE`] : [name])));
  const others = new Set(['COMPOSE_PROFILES', 'YTDLP_VERSION', 'SIGTERM', 'SIGINT', 'SIGKILL', 'REPRISE_UID']);

  it('invites with the permissions it names', () => {
    const text = textOf('docs/guide/five-minutes.md');
    // Bits of Discord's permissions: https://discord.com/developers/docs/topics/permissions
    const [viewChannel, sendMessages, embedLinks, readHistory] = [1n << 10n, 1n << 11n, 1n << 14n, 1n << 16n];
    const [enter, speak, muteMembers] = [1n << 20n, 1n << 21n, 1n << 22n];
    const plain = viewChannel | sendMessages | embedLinks | readHistory | enter | speak;
    const links = [...text.matchAll(/permissions=(\d+)/g)].map(([, bits]) => BigInt(bits ?? ''));
    expect(links).toEqual([plain, plain | muteMembers]);
  });

  it('names nodes as the bot reads them', () => {
    const text = textOf('docs/guide/many-machines.md');
    const env = Object.fromEntries(
      [...text.matchAll(/^ {4}(LAVALINK_\w+|VALKEY_URL|SHARDS)=(\S+)$/gm)].map((line) => line.slice(1)),
    );
    const { config, warnings } = readConfig({ env, cwd: temporary() });
    expect([config.nodes.map(({ region }) => region), config.discord.shards]).toEqual([['eu', 'us', 'asia'], 'auto']);
    expect(warnings).toEqual([]);
  });

  it.each(pages)('%s links to pages and headings that exist', (page) => {
    const text = textOf(`docs/guide/${page}`);
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)];
    const broken = links.filter(([, file, heading]) => {
      const path = join(root, 'docs/guide', file || page);
      if (!existsSync(path)) return true;
      return heading !== undefined && !anchorsOf(readFileSync(path, 'utf8')).includes(heading);
    });
    expect(broken.map(([link]) => link)).toEqual([]);
  });

  // Codes of warnings look like variables.
  const codes = new Set(textOf('packages/cache/src/store/store-error.ts').match(/STORE_[A-Z]+/g));
  it.each(pages)('%s names variables, files and scripts that exist', (page) => {
    const text = textOf(`docs/guide/${page}`);
    const variables = [...text.matchAll(/(?<![\w.-])[A-Z][A-Z\d]*_[A-Z\d_]+(?=[=`\s])/g)].map(([name]) => name);
    expect(variables.filter((name) => ![names, others, codes].some((known) => known.has(name)))).toEqual([]);
    const scripts = JSON.parse(textOf('package.json')).scripts;
    const ran = [...text.matchAll(/npm run ([\w:]+)/g)].map(([, name]) => name ?? '');
    expect(ran.filter((name) => !(name in scripts))).toEqual([]);
    const files = [...text.matchAll(/(?<![\w/])deploy\/[\w./-]*\w/g)].map(([file]) => file);
    const ours = files.filter(
      (file) => !/^deploy\/(secrets|\.env|data|compose\.override\.yaml|lavalink\/plugins)/.test(file),
    );
    expect(ours.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });
});
