import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../../src/config/index.ts';
import { VARIABLES } from '../../src/config/schema.ts';
import { folderWith, NOWHERE, problems, read, TOKEN, warnings } from './support.ts';

describe('the settings', () => {
  it('are a demo with its own node, on loopback, when nothing is given', () => {
    const { config, warnings, secrets } = read();
    expect([warnings, secrets]).toEqual([[], []]);
    expect(config).toEqual({
      discord: {
        token: undefined,
        apiBase: undefined,
        ownerIds: [],
        shards: 1,
        shardIds: undefined,
        presence: '/play',
      },
      nodes: [],
      ownNode: {
        isOn: true,
        musicDir: undefined,
        voice: 'discord',
        playsWebLinks: true,
        isYtDlpOn: true,
        ytDlpPath: undefined,
        ffmpegPath: undefined,
      },
      defaultSearchSource: undefined,
      dataDir: `${NOWHERE}/data`,
      cache: {
        maxSongs: 5_000,
        maxBytes: 67_108_864,
        ttlMs: 7_200_000,
        metadataTtlMs: 604_800_000,
        valkeyUrl: undefined,
      },
      http: { isOn: true, host: '127.0.0.1', port: 8_090, password: undefined, allowedHosts: [] },
      log: { level: 'info', format: 'auto' },
      defaultLocale: 'en',
      warm: { afterMs: 10_000, budgetMs: 60_000, limit: 20 },
      players: {
        defaultVolume: 100,
        maxQueue: 2_000,
        maxPlaylist: 500,
        idleLeaveMs: 300_000,
        aloneLeaveMs: 60_000,
        loadTimeoutMs: 30_000,
      },
    });
  });

  it('take what every variable says', () => {
    const { config } = read({
      DISCORD_TOKEN: TOKEN,
      OWNER_IDS: '170939974227591168, 170939974227591169',
      SHARDS: 'auto',
      PRESENCE: '',
      DEFAULT_LOCALE: 'de',
      LAVALINK_NODES: 'main=http://127.0.0.1:2333, far@us=https://lava.example.org/path/',
      LAVALINK_PASSWORD: 'first-one, second-one',
      OWN_NODE: 'off',
      DEFAULT_SEARCH_SOURCE: 'scsearch',
      DATA_DIR: '/var/lib/bot',
      VALKEY_URL: 'valkey://:pass%20word@cache:6380/2',
      CACHE_MAX_MIB: '128',
      HTTP_HOST: '0.0.0.0',
      HTTP_PORT: '0',
      HTTP_PASSWORD: 'sixteen-and-more',
      HTTP_ALLOWED_HOSTS: 'Bot.example.org other.example.org:8443 [::1]:8080',
      LOG_LEVEL: 'DEBUG',
      IDLE_LEAVE_MS: '0',
    });
    expect(config.discord).toMatchObject({
      token: TOKEN,
      ownerIds: ['170939974227591168', '170939974227591169'],
      shards: 'auto',
      presence: undefined,
    });
    expect(config.nodes).toEqual([
      { identifier: 'main', uri: 'http://127.0.0.1:2333', password: 'first-one', region: 'global' },
      { identifier: 'far', uri: 'https://lava.example.org/path', password: 'second-one', region: 'us' },
    ]);
    expect(config.ownNode.isOn).toBe(false);
    expect(config.cache).toMatchObject({ maxBytes: 134_217_728, valkeyUrl: 'redis://:pass%20word@cache:6380/2' });
    expect(config).toMatchObject({ defaultSearchSource: 'scsearch', dataDir: '/var/lib/bot', defaultLocale: 'de' });
    expect(config.http).toEqual({
      isOn: true,
      host: '0.0.0.0',
      port: 0,
      password: 'sixteen-and-more',
      allowedHosts: ['bot.example.org', 'other.example.org', '[::1]'],
    });
    expect([config.log.level, config.players.idleLeaveMs]).toEqual(['debug', 0]);
  });

  it('take an empty variable for one that is not given', () => {
    const { config } = read({ DISCORD_TOKEN: '', HTTP_PORT: ' ', DISCORD_TOKEN_FILE: '' });
    expect([config.discord.token, config.http.port]).toEqual([undefined, 8_090]);
  });
});

describe('where settings come from', () => {
  it('is .env in the working folder, and the environment goes before it', async () => {
    await using folder = await folderWith({ '.env': 'HTTP_PORT=1000\nLOG_LEVEL="warn" # quiet\nMUSIC_DIR=music\n' });
    const { config } = read({ HTTP_PORT: '2000' }, folder.path);
    expect([config.http.port, config.log.level]).toEqual([2_000, 'warn']);
    expect(config.ownNode.musicDir).toBe(`${folder.path}/music`);
  });

  it('is a file for a secret, whose blanks at both ends do not count', async () => {
    await using folder = await folderWith({ token: `\n${TOKEN}\r\n` });
    const { config, secrets } = read({ DISCORD_TOKEN_FILE: 'token' }, folder.path);
    expect([config.discord.token, secrets]).toEqual([TOKEN, [TOKEN]]);
  });

  it('is never two places for one secret, nor a file that is not there or empty', async () => {
    await using folder = await folderWith({ token: TOKEN, empty: '\n', '.env': `DISCORD_TOKEN_FILE=token` });
    expect(problems({ DISCORD_TOKEN: TOKEN }, folder.path)).toEqual([
      'DISCORD_TOKEN_FILE and DISCORD_TOKEN are both given: one of them is enough',
    ]);
    const files = { LAVALINK_PASSWORD_FILE: 'missing', HTTP_PASSWORD_FILE: 'empty', VALKEY_URL_FILE: '.' };
    expect(problems(files, folder.path)).toEqual([
      'LAVALINK_PASSWORD_FILE names a file that cannot be read (ENOENT)',
      'VALKEY_URL_FILE names a file that cannot be read (EISDIR)',
      'HTTP_PASSWORD_FILE names a file that is empty',
    ]);
  });

  it('is told when .env cannot be read', async () => {
    await using folder = await folderWith();
    await mkdir(`${folder.path}/.env`);
    expect(problems({}, folder.path)).toEqual(['.env cannot be read (EISDIR)']);
  });

  it('is a .env of an editor of Windows, but none in UTF-16', async () => {
    await using folder = await folderWith({ '.env': '\uFEFFHTTP_PORT=1000\r\nLOG_LEVEL=warn\r\n' });
    const { config } = read({}, folder.path);
    expect([config.http.port, config.log.level]).toEqual([1_000, 'warn']);
    await writeFile(join(folder.path, '.env'), '\uFEFFHTTP_PORT=1000', 'utf16le');
    expect(problems({}, folder.path)).toEqual(['.env is no text in UTF-8: save it as one']);
  });

  it('is not the number and the token that the ShardingManager of discord.js gives its processes', async () => {
    await using folder = await folderWith({ token: TOKEN, '.env': 'SHARDS=4\nSHARD_IDS=2-3' });
    const child = { SHARDING_MANAGER: 'true', SHARDS: '0', DISCORD_TOKEN: TOKEN, DISCORD_TOKEN_FILE: 'token' };
    expect(read(child, folder.path).config.discord.token).toBe(TOKEN);
    expect(problems({ SHARDS: '0' })).toEqual(['SHARDS must be a whole number from 1 to 4096, or auto, but is "0"']);
  });
});

describe('the shards of a machine', () => {
  it('are all of them, or numbers and ranges of numbers', () => {
    expect(read({ SHARDS: '16' }).config.discord.shardIds).toBeUndefined();
    expect(read({ SHARDS: '16', SHARD_IDS: '0-3' }).config.discord.shardIds).toEqual([0, 1, 2, 3]);
    expect(read({ SHARDS: '16', SHARD_IDS: '9, 2-4 3-5' }).config.discord.shardIds).toEqual([2, 3, 4, 5, 9]);
  });

  it.each(['4-2', '1-', '-1', '1-2-3', 'all', ',', '0-5000'])('are not %j', (ids) => {
    expect(problems({ SHARDS: '4096', SHARD_IDS: ids })).toEqual([
      `SHARD_IDS must be a list of numbers below SHARDS, such as 0-7 or 0,2,4, but is "${ids}"`,
    ]);
  });

  it('are some of a number of shards that is the same on all machines', () => {
    expect(problems({ SHARDS: 'auto', SHARD_IDS: '0-7' })).toEqual([
      'SHARD_IDS needs a number in SHARDS, the same on all machines',
    ]);
    expect(problems({ SHARDS: '8', SHARD_IDS: '6-8' })).toEqual(['SHARD_IDS must be below SHARDS, 8, counted from 0']);
  });
});

describe('wrong settings', () => {
  it('are told all at once, in the order of the documentation, with what would be right', () => {
    expect(
      problems({
        HTTP_PORT: '65536',
        DISCORD_TOKEN: 'no-token',
        OWNER_IDS: 'me',
        OWN_NODE: 'off',
        IDLE_LEAVE_MS: '12',
        LOG_LEVEL: 'loud',
        HTTP_HOST: '0.0.0.0',
      }),
    ).toEqual([
      'DISCORD_TOKEN does not look like a token: that has three parts with dots between. Copy it from the page "Bot" of the developer portal',
      'OWNER_IDS must be a list of user ids, each of 17 to 20 digits, but is "me"',
      'OWN_NODE is off and LAVALINK_NODES is empty, so nothing could play',
      'IDLE_LEAVE_MS must be a whole number of milliseconds from 1000 to 2147483647, or 0 for never, but is "12"',
      'HTTP_PORT must be a whole number from 0 to 65535, but is "65536"',
      'HTTP_PASSWORD must be given, because other machines can reach HTTP_HOST; or leave HTTP_HOST at 127.0.0.1',
      'LOG_LEVEL must be trace, debug, info, warn, error, fatal or silent, but is "loud"',
    ]);
  });

  it('are an error with a code, and with each variable in its message', () => {
    const wrong = (): unknown => read({ HTTP_PORT: 'x', WARM_LIMIT: '-1' });
    expect(wrong).toThrow(ConfigError);
    expect(wrong).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
    expect(wrong).toThrow(/HTTP_PORT must be .*but is "x"/);
    expect(wrong).toThrow(/WARM_LIMIT must be a whole number from 0 to 1000, but is "-1"/);
  });

  it('come with what is probably not meant so, so that all of it is seen at once', () => {
    const wrong = (): unknown => read({ HTTP_PORT: 'x', WARM_LIMTI: '5' });
    expect(wrong).toThrow(
      /HTTP_PORT must be .*but is "x"\nAnd this is probably not meant so:\n {2}WARM_LIMTI .*WARM_LIMIT/,
    );
    expect(wrong).toThrow(expect.objectContaining({ warnings: [expect.objectContaining({ variable: 'WARM_LIMTI' })] }));
    expect(() => read({ HTTP_PORT: 'x' })).toThrow(/but is "x"$/);
  });

  it.each([['1e3', '7.5', '0x10', '٣', '1_000', '99999999999999999999']])(
    'are numbers in another form than digits: %s',
    (...texts) => {
      for (const text of texts) expect(problems({ CACHE_MAX_SONGS: text })).toHaveLength(1);
    },
  );

  it('are an API that is on another machine, unless that is wanted', () => {
    const remote = { DISCORD_API_BASE: 'https://proxy.example.org/api', DISCORD_TOKEN: TOKEN };
    expect(problems(remote)).toEqual([
      'DISCORD_API_BASE is on another machine, and the token would go there; set ALLOW_REMOTE_API=true if it shall',
    ]);
    expect(read({ ...remote, ALLOW_REMOTE_API: 'true' }).config.discord.apiBase).toBe('https://proxy.example.org/api');
    for (const host of [
      '127.0.0.1.example.org',
      '127.0.0.1@example.org',
      '[::ffff:8.8.8.8]',
      '0.0.0.0',
      '2130706434.x',
    ]) {
      expect(problems({ DISCORD_API_BASE: `http://${host}/api` }), host).toHaveLength(1);
    }
    expect(problems({ DISCORD_API_BASE: 'http://2130706433/api' }), 'which is 127.0.0.1').toEqual([]);
  });

  it('are no token that a Discord on this machine takes', () => {
    for (const DISCORD_API_BASE of ['http://127.0.0.1:3000/api', 'http://[::1]:3000/api/', 'http://localhost/api']) {
      expect(read({ DISCORD_API_BASE, DISCORD_TOKEN: 'anything' }).config.discord.token).toBe('anything');
    }
  });

  it.each([
    'main',
    'main=ftp://host',
    'main=http://user:password@host',
    'main@nowhere=http://host',
    'own=http://127.0.0.1:2333',
    'a=http://127.0.0.1:1,a=http://127.0.0.1:2',
    '=http://127.0.0.1',
  ])('are nodes like %s', (LAVALINK_NODES) => {
    const [problem, ...more] = problems({ LAVALINK_NODES, LAVALINK_PASSWORD: 'secret' });
    expect(problem).toMatch(/^LAVALINK_NODES must be a list of NAME=http:\/\/HOST:PORT/);
    expect(problem).not.toContain('user:password');
    expect(more).toEqual([]);
  });

  it('are passwords that are missing, too few, or known to everybody', () => {
    const two = 'a=http://127.0.0.1:1,b=https://lava.example.org';
    expect(problems({ LAVALINK_NODES: two })).toEqual([
      'LAVALINK_PASSWORD must be given, because there are LAVALINK_NODES',
    ]);
    expect(problems({ LAVALINK_NODES: two, LAVALINK_PASSWORD: 'one1,two2,three' })).toEqual([
      'LAVALINK_PASSWORD has 3 parts for 2 nodes: it must be one without a comma, or as many as nodes',
    ]);
    expect(problems({ LAVALINK_NODES: two, LAVALINK_PASSWORD: 'youshallnotpass' })).toEqual([
      'LAVALINK_PASSWORD is the one that everybody knows, for b: give the node another one',
    ]);
    expect(problems({ LAVALINK_NODES: two, LAVALINK_PASSWORD: 'youshallnotpass,better' })).toEqual([]);
    expect(problems({ LAVALINK_NODES: two, LAVALINK_PASSWORD: 'long-enough,short' })).toEqual([
      'LAVALINK_PASSWORD must have at least 6 characters for each node',
    ]);
  });

  it('are an interface that everybody could open, and a password of a few letters', () => {
    expect(problems({ HTTP_HOST: 'bot.example.org', HTTP_PASSWORD: 'too-short' })).toEqual([
      'HTTP_PASSWORD must be 16 to 256 characters that an HTTP header can carry',
    ]);
    expect(problems({ HTTP_HOST: '::', HTTP: 'off' })).toEqual([]);
  });

  it('are a time that songs are known for which is shorter than the one they are played for', () => {
    expect(problems({ CACHE_METADATA_TTL_MS: '1000' })).toEqual([
      'CACHE_METADATA_TTL_MS must be at least CACHE_TTL_MS, 7200000, but is 1000',
    ]);
  });
});

describe('warnings', () => {
  it('are of names that are nearly ours, and of no others', () => {
    expect(
      warnings({
        DISCORD_TOKN: TOKEN,
        LAVALINK_NODE: '',
        HTTP_PORT_: '1',
        SHARD: '2',
        OWNER_IDS_FILE: '/owners',
        BOT_TOKEN: TOKEN,
        HTTP_PROXY: 'x',
        HTTPS: 'x',
        SHELL: 'x',
        USER: 'x',
        NODE_ENV: 'x',
        LOGNAME: 'x',
        HTTPS_PROXY: 'x',
        PATH: '/bin',
        HOST: 'x',
        PORT: '1',
        SHARD_COUNT: '1',
        LAVALINK_SERVER_PASSWORD: 'x',
      }),
    ).toEqual([
      'DISCORD_TOKN is not read; is DISCORD_TOKEN meant?',
      'LAVALINK_NODE is not read; is LAVALINK_NODES meant?',
      'HTTP_PORT_ is not read; is HTTP_PORT meant?',
      'SHARD is not read; is SHARDS meant?',
      'OWNER_IDS_FILE is not read: only secrets can be in a file, which are DISCORD_TOKEN_FILE, LAVALINK_PASSWORD_FILE, VALKEY_URL_FILE, HTTP_PASSWORD_FILE',
      'BOT_TOKEN is not read; is DISCORD_TOKEN meant?',
    ]);
  });

  it('are of secrets that go through the internet as they are', () => {
    expect(
      warnings({
        LAVALINK_NODES: 'a=http://lava.example.org,b=http://lavalink:2333,c=http://192.168.1.2,d=http://8.8.8.8:1',
        LAVALINK_PASSWORD: 'secret',
        VALKEY_URL: 'redis://cache.example.org',
      }),
    ).toEqual([
      'LAVALINK_NODES has a on a public host by http://, so others can read its password on its way: use https://',
      'LAVALINK_NODES has d on a public host by http://, so others can read its password on its way: use https://',
      'VALKEY_URL is a public host without TLS, so others can read and change what is kept: use rediss://',
    ]);
  });
});

describe('secrets', () => {
  it('are listed with their parts, the longest first', () => {
    const { secrets } = read({
      DISCORD_TOKEN: TOKEN,
      LAVALINK_NODES: 'a=http://127.0.0.1:1,b=http://127.0.0.1:2',
      LAVALINK_PASSWORD: 'first-one,second-one',
      VALKEY_URL: 'redis://user:p%40ssword@host',
      HTTP_PASSWORD: 'the-password-of-the-page',
    });
    expect(secrets).toEqual(
      expect.arrayContaining([
        TOKEN,
        'first-one,second-one',
        'first-one',
        'second-one',
        'redis://user:p%40ssword@host',
        'p%40ssword',
        'p@ssword',
        'the-password-of-the-page',
      ]),
    );
    expect(secrets.map(({ length }) => length)).toEqual(secrets.map(({ length }) => length).sort((a, b) => b - a));
  });

  it('are hidden when they stand in another variable, too', () => {
    const [, problem] = problems({ DISCORD_TOKEN: 'secret-token', LOG_LEVEL: 'my secret-token', DATA_DIR: 'x' });
    expect(problem).toBe('LOG_LEVEL must be trace, debug, info, warn, error, fatal or silent, but is "my ***"');
    expect(problems({ DISCORD_API_BASE: 'http://me:hidden@127.0.0.1' }).join()).toContain(
      'but is "http://***@127.0.0.1"',
    );
  });

  it('are in no message, stack or JSON, and nothing but a configuration or a ConfigError comes of any texts', () => {
    const names = VARIABLES.map(({ name }) => name);
    const mark = 'S3cr3t';
    const secret = fc
      .string({ unit: 'binary', maxLength: 40 })
      .chain((noise) =>
        fc.constantFrom(
          `${mark}${noise}`,
          `redis://u:${mark}${noise}@h`,
          `${mark},${mark}${noise}`,
          `${noise}${mark}.a.b`,
        ),
      );
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.constantFrom(
        'on',
        'off',
        '1',
        'a=http://127.0.0.1:1,b=http://h',
        'http://127.0.0.1',
        `http://u:${mark}@h`,
        '0.0.0.0',
      ),
    );
    const entries = VARIABLES.flatMap(({ name, isSecret }) =>
      isSecret === true ? [[name, secret] as const, [`${name}_FILE`, secret] as const] : [[name, text] as const],
    );
    const env = fc.record(Object.fromEntries(entries), { requiredKeys: [] });
    const others = fc.dictionary(fc.string({ maxLength: 16 }), fc.string(), { maxKeys: 3 });
    fc.assert(
      fc.property(env, others, fc.constantFrom(...names), (given, more, leaked) => {
        const everywhere: Record<string, string | undefined> = { ...more, ...given };
        if (given.HTTP_PASSWORD !== undefined) everywhere[leaked] ??= given.HTTP_PASSWORD;
        try {
          const { config, warnings } = readConfig({ env: everywhere, cwd: NOWHERE });
          expect(config.players.maxQueue).toBeTypeOf('number');
          expect(JSON.stringify(warnings)).not.toContain(mark);
        } catch (error) {
          if (!(error instanceof ConfigError)) throw error;
          expect(error.problems.length).toBeGreaterThan(0);
          expect(`${error.message}${error.stack}${JSON.stringify(error)}${String(error.cause)}`).not.toContain(mark);
        }
      }),
      { numRuns: 500 },
    );
  });
});
