import { AudioNode, AudioNodeError, ListenError, PasswordRequiredError, type Source } from '@reprise/node';
import { describe, expect, it } from 'vitest';
import { Rest } from './support/rest.ts';
import { Socket } from './support/socket.ts';

describe('AudioNode', () => {
  it('answers a search of its catalogue on a free port of loopback', async () => {
    await using node = new AudioNode({ port: 0, password: 'secret' });
    await node.start();

    const answer = await new Rest(node.url, 'secret').load('demosearch:ode to joy');

    expect(node.url).toBe(`http://127.0.0.1:${node.port}`);
    expect(answer.json).toMatchObject({
      loadType: 'search',
      data: [{ info: { title: 'Ode to Joy', author: 'Ludwig van Beethoven', sourceName: 'demo' } }],
    });
  });

  it('says where the port is taken, with a code and what to do', async () => {
    await using first = new AudioNode({ port: 0 });
    await first.start();
    const second = new AudioNode({ port: first.port });

    const error = await second.start().catch((error: unknown) => error);

    expect(error).toBeInstanceOf(ListenError);
    expect(error).toMatchObject({ code: 'NODE_PORT_TAKEN', port: first.port });
    expect(String(error)).toContain('Choose another port');
  });

  it('refuses to be reachable from other machines without a password of its own', () => {
    expect(() => new AudioNode({ host: '0.0.0.0' })).toThrow(PasswordRequiredError);
    expect(() => new AudioNode({ host: '::' })).toThrow(/Set a password/);
    expect(() => new AudioNode({ host: 'music.example' })).toThrow(PasswordRequiredError);
    expect(() => new AudioNode({ host: '192.168.1.5', password: 'youshallnotpass' })).toThrow(/everybody knows/);
    expect(() => new AudioNode({ host: '0.0.0.0', password: 'own' })).not.toThrow();
    for (const host of ['127.0.0.1', '127.8.8.8', 'localhost', '::1'])
      expect(() => new AudioNode({ host })).not.toThrow();
  });

  it('names the option that is wrong', () => {
    // @ts-expect-error: an option that does not exist
    expect(() => new AudioNode({ prot: 1 })).toThrow(/there is no option "prot"/);
    expect(() => new AudioNode({ port: 65_536 })).toThrow('AudioNode: port must be a whole number from 0 to 65535');
    expect(() => new AudioNode({ password: '' })).toThrow('AudioNode: password');
    expect(() => new AudioNode({ playerUpdateIntervalMs: 0 })).toThrow('AudioNode: playerUpdateIntervalMs');
    expect(() => new AudioNode({ publicUrl: 'ftp://x' })).toThrow('AudioNode: publicUrl');
  });

  it('closes its clients with 1001 and is gone', async () => {
    const node = new AudioNode({ port: 0 });
    await node.start();
    const socket = await Socket.open(node.url);
    await socket.sessionId();

    await node.close();
    await node.close();

    await expect.poll(() => socket.closed).toEqual({ code: 1001 });
    await expect(new Rest(node.url).get('/version')).rejects.toThrow();
    await expect(node.start()).rejects.toThrow(AudioNodeError);
  });

  it('hands out links that another address was given for', async () => {
    await using node = new AudioNode({ port: 0, publicUrl: 'https://music.example/node/' });
    await node.start();

    const answer = await new Rest(node.url).load('demo:track:fur-elise');

    expect(answer.json).toMatchObject({
      data: { info: { uri: 'https://music.example/node/media/demo/fur-elise.wav' } },
    });
  });

  it('hands its sources the beginning of a search that is longer than any title', async () => {
    const heard: string[] = [];
    const mine: Source = {
      name: 'mine',
      load: async () => undefined,
      search: async (words) => {
        heard.push(words);
        return [];
      },
    };
    await using node = new AudioNode({ port: 0, sources: [mine] });
    await node.start();

    await new Rest(node.url).load(`demosearch:${'é'.repeat(600)}`);
    await new Rest(node.url).load('demosearch:Für Elise');

    expect(heard).toEqual(['é'.repeat(500), 'Für Elise']);
  });

  it('asks further sources first and lists them in /v4/info', async () => {
    const mine = { name: 'mine', load: async () => ({ loadType: 'empty', data: null }) as const };
    await using node = new AudioNode({ port: 0, sources: [mine] });
    await node.start();
    const rest = new Rest(node.url);

    expect((await rest.load('demosearch:ode')).json).toEqual({ loadType: 'empty', data: null });
    expect((await rest.get('/v4/info')).json).toMatchObject({ sourceManagers: ['mine', 'demo'] });
    expect(() => new AudioNode({ sources: [mine, mine] })).toThrow(/different names/);
  });
});
