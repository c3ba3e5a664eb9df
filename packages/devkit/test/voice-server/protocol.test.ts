import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { FakeVoiceServer, type FakeVoiceServerOptions } from '@reprise/devkit';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { atEnd, endEachTest } from './stage.ts';

endEachTest();

interface Message {
  readonly op: number;
  readonly d: Record<string, unknown> | null;
  readonly seq?: number;
}

/** A client that says what it is told to. */
class RawClient {
  readonly socket: WebSocket;
  readonly #heard: Message[] = [];
  readonly #closed: Promise<number>;

  constructor({ endpoint, ca }: FakeVoiceServer, query = '?v=8') {
    this.socket = new WebSocket(`wss://${endpoint}/${query}`, { ca });
    this.socket.on('message', (data) => this.#heard.push(JSON.parse(String(data))));
    this.#closed = new Promise((resolve) => this.socket.on('close', resolve));
    atEnd(() => this.socket.terminate());
  }

  async say(op: number, d: unknown): Promise<this> {
    if (this.socket.readyState === WebSocket.CONNECTING) await once(this.socket, 'open');
    this.socket.send(JSON.stringify({ op, d }));
    return this;
  }

  /** The next message with that code, which is taken. */
  async hears(op: number): Promise<Message> {
    for (;;) {
      const index = this.#heard.findIndex((message) => message.op === op);
      const [found] = index === -1 ? [] : this.#heard.splice(index, 1);
      if (found !== undefined) return found;
      await once(this.socket, 'message');
    }
  }

  /** The code it is closed with. */
  closed(): Promise<number> {
    return this.#closed;
  }
}

const ME = { server_id: '1', user_id: '10', session_id: 'session', token: 'token', max_dave_protocol_version: 1 };
const UDP = { protocol: 'udp', data: { address: '127.0.0.1', port: 1, mode: 'aead_aes256_gcm_rtpsize' } };

async function server(options: FakeVoiceServerOptions = {}): Promise<FakeVoiceServer> {
  const started = await FakeVoiceServer.start(options);
  atEnd(() => started.close());
  return started;
}

/** A client that can send sound. */
async function ready(voice: FakeVoiceServer, user: Partial<typeof ME> = {}): Promise<RawClient> {
  const client = await new RawClient(voice).say(0, { ...ME, ...user });
  await client.say(1, UDP);
  await client.hears(4);
  return client;
}

describe('The protocol of FakeVoiceServer', () => {
  it('goes from hello over ready to the description of the session', async () => {
    const client = new RawClient(await server({ heartbeatMs: 1_234 }));

    expect((await client.hears(8)).d).toEqual({ v: 8, heartbeat_interval: 1_234 });
    await client.say(0, ME);
    expect((await client.hears(2)).d).toMatchObject({
      ssrc: expect.any(Number),
      ip: '127.0.0.1',
      port: expect.any(Number),
      modes: ['aead_aes256_gcm_rtpsize', 'aead_xchacha20_poly1305_rtpsize'],
    });
    await client.say(1, { ...UDP, data: { ...UDP.data, mode: 'aead_xchacha20_poly1305_rtpsize' } });
    const { d } = await client.hears(4);
    expect(d).toMatchObject({ mode: 'aead_xchacha20_poly1305_rtpsize', dave_protocol_version: 0 });
    expect(d?.secret_key).toHaveLength(32);
  });

  it('answers a heartbeat with what it brought, also before anybody identified', async () => {
    const client = await new RawClient(await server()).say(3, { t: 1, seq_ack: -1 });
    expect((await client.hears(6)).d).toEqual({ t: 1 });
    await (await client.say(0, ME)).say(3, { t: 2, seq_ack: -1 });
    expect((await client.hears(6)).d).toEqual({ t: 2 });
  });

  it('tells a client its address over UDP', async () => {
    const client = await new RawClient(await server()).say(0, ME);
    const { d } = await client.hears(2);
    const socket = createSocket('udp4');
    atEnd(() => socket.close());
    const question = Buffer.alloc(74);
    question.writeUInt16BE(1, 0);
    question.writeUInt16BE(70, 2);
    question.writeUInt32BE(Number(d?.ssrc), 4);
    socket.send(question, Number(d?.port), '127.0.0.1');

    const [answer]: Buffer[] = await once(socket, 'message');
    expect(answer).toHaveLength(74);
    expect([answer?.readUInt16BE(0), answer?.readUInt16BE(2), answer?.readUInt32BE(4)]).toEqual([2, 70, d?.ssrc]);
    expect(answer?.toString('ascii', 8, 18)).toBe('127.0.0.1\0');
    expect(answer?.readUInt16BE(72)).toBe(socket.address().port);
  });

  it.each([
    ['an unknown version', '?v=3', [], 4012],
    ['a word before who it is', '?v=8', [[1, UDP]], 4003],
    [
      'a second identification',
      '?v=8',
      [
        [0, ME],
        [0, ME],
      ],
      4005,
    ],
    [
      'an unknown code',
      '?v=8',
      [
        [0, ME],
        [99, {}],
      ],
      4001,
    ],
    [
      'another protocol than UDP',
      '?v=8',
      [
        [0, ME],
        [1, { protocol: 'webrtc' }],
      ],
      4012,
    ],
    [
      'an unknown encryption',
      '?v=8',
      [
        [0, ME],
        [1, { ...UDP, data: { mode: 'xsalsa20_poly1305' } }],
      ],
      4016,
    ],
    [
      'an acknowledgement of what was not sent',
      '?v=8',
      [
        [0, ME],
        [3, { t: 1, seq_ack: 9 }],
      ],
      4020,
    ],
    ['a session to resume that there is not', '?v=8', [[7, ME]], 4006],
  ] as const)('closes after %s', async (_what, query, words, code) => {
    const client = new RawClient(await server(), query);
    for (const [op, d] of words) await client.say(op, d);
    expect(await client.closed()).toBe(code);
  });

  it('closes after what is no JSON', async () => {
    const client = new RawClient(await server());
    await once(client.socket, 'open');
    client.socket.send('{');
    expect(await client.closed()).toBe(4002);
  });

  it('takes what it has no answer for', async () => {
    const client = await ready(await server());
    for (const op of [12, 15, 23]) await client.say(op, {});
    client.socket.send(Buffer.from([26, 1, 2, 3]));
    await client.say(3, { t: 5, seq_ack: 1 });
    expect((await client.hears(6)).d).toEqual({ t: 5 });
  });

  it('sends away with the code that admits() answers', async () => {
    const voice = await server({ admits: ({ token }) => (token === 'good' ? undefined : 4004) });
    const bad = await new RawClient(voice).say(0, ME);
    expect(await bad.closed()).toBe(4004);
    const good = await new RawClient(voice).say(0, { ...ME, token: 'good' });
    await good.hears(2);
    expect(voice.arrivals.map(({ refusedWith }) => refusedWith)).toEqual([4004, undefined]);
  });

  it('tells others in the guild who comes, speaks and goes, and again after a resume what was not acknowledged', async () => {
    const voice = await server();
    const ada = await ready(voice);
    expect(await ada.hears(11)).toEqual({ op: 11, d: { user_ids: [] }, seq: 1 });
    await ada.say(3, { t: 1, seq_ack: 1 });
    await ada.hears(6);
    ada.socket.terminate();
    await expect.poll(() => voice.sessions[0]?.state).toBe('away');

    const bob = await ready(voice, { user_id: '20', session_id: 'other' });
    expect((await bob.hears(11)).d).toEqual({ user_ids: ['10'] });
    await bob.say(5, { speaking: 1, delay: 0, ssrc: 2 });
    await expect.poll(() => voice.heard('1').isSpeaking).toBe(true);
    bob.socket.close(1000);
    await expect.poll(() => voice.sessions).toHaveLength(1);

    const back = await new RawClient(voice).say(7, { ...ME, seq_ack: 1 });
    await back.hears(9);
    expect(await back.hears(11)).toEqual({ op: 11, d: { user_ids: ['20'] }, seq: 2 });
    expect(await back.hears(5)).toEqual({ op: 5, d: { user_id: '20', ssrc: 2, speaking: 1 }, seq: 3 });
    expect(await back.hears(13)).toEqual({ op: 13, d: { user_id: '20' }, seq: 4 });
  });

  it('puts a user who identifies anew in the place of the former session', async () => {
    const voice = await server();
    const former = await ready(voice);
    await ready(voice);
    expect(await former.closed()).toBe(4006);
    expect(voice.sessions).toHaveLength(1);
  });

  it('names the option that is wrong', async () => {
    await expect(FakeVoiceServer.start({ packetLoss: 2 })).rejects.toThrow(
      'FakeVoiceServer: packetLoss must be a number from 0 to 1, but is 2.',
    );
    const unknown: object = { loss: 1 };
    await expect(FakeVoiceServer.start(unknown)).rejects.toThrow('FakeVoiceServer: there is no option "loss"');
  });

  it('starts again at its port after it was closed, knowing nobody', async () => {
    const first = await FakeVoiceServer.start();
    const client = await ready(first);
    await first.close();
    expect(await client.closed()).toBe(1006);
    const again = await server({ port: Number(first.endpoint.split(':')[1]) });
    const back = await new RawClient(again).say(7, { ...ME, seq_ack: -1 });
    expect(await back.closed()).toBe(4006);
  });
});
