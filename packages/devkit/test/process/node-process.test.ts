import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { FaultPlan, NodeProcess, type NodeProcessOptions } from '@reprise/devkit';
import { AudioNode } from '@reprise/node';
import { describe, expect, it } from 'vitest';
import { Rest } from '../../../node/test/support/rest.ts';
import { Bot, GUILD, VOICE } from '../support/bot.ts';

const LOADER = new URL('../../../node/test/support/sources-loader.mjs', import.meta.url).href;

/** One that runs the sources, as the tests do. */
function start(options: NodeProcessOptions = {}): Promise<NodeProcess> {
  return NodeProcess.start({ execArgv: ['--import', LOADER], ...options });
}

describe('NodeProcess', () => {
  it('is a node with voice that answers late and tracks of any length', async () => {
    await using node = await start({ voice: { answerAfterMs: 200 }, madeUpTracks: ['left'] });
    await using bot = await Bot.open(node.url);
    const began = performance.now();
    const answer = await bot.patch(GUILD, { voice: VOICE, track: { identifier: 'left:60000' } });

    expect(answer.json).toMatchObject({ state: { connected: true }, track: { info: { length: 60_000 } } });
    expect(performance.now() - began).toBeGreaterThanOrEqual(195);
    expect(node.pid).not.toBe(process.pid);
  });

  it('has the voice that it is told, and the variables of whoever starts it with others beside them', async () => {
    await using node = await start({ voice: 'discord', env: { NODE_OPTIONS: '--title=heard' } });
    await using silent = await start({ voice: 'silent' });
    const versionOf = async (url: string) => JSON.stringify((await new Rest(url).get('/v4/info')).json);

    expect(await versionOf(silent.url)).toContain('no-sound');
    expect(await versionOf(node.url)).not.toContain('no-sound');
    expect(await readFile(`/proc/${node.pid}/cmdline`, 'utf8')).toMatch(/^heard/);
    await expect(start({ voice: 'loud' as 'discord' })).rejects.toThrow('NodeProcess: voice');
  });

  it('is killed, and comes back on its port', async () => {
    await using node = await start();
    await using bot = await Bot.open(node.url);
    const { port, pid } = node;
    await node.die();

    await expect.poll(() => bot.socket.closed).toEqual({ code: 1006 });
    expect([node.isAlive, node.pid]).toEqual([false, undefined]);
    await expect(bot.rest.get('/version')).rejects.toThrow();
    await node.die();

    await node.revive();
    expect([node.port, node.isAlive]).toEqual([port, true]);
    expect(node.pid).not.toBe(pid);
    expect((await bot.rest.get('/version')).status).toBe(200);
  });

  it('freezes and goes on', async () => {
    await using node = await start();
    const rest = new Rest(node.url);
    await rest.get('/version');
    node.freeze();
    const asked = rest.get('/version');

    expect(await Promise.race([asked, pause(100, 'nothing')])).toBe('nothing');
    node.thaw();
    expect((await asked).status).toBe(200);
    node.freeze();
    await node.revive();
    expect((await rest.get('/version')).status).toBe(200);
  });

  it('can be killed and closed while it is frozen', async () => {
    const node = await start();
    node.freeze();
    await node.die();
    await node.revive();
    node.freeze();
    await node.close();
    await node.close();

    expect(node.isAlive).toBe(false);
  });

  it('follows a plan, as far as a process can', async () => {
    await using node = await start();
    await FaultPlan.parse('0 A freeze\n1 A thaw\n2 A die\n3 A heal').run({ A: node });

    expect((await new Rest(node.url).get('/version')).status).toBe(200);
    await expect(node.apply({ kind: 'omitStats' })).rejects.toMatchObject({ code: 'NODE_PROCESS' });
  });

  it('says why it did not start', async () => {
    await using taken = new AudioNode({ port: 0 });
    await taken.start();

    await expect(start({ node: { port: taken.port } })).rejects.toMatchObject({
      code: 'NODE_PROCESS',
      message: expect.stringContaining(`Port ${taken.port}`),
    });
    await expect(start({ voice: { answerAfterMs: -1 } })).rejects.toThrow('FakeVoice: answerAfterMs');
    await expect(start({ execArgv: ['--no-such-argument'] })).rejects.toThrow('ended with 9');
    // @ts-expect-error: an option that does not exist
    await expect(start({ port: 1 })).rejects.toThrow(/there is no option "port"/);
  });
});
