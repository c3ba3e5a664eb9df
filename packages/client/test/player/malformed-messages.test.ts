import { FakeDiscord } from '@reprise/devkit';
import { NodePool, Playable } from 'reprise';
import { describe, expect, it } from 'vitest';
import { isTrack } from '../../src/rest/load-result.ts';
import { trackRecord } from '../../src/track/track-record.ts';
import { nodeAt } from '../support/pools.ts';
import { json, ScriptedServer, track } from '../support/scripted-server.ts';
import { CHANNEL, GUILD, record, until } from '../support/stage.ts';

const REMOTE = {
  guildId: GUILD,
  track: null,
  volume: 100,
  paused: false,
  state: { time: 1, position: 0, connected: true, ping: 1 },
  voice: {},
  filters: {},
};
const data: unknown = track('song');
if (!isTrack(data)) throw new Error('This is no track.');
const song = new Playable(trackRecord(data));
const exception = { message: 'It broke.', severity: 'common', cause: '', causeStackTrace: '' };

/** What no node of the protocol says, of a player that is there. */
const MALFORMED: readonly object[] = [
  { op: 'playerUpdate', state: {} },
  { op: 'playerUpdate', state: { time: 1, position: '7', connected: true, ping: 1 } },
  { op: 'event', type: 'TrackStartEvent' },
  { op: 'event', type: 'TrackEndEvent', reason: 'finished' },
  { op: 'event', type: 'TrackEndEvent', reason: 'finished', track: 'QAAA' },
  { op: 'event', type: 'TrackEndEvent', reason: 'finished', track: { encoded: 'QAAA' } },
  { op: 'event', type: 'TrackEndEvent', track: data },
  { op: 'event', type: 'TrackExceptionEvent', track: data },
  { op: 'event', type: 'TrackExceptionEvent', exception },
  { op: 'event', type: 'TrackStuckEvent', thresholdMs: 10_000 },
  { op: 'event', type: 'WebSocketClosedEvent', reason: 'Session is no longer valid.' },
];

describe('messages that are malformed', () => {
  it('are left aside and counted, and the player plays on', async () => {
    await using server = await ScriptedServer.start({
      answer: ({ url }, response) => {
        if (url.endsWith('/players')) json(response, []);
        else if (url.includes('/players/')) json(response, REMOTE);
        else json(response, { loadType: 'empty', data: null });
      },
    });
    const discord = new FakeDiscord();
    await using pool = new NodePool();
    discord.onPacket((packet) => pool.handleRaw(packet));
    await pool.connect({ client: discord.client, nodes: [nodeAt(server.url)], logger: null });
    const player = await pool.createPlayer({ guildId: GUILD, voiceChannelId: CHANNEL });
    await player.play(song);
    const seen = record(pool, 'trackStart', 'trackEnd', 'trackException', 'trackStuck', 'socketClosed', 'playerUpdate');
    for (const socket of server.sockets) {
      for (const message of MALFORMED) socket.send(JSON.stringify({ guildId: GUILD, ...message }));
    }
    await until(() => pool.getNode('A').droppedMessages === MALFORMED.length);
    expect([seen, player.state, player.current?.title]).toEqual([[], 'playing', 'song']);
  });
});
