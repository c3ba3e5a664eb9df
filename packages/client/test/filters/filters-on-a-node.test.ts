import { once } from 'node:events';
import { AudioNode } from '@reprise/node';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { Filters } from '../../src/filters/filters.ts';
import { sent, validFilters } from './valid-filters.ts';

let node: AudioNode;
let socket: WebSocket;
let session: string;

beforeAll(async () => {
  node = new AudioNode({ port: 0 });
  await node.start();
  socket = new WebSocket(`${node.url.replace(/^http/, 'ws')}/v4/websocket`, {
    headers: { 'User-Id': '1', 'Client-Name': 'test/1' },
  });
  const [ready] = await once(socket, 'message');
  session = JSON.parse(ready.toString()).sessionId;
});

afterAll(async () => {
  socket.terminate();
  await node.close();
});

/** Status and filters that a node answers to filters. */
async function answerTo(filters: Filters): Promise<readonly [status: number, filters: unknown]> {
  const response = await fetch(`${node.url}/v4/sessions/${session}/players/817327181659111454`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ filters }),
  });
  const body = JSON.parse(await response.text());
  return [response.status, body.filters];
}

describe('a node', () => {
  it('takes whatever valid filters are set, and reports them as they were sent', async () => {
    await fc.assert(
      fc.asyncProperty(validFilters(), async (filters) => {
        // A node without plugins forgets their filters.
        const { pluginFilters, ...own } = sent(filters);
        expect(await answerTo(filters)).toEqual([200, own]);
      }),
    );
  });

  it.for(Filters.presets)('takes the preset $name', async ({ name }) => {
    expect(await answerTo(Filters.preset(name))).toEqual([200, sent(Filters.preset(name))]);
  });

  it('has none left once they are reset', async () => {
    const filters = new Filters().apply('nightcore').apply('bassboost');
    expect(await answerTo(filters)).not.toEqual([200, {}]);
    expect(await answerTo(filters.reset())).toEqual([200, {}]);
  });

  it('says in its info that it has every filter of the protocol, and none of a plugin', async () => {
    const response = await fetch(`${node.url}/v4/info`);
    const info = JSON.parse(await response.text());
    const filters = new Filters().volume(1).equalizer([]).karaoke().timescale().tremolo().vibrato();
    filters.distortion().rotation().channelMix().lowPass().plugin('echo', {});

    expect(filters.names).toHaveLength(11);
    expect(filters.unsupported(info)).toEqual(['echo']);
  });
});
