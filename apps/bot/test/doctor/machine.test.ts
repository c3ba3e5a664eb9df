import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { ManualClock } from '@reprise/devkit';
import { describe, expect, it } from 'vitest';
import { cannotStartServers, RedisServer } from '../../../../packages/cache/test/store/valkey/support/redis-server.ts';
import { judgeDisk } from '../../src/doctor/checks/disk.ts';
import { valkey } from '../../src/doctor/checks/valkey.ts';
import { judgeVersions } from '../../src/doctor/checks/versions.ts';
import { runChecks } from '../../src/doctor/run-checks.ts';
import { closedAddress, findings, makeFolder } from './support.ts';

const MIB = 1_048_576;

describe('what the doctor says of the store', () => {
  it('is that it keeps what is written, and nothing is left behind, not even a folder', async () => {
    await using folder = await makeFolder();
    const DATA_DIR = join(folder.path, 'deep', 'data');
    expect((await findings(folder, { DATA_DIR })).get('store')).toMatchObject({
      verdict: 'ok',
      text: `LMDB in ${DATA_DIR}, which will be made, gives back what was written.`,
    });
    expect((await findings(folder, { DATA_DIR: folder.path })).get('store')).toMatchObject({
      verdict: 'ok',
      text: `LMDB in ${folder.path} gives back what was written.`,
    });
    expect(await readdir(folder.path)).toEqual([]);
  });

  it('is that its folder is a file, or in one', async () => {
    await using folder = await makeFolder();
    const file = await folder.file('data', '');
    for (const DATA_DIR of [file, join(file, 'below')]) {
      expect((await findings(folder, { DATA_DIR })).get('store'), DATA_DIR).toMatchObject({
        verdict: 'failed',
        text: `${DATA_DIR} cannot be written to (ENOTDIR).`,
        advice: expect.stringContaining('DATA_DIR'),
      });
    }
  });

  it('is that its folder cannot be written to, for whatever reason', async () => {
    await using folder = await makeFolder();
    expect((await findings(folder, { DATA_DIR: '/proc/self' })).get('store')).toMatchObject({ verdict: 'failed' });
  });
});

describe('what the doctor says of Valkey', () => {
  it.skipIf(cannotStartServers)('is whether it lets the bot in and keeps what is written', async () => {
    await using folder = await makeFolder();
    const server = await RedisServer.start(['--requirepass', 'canary-password']);
    try {
      const at = async (user: string): Promise<unknown> =>
        (await findings(folder, { VALKEY_URL: `redis://${user}127.0.0.1:${server.port}` })).get('valkey');
      expect(await at(':canary-password@')).toMatchObject({
        verdict: 'ok',
        text: expect.stringMatching(/^Version \d\S+; it gives back what was written\.$/),
      });
      expect(await at(':canary-of-others@')).toEqual({
        name: 'valkey',
        verdict: 'failed',
        text: 'It does not let the bot in (WRONGPASS).',
        advice: 'Mend the user and the password in VALKEY_URL.',
      });
      expect(await at('')).toMatchObject({ verdict: 'failed', text: 'It does not let the bot in (NOAUTH).' });
    } finally {
      await server.stop();
    }
  });

  it('is that nobody is there', async () => {
    await using folder = await makeFolder();
    const VALKEY_URL = (await closedAddress()).replace('http:', 'redis:');
    expect((await findings(folder, { VALKEY_URL })).get('valkey')).toMatchObject({
      verdict: 'failed',
      text: 'It cannot be used (ECONNREFUSED).',
    });
  });

  it('is that it hangs, after the deadline, and it is not waited for any longer', async () => {
    const sockets: Socket[] = [];
    const server = createServer((socket) => void sockets.push(socket.resume())).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('The server has no port.');
    const clock = new ManualClock();
    const all = runChecks([valkey(`redis://127.0.0.1:${address.port}`)], clock, 4_000);
    await once(server, 'connection');
    clock.advance(4_000);
    expect(await all).toMatchObject([{ verdict: 'failed', text: 'There was no answer within 4000 ms.' }]);
    await Promise.all(sockets.map((socket) => once(socket, 'close')));
    server.close();
  });
});

describe('what the doctor says of the machine', () => {
  it('is how much room there is', () => {
    expect(judgeDisk(1_024 * MIB)).toEqual({ verdict: 'ok', text: '1.0 GiB are free.' });
    expect(judgeDisk(1_024 * MIB - 1)).toMatchObject({ verdict: 'warning', text: '1024.0 MiB are free.' });
    expect(judgeDisk(50 * MIB)).toMatchObject({ verdict: 'warning' });
    expect(judgeDisk(50 * MIB - 1)).toMatchObject({ verdict: 'failed', advice: expect.stringContaining('DATA_DIR') });
  });

  it('is which versions are installed', async () => {
    await using folder = await makeFolder();
    const found = await findings(folder);
    expect(found.get('versions')?.text).toMatch(/^Node\.js \d+\.\d+\.\d+, .*discord\.js 14\..* reprise /);
    expect(found.get('ffmpeg')).toMatchObject({ verdict: 'ok' });
    expect(found.get('disk')?.text).toMatch(/are free\.$/);
  });

  it('is that Node.js is too old, or packages are others than those the bot names', () => {
    const wanted = { lmdb: '3.5.6', zod: '4.6.7' };
    const installed = new Map([['lmdb', '3.5.6']]);
    expect(judgeVersions('22.18.9', wanted, installed)).toMatchObject({ verdict: 'failed' });
    expect(judgeVersions('22.19.0', wanted, installed)).toMatchObject({
      verdict: 'warning',
      text: 'Node.js 22.19.0, but zod missing instead of 4.6.7.',
    });
    expect(judgeVersions('100.0.0', wanted, installed.set('zod', '4.6.7'))).toEqual({
      verdict: 'ok',
      text: 'Node.js 100.0.0, lmdb 3.5.6; all 2 packages are as the bot names them.',
    });
  });
});
