import { once } from 'node:events';
import { AudioNode } from '@reprise/node';
import { LavalinkManager } from 'lavalink-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { voiceFrames } from '../support/discord-voice.ts';
import { ManualClock } from '../support/manual-clock.ts';

const USER = '170939974227591168';
const GUILD = '817327181659111454';

const clock = new ManualClock(Date.now());
const audio = new AudioNode({ port: 0, password: 'secret', clock });
let manager: LavalinkManager;

beforeAll(async () => {
  await audio.start();
  manager = new LavalinkManager({
    nodes: [{ id: 'ours', host: '127.0.0.1', port: audio.port, authorization: 'secret' }],
    sendToShard: () => {
      setImmediate(() => {
        for (const frame of voiceFrames(USER, GUILD, '5')) void manager.sendRawData(JSON.parse(frame));
      });
    },
    client: { id: USER, username: 'bot' },
  });
  const connected = once(manager.nodeManager, 'connect');
  await manager.init({ id: USER, username: 'bot' });
  await connected;
});
afterAll(async () => {
  await manager.nodeManager.disconnectAll();
  await audio.close();
});

it('connects, searches, plays and hears its events', async () => {
  const player = manager.createPlayer({ guildId: GUILD, voiceChannelId: '5', textChannelId: '6' });
  const found = await player.search({ query: 'demosearch:für elise', source: 'uri' }, { requester: 'a' });
  expect(found).toMatchObject({ loadType: 'search', tracks: [{ info: { title: 'Für Elise', sourceName: 'demo' } }] });
  const [track] = found.tracks;
  if (track === undefined) throw new Error('nothing found');
  await player.connect();
  await expect.poll(() => player.voice).toMatchObject({ sessionId: 'voice-session', token: 'voice-token' });

  const started = once(manager, 'trackStart');
  await player.queue.add(track);
  await player.play();
  expect((await started)[1]).toMatchObject({ info: { title: 'Für Elise' } });

  const updated = once(manager, 'playerUpdate');
  clock.advance(5_000);
  await updated;
  expect(player.lastPosition).toBe(4_980);

  const ended = once(manager, 'queueEnd');
  clock.advance(track.info.duration ?? 0);
  expect((await ended)[2]).toMatchObject({ reason: 'finished' });
});

it('knows the node by its info', async () => {
  const node = manager.nodeManager.nodes.get('ours');

  expect(node?.info?.sourceManagers).toEqual(['demo']);
  expect(node?.info?.version).toMatchObject({ major: 4, minor: 2, patch: 2 });
  expect((await node?.fetchStats())?.players).toBe(1);
});
