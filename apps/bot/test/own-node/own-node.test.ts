import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { fileURLToPath } from 'node:url';
import { FakeDiscord, ManualClock } from '@reprise/devkit';
import { NodePool } from 'reprise';
import { afterEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../src/log/log.ts';
import { OwnNodeError } from '../../src/own-node/own-node-error.ts';
import { isThere, SOURCES, startNode, ToldLines } from './support.ts';

const GUILD = '817327181659111454';
const CHANNEL = '817327182111571989';

/** A process of its own takes its time on a busy machine. */
const PATIENT = { timeout: 15_000 };

/** Listens on a port as soon as it is free. @param free - Makes it so. */
async function takePort(port: number, free: () => void): Promise<Server> {
  const thief = createServer();
  const { promise, resolve } = Promise.withResolvers<void>();
  thief.on('error', () => setTimeout(() => thief.listen(port, '127.0.0.1'), 1)).once('listening', resolve);
  thief.listen(port, '127.0.0.1');
  free();
  await promise;
  return thief;
}

describe.skipIf(process.platform !== 'linux')('OwnNode, where processes can be looked at in /proc', () => {
  afterEach(() => {
    delete process.env.DISCORD_TOKEN;
  });

  it('is a node that a pool connects to, finds songs on and plays them', async () => {
    await using node = await startNode(silentLog);
    const discord = new FakeDiscord();
    await using pool = new NodePool();
    discord.onPacket((packet) => pool.handleRaw(packet));
    const nodes = [{ identifier: 'own', uri: node.url, password: node.password }];
    await pool.connect({ client: discord.client, nodes, logger: null, defaultSearchSource: 'demosearch' });

    const found = await pool.fetchTracks('demosearch:ode to joy');
    const player = await pool.createPlayer({ guildId: GUILD, voiceChannelId: CHANNEL });
    const [track] = Array.isArray(found) ? found : [];
    if (track === undefined) throw new Error('Nothing was found.');
    const started = once(pool, 'trackStart');
    await player.play(track);
    await started;
    expect(node.state).toBe('running');
  });

  it.each([true, false])('plays links to any public site only when it shall: %s', async (http) => {
    await using node = await startNode(silentLog, { http });
    await using pool = new NodePool();
    const nodes = [{ identifier: 'own', uri: node.url, password: node.password }];
    await pool.connect({ client: new FakeDiscord().client, nodes, logger: null });

    expect(pool.getNode('own').info?.sourceManagers.includes('http')).toBe(http);
    const loading = pool.getNode('own').loadTracks('http://127.0.0.1:9/song.mp3');
    expect(await loading).toMatchObject(
      http ? { loadType: 'error', data: { message: 'Only public addresses can be loaded.' } } : { loadType: 'empty' },
    );
  });

  it('is killed, comes back under the same address, and the pool finds it', async () => {
    const log = new ToldLines();
    await using node = await startNode(log);
    await using pool = new NodePool();
    const nodes = [{ identifier: 'own', uri: node.url, password: node.password }];
    await pool.connect({ client: new FakeDiscord().client, nodes, logger: null });
    const { url, pid } = node;

    const back = once(pool, 'nodeReady');
    process.kill(pid ?? 0, 'SIGKILL');
    await back;

    expect(node.url).toBe(url);
    expect(node.pid).not.toBe(pid);
    expect(node.state).toBe('running');
    expect(await pool.fetchTracks('demosearch:ode to joy')).not.toHaveLength(0);
    expect(log.all.filter((line) => line.startsWith('warn'))).toEqual([
      "warn The bot's own audio node ended with signal SIGKILL. It is started again at once.",
    ]);
  });

  it('waits longer and longer when it goes on ending, and is not started again once closed', async () => {
    const clock = new ManualClock();
    const log = new ToldLines();
    const node = await startNode(log, { clock });
    const end = async (): Promise<void> => {
      const { pid } = node;
      process.kill(pid ?? 0, 'SIGKILL');
      await expect.poll(() => node.pid, PATIENT).not.toBe(pid);
    };
    await end();
    await expect.poll(() => node.state, PATIENT).toBe('running');
    await end();
    expect([node.state, node.pid]).toEqual(['restarting', undefined]);
    clock.advance(999);
    expect(node.pid).toBeUndefined();
    clock.advance(1);
    await expect.poll(() => node.state, PATIENT).toBe('running');
    await end();
    expect(log.all.at(-1)).toContain('started again in 2 s.');
    await node.close();
    clock.advance(60_000);
    expect([node.state, node.pid, clock.pending]).toEqual(['closed', undefined, 0]);
  });

  it('goes on trying when its port was taken meanwhile', async () => {
    const clock = new ManualClock();
    const log = new ToldLines();
    await using node = await startNode(log, { clock });
    const { pid, url } = node;
    const thief = await takePort(Number(new URL(url).port), () => process.kill(pid ?? 0, 'SIGKILL'));
    await expect.poll(() => log.all.at(-1), PATIENT).toContain('did not come back. It is started again in 1 s.');
    expect(log.fields.at(-1)).toMatchObject({ err: { code: 'OWN_NODE_START', message: /is taken/ } });
    await new Promise((resolve) => thief.close(resolve));
    clock.advance(1_000);
    await expect.poll(() => node.state, PATIENT).toBe('running');
    expect(node.url).toBe(url);
  });

  it('ends when the bot is killed', async () => {
    const program = fileURLToPath(new URL('./parent-program.ts', import.meta.url));
    const parent = spawn(process.execPath, [...SOURCES, program], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [chunk] = await once(parent.stdout, 'data');
    const pid = Number(String(chunk));
    expect(isThere(pid)).toBe(true);
    parent.kill('SIGKILL');
    await expect.poll(() => isThere(pid), PATIENT).toBe(false);
  });

  it('ends in time when it is closed, frozen or not', async () => {
    const clock = new ManualClock();
    const node = await startNode(silentLog, { clock });
    const { pid } = node;
    await node.close();
    await node.close();
    expect(isThere(pid)).toBe(false);

    const frozen = await startNode(silentLog, { clock });
    process.kill(frozen.pid ?? 0, 'SIGSTOP');
    const closed = frozen.close();
    expect(isThere(frozen.pid)).toBe(true);
    clock.advance(2_000);
    await closed;
    expect([frozen.pid, clock.pending]).toEqual([undefined, 0]);
  });

  it('ignores Ctrl+C, which is for the bot', async () => {
    const log = new ToldLines();
    await using node = await startNode(log);
    process.kill(node.pid ?? 0, 'SIGINT');
    const answer = await fetch(`${node.url}/version`, { headers: { authorization: node.password } });
    expect([answer.status, node.state]).toEqual([200, 'running']);
  });

  it('lets nobody in without its password, and shows it and the secrets of the bot to no one', async () => {
    process.env.DISCORD_TOKEN = 'canary-of-the-token';
    const log = new ToldLines();
    await using node = await startNode(log);
    const other = await startNode(log);
    await other.close();

    expect((await fetch(`${node.url}/v4/info`)).status).toBe(401);
    expect(Buffer.from(node.password, 'base64url')).toHaveLength(24);
    expect(other.password).not.toBe(node.password);
    for (const file of ['environ', 'cmdline']) {
      const shown = await readFile(`/proc/${node.pid}/${file}`, 'utf8');
      expect(shown).not.toContain(node.password);
      expect(shown).not.toContain('canary-of-the-token');
    }
    expect(log.all.join('\n')).not.toContain(node.password);
  });

  it('listens on this machine only', async () => {
    await using node = await startNode(silentLog);
    const port = Number(new URL(node.url).port).toString(16).toUpperCase().padStart(4, '0');
    const sockets = await readFile(`/proc/${node.pid}/net/tcp`, 'utf8');
    expect(sockets).toContain(`0100007F:${port} 00000000:0000 0A`);
    expect(sockets).not.toContain(`00000000:${port} `);
  });

  it('tells what its process writes', async () => {
    const log = new ToldLines();
    await using node = await startNode(log, { ytdlp: { path: '/no/such/yt-dlp' } });
    expect(log.all).toContain('warn own node: There is no program /no/such/yt-dlp, so nothing is loaded by yt-dlp.');
    await expect
      .poll(() => log.all.join('\n'), PATIENT)
      .toContain(`info own node: Audio node listening on ${node.url}.`);
  });

  it('says why it did not start, with the last words of its process', async () => {
    const noFolder = startNode(silentLog, { musicDir: '/no/such/folder' });
    await expect(noFolder).rejects.toMatchObject({ code: 'OWN_NODE_START', message: /\/no\/such\/folder/ });

    const crash = startNode(silentLog, {
      execArgv: ['--import', 'data:text/javascript,throw new Error("crashed early")'],
    });
    await expect(crash).rejects.toThrow(OwnNodeError);
    await expect(crash).rejects.toMatchObject({ message: /ended with code 1[\s\S]*crashed early/ });
  });

  it('gives up one that never listens, and one nobody waits for any more', async () => {
    const clock = new ManualClock();
    const stuck = ['--import', 'data:text/javascript,await new Promise(() => setInterval(() => 0, 1000))'];
    const late = startNode(silentLog, { clock, execArgv: stuck });
    const failed = expect(late).rejects.toMatchObject({ code: 'OWN_NODE_START', message: /within 30 s/ });
    clock.advance(30_000);
    await failed;

    const stop = new AbortController();
    const given = expect(startNode(silentLog, { clock, execArgv: stuck, signal: stop.signal })).rejects.toThrow(
      'enough',
    );
    stop.abort(new Error('enough'));
    await given;
    expect(clock.pending).toBe(0);
  });

  it('names the option that is wrong', async () => {
    await expect(startNode(silentLog, { musicDir: '' })).rejects.toThrow(/OwnNode: musicDir/);
    await expect(startNode(silentLog, { ytdlp: { path: '' } })).rejects.toThrow(/OwnNode: ytdlp.path/);
  });
});
