import { once } from 'node:events';
import { AudioNode } from '@reprise/node';
import { Connector, type NodeOption, Shoukaku } from 'shoukaku';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { voiceFrames } from '../support/discord-voice.ts';
import { ManualClock } from '../support/manual-clock.ts';

const USER = '170939974227591168';
const GUILD = '817327181659111454';

/** A Discord library whose gateway lets the bot into every voice channel. */
class Gateway extends Connector {
  getId(): string {
    return USER;
  }

  listen(nodes: NodeOption[]): void {
    setImmediate(() => this.ready(nodes));
  }

  sendPacket(): void {
    setImmediate(() => {
      for (const frame of voiceFrames(USER, GUILD, '5')) this.raw(JSON.parse(frame));
    });
  }
}

const clock = new ManualClock(Date.now());
const audio = new AudioNode({ port: 0, password: 'secret', clock });
let shoukaku: Shoukaku;

beforeAll(async () => {
  await audio.start();
  const nodes = [{ name: 'ours', url: `127.0.0.1:${audio.port}`, auth: 'secret' }];
  shoukaku = new Shoukaku(new Gateway({}), nodes, { resume: true, resumeTimeout: 30 });
  // It reports the connection that it closes itself at the end.
  shoukaku.on('error', () => undefined);
  await once(shoukaku, 'ready');
});
afterAll(async () => {
  shoukaku.removeNode('ours', 'the test is over');
  await audio.close();
});

it('connects, searches, plays and hears its events', async () => {
  const node = shoukaku.getIdealNode();
  const found = await node?.rest.resolve('demosearch:frère jacques');
  if (found?.loadType !== 'search' || found.data[0] === undefined) throw new Error(`found ${JSON.stringify(found)}`);
  const track = found.data[0];
  expect(track.info).toMatchObject({ title: 'Frère Jacques', sourceName: 'demo' });

  const player = await shoukaku.joinVoiceChannel({ guildId: GUILD, channelId: '5', shardId: 0 });
  const started = once(player, 'start');
  await player.playTrack({ track: { encoded: track.encoded, userData: { requester: 'a' } } });
  expect((await started)[0]).toMatchObject({ type: 'TrackStartEvent', track: { userData: { requester: 'a' } } });

  const updated = once(player, 'update');
  clock.advance(5_000);
  expect((await updated)[0]).toMatchObject({ state: { connected: true, position: 4_980 } });

  const ended = once(player, 'end');
  clock.advance(track.info.length);
  expect((await ended)[0]).toMatchObject({ type: 'TrackEndEvent', reason: 'finished' });
});

it('reads statistics and resumes', async () => {
  const node = shoukaku.getIdealNode();

  expect(await node?.rest.stats()).toMatchObject({ players: 1 });
  expect(await node?.rest.getLavalinkInfo()).toMatchObject({ sourceManagers: ['demo'] });
  expect(node?.sessionId).toMatch(/^[a-z0-9]{16}$/);
});
