import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { FaultProxy, ManualClock } from '@reprise/devkit';
import { describe, expect, it } from 'vitest';
import { pause } from '../../../node/test/support/socket.ts';

/** A server that says what it hears, once and again, and keeps its connections. */
class Echo implements AsyncDisposable {
  readonly sockets: Socket[] = [];
  readonly ended: Socket[] = [];
  readonly #server: Server;

  private constructor() {
    this.#server = createServer({ allowHalfOpen: true }, (socket) => {
      this.sockets.push(socket);
      socket.on('data', (bytes) => socket.write(bytes));
      socket.on('end', () => socket.end());
      socket.on('error', () => undefined);
      socket.on('close', () => this.ended.push(socket));
    });
  }

  static async start(): Promise<Echo> {
    const echo = new Echo();
    await new Promise<void>((resolve) => echo.#server.listen(0, '127.0.0.1', resolve));
    return echo;
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return `http://127.0.0.1:${address.port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** A client that keeps what it heard. */
class Client implements Disposable {
  readonly socket: Socket;
  text = '';
  ending: string | undefined;

  private constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.socket.on('data', (bytes) => {
      this.text += bytes.toString();
    });
    this.socket.on('error', (error: NodeJS.ErrnoException) => {
      this.ending = error.code;
    });
    this.socket.on('close', () => {
      this.ending ??= 'closed';
    });
  }

  static to(proxy: FaultProxy): Client {
    return new Client(proxy.port);
  }

  static async open(proxy: FaultProxy): Promise<Client> {
    const client = Client.to(proxy);
    await once(client.socket, 'connect');
    return client;
  }

  /** Says something and waits for its echo. */
  async say(text: string): Promise<void> {
    const heard = this.text.length + text.length;
    this.socket.write(text);
    await expect.poll(() => this.text.length, { interval: 2 }).toBe(heard);
  }

  [Symbol.dispose](): void {
    this.socket.destroy();
  }
}

async function scene(clock?: ManualClock): Promise<{ echo: Echo; proxy: FaultProxy } & AsyncDisposable> {
  const echo = await Echo.start();
  const proxy = await FaultProxy.start({ target: echo.url, ...(clock === undefined ? {} : { clock }) });
  return {
    echo,
    proxy,
    [Symbol.asyncDispose]: async () => {
      await proxy.close();
      await echo[Symbol.asyncDispose]();
    },
  };
}

/** Time for bytes to cross loopback. */
const crossed = (): Promise<void> => pause(20);

describe('FaultProxy', () => {
  it('passes bytes and ends, and knows its connections', async () => {
    await using all = await scene();
    using client = await Client.open(all.proxy);
    await client.say('hello');
    expect(client.text).toBe('hello');
    expect(all.proxy.connections).toBe(1);

    client.socket.end('bye');
    await expect.poll(() => client.ending).toBe('closed');
    expect(client.text).toBe('hellobye');
    await expect.poll(() => all.proxy.connections).toBe(0);
    expect(all.proxy.attempts).toMatchObject([{ fate: 'passed' }]);
  });

  it('passes megabytes to a client that reads slowly, and loses none', async () => {
    await using all = await scene();
    using client = await Client.open(all.proxy);
    client.socket.pause();
    client.socket.write('x'.repeat(8_000_000));
    await crossed();
    client.socket.resume();

    await expect.poll(() => client.text.length, { timeout: 5_000 }).toBe(8_000_000);
  });

  it('passes a reset on', async () => {
    await using all = await scene();
    using client = await Client.open(all.proxy);
    await client.say('x');
    client.socket.resetAndDestroy();

    await expect.poll(() => all.echo.ended.length).toBe(1);
    expect(all.proxy.connections).toBe(0);
  });

  it('resets a client whose server is not there', async () => {
    const echo = await Echo.start();
    await using proxy = await FaultProxy.start({ target: echo.url });
    await echo[Symbol.asyncDispose]();
    using client = await Client.open(proxy);

    await expect.poll(() => client.ending).toBeDefined();
    expect(proxy.connections).toBe(0);
  });

  it('refuses new connections, counts them with their time, and lets those there are go on', async () => {
    const clock = new ManualClock(1_000);
    await using all = await scene(clock);
    using client = await Client.open(all.proxy);
    await all.proxy.refuse();
    clock.advance(500);
    using late = Client.to(all.proxy);

    await expect.poll(() => late.ending).toBe('ECONNRESET');
    await client.say('still here');
    expect(all.proxy.attempts).toEqual([
      { at: 1_000, fate: 'passed' },
      { at: 1_500, fate: 'reset' },
    ]);
    await all.proxy.pass();
    using again = await Client.open(all.proxy);
    await again.say('x');
  });

  it('is not there, then there again on the same port', async () => {
    await using all = await scene();
    const { port } = all.proxy;
    using client = await Client.open(all.proxy);
    await all.proxy.refuse('closed');

    await expect(Client.open(all.proxy)).rejects.toThrow('ECONNREFUSED');
    await client.say('still here');
    await all.proxy.pass();
    expect(all.proxy.port).toBe(port);
    using again = await Client.open(all.proxy);
    await again.say('x');
  });

  it('delays each way', async () => {
    const clock = new ManualClock();
    await using all = await scene(clock);
    using client = await Client.open(all.proxy);
    await client.say('a');
    await all.proxy.delay(100);
    client.socket.write('b');
    await crossed();
    clock.advance(99);
    await crossed();
    expect(all.echo.sockets[0]?.bytesRead).toBe(1);
    clock.advance(1);
    await crossed();
    expect([all.echo.sockets[0]?.bytesRead, client.text]).toEqual([2, 'a']);
    clock.advance(100);
    await expect.poll(() => client.text).toBe('ab');
  });

  it('lets bytes wait no longer than they must when the delay ends', async () => {
    const clock = new ManualClock();
    await using all = await scene(clock);
    using client = await Client.open(all.proxy);
    await all.proxy.delay(60_000);
    client.socket.write('b');
    await crossed();
    await all.proxy.pass();

    await expect.poll(() => client.text).toBe('b');
  });

  it('throttles, in small pieces', async () => {
    const clock = new ManualClock();
    await using all = await scene(clock);
    using client = await Client.open(all.proxy);
    await client.say('a');
    await all.proxy.throttle(1_000);
    client.socket.write('x'.repeat(1_000));
    await crossed();
    const read = (): number => (all.echo.sockets[0]?.bytesRead ?? 0) - 1;
    const after: number[] = [];
    for (let i = 0; i < 4; i += 1) {
      clock.advance(250);
      await crossed();
      after.push(read());
    }

    expect(after).toEqual([250, 500, 750, 1_000]);
  });

  it('cuts in the middle, after so many bytes', async () => {
    await using all = await scene();
    using client = await Client.open(all.proxy);
    await client.say('abc');
    await all.proxy.cutAfter(4);
    client.socket.write('defghij');

    await expect.poll(() => client.ending).toBeDefined();
    expect(client.text).toBe('abcdefg');
    await expect.poll(() => all.echo.ended.length).toBe(1);
    using next = await Client.open(all.proxy);
    await next.say('xyz');
    next.socket.write('xyz');
    await expect.poll(() => next.ending).toBeDefined();
    expect(next.text).toBe('xyzx');
  });

  it('swallows everything without a word, and gives it back when it passes again', async () => {
    await using all = await scene();
    using client = await Client.open(all.proxy);
    await client.say('a');
    await all.proxy.blackHole();
    client.socket.write('b');
    all.echo.sockets[0]?.write('from the server');
    all.echo.sockets[0]?.end();
    using late = await Client.open(all.proxy);
    late.socket.write('late');
    await crossed();

    expect([client.text, client.ending, late.text, late.ending]).toEqual(['a', undefined, '', undefined]);
    expect(all.echo.sockets).toHaveLength(1);
    expect(all.proxy.attempts.at(-1)?.fate).toBe('held');

    await all.proxy.pass();
    await expect.poll(() => client.text).toBe('afrom the server');
    await expect.poll(() => late.text).toBe('late');
  });

  it('forgets the connections there are, and nobody notices', async () => {
    await using all = await scene();
    using client = await Client.open(all.proxy);
    await client.say('a');
    all.proxy.halfOpen();
    client.socket.write('b');
    await crossed();
    expect([client.text, client.ending, all.echo.ended.length]).toEqual(['a', undefined, 0]);

    using next = await Client.open(all.proxy);
    await next.say('new');
    await all.proxy.pass();
    client.socket.destroy();
    await crossed();
    expect(client.text).toBe('a');
    expect(all.echo.ended).toHaveLength(0);
  });

  it('forgets the connections there are, and the server notices', async () => {
    await using all = await scene();
    using client = await Client.open(all.proxy);
    await client.say('a');
    all.proxy.halfOpen(true);

    await expect.poll(() => all.echo.ended.length).toBe(1);
    await crossed();
    expect(client.ending).toBeUndefined();
  });

  it('cuts the connections there are, and serves new ones', async () => {
    await using all = await scene();
    using client = await Client.open(all.proxy);
    await client.say('a');
    all.proxy.cut();

    await expect.poll(() => client.ending).toBe('ECONNRESET');
    await expect.poll(() => all.echo.ended.length).toBe(1);
    using next = await Client.open(all.proxy);
    await next.say('x');
  });

  it('closes with connections, held and forgotten ones too', async () => {
    const all = await scene();
    using client = await Client.open(all.proxy);
    await client.say('x');
    all.proxy.halfOpen();
    await all.proxy.blackHole();
    using held = await Client.open(all.proxy);
    await all.proxy.close();

    await expect.poll(() => [client.ending, held.ending]).toEqual(['ECONNRESET', 'ECONNRESET']);
    await expect(all.proxy.pass()).rejects.toMatchObject({ code: 'PROXY_STATE' });
    await all.echo[Symbol.asyncDispose]();
  });

  it('names the option that is wrong', async () => {
    await expect(FaultProxy.start({ target: 'http://127.0.0.1' })).rejects.toThrow('FaultProxy: target');
    await expect(FaultProxy.start({ target: 'http://127.0.0.1:1', port: -1 })).rejects.toThrow('FaultProxy: port');
    await using all = await scene();
    expect(() => all.proxy.delay(-1)).toThrow('FaultProxy: ms');
    expect(() => all.proxy.throttle(0)).toThrow('FaultProxy: bytesPerSecond');
  });
});
