import type { QueueSnapshot } from '../queue/queue-snapshot.ts';
import { fail, flag, list, number, oneOf, record, snowflake, text, whole } from './fields.ts';
import { plainNotes, readNotes } from './plain-json.ts';
import { type PlayerSnapshot, type PlayingSnapshot, type PoolSnapshot, SNAPSHOT_VERSION } from './pool-snapshot.ts';
import { readFilters } from './read-filters.ts';
import { readEntry, readSharedTrack, type SharedTrack, type TrackEntry, TrackTable } from './track-table.ts';

/** A snapshot as it is written: the same, but with every track only once. */
interface SnapshotContent extends Omit<PoolSnapshot, 'version' | 'sessions' | 'players'> {
  readonly sessions: readonly (readonly [node: string, sessionId: string])[];
  readonly tracks: readonly SharedTrack[];
  readonly players: readonly PlayerContent[];
}

interface PlayerContent extends Omit<PlayerSnapshot, 'playing' | 'queue'> {
  readonly playing: PlayingContent | null;
  readonly queue: {
    readonly mode: QueueSnapshot['mode'];
    readonly tracks: readonly TrackEntry[];
    readonly history: readonly TrackEntry[];
  };
}

interface PlayingContent {
  readonly track: TrackEntry;
  readonly playingId: string;
  readonly positionMs: number;
  readonly endMs: number | null;
}

/** What is written of a snapshot. */
export function contentOf({ savedAt, userId, sessions, players }: PoolSnapshot): SnapshotContent {
  const table = new TrackTable();
  const all = players.map((player) => playerContent(player, table));
  return { savedAt, userId, sessions: Object.entries(sessions), tracks: table.tracks, players: all };
}

function playerContent({ playing, queue, data, ...player }: PlayerSnapshot, table: TrackTable): PlayerContent {
  const { guildId, node, voiceChannelId, selfDeaf, selfMute, volume, paused, filters, autoplay } = player;
  const { mode, tracks, history } = queue;
  return {
    guildId,
    node,
    voiceChannelId,
    selfDeaf,
    selfMute,
    volume,
    paused,
    filters,
    playing: playing === undefined ? null : playingContent(playing, table),
    queue: {
      mode,
      tracks: tracks.map((track) => table.entry(track)),
      history: history.map((track) => table.entry(track)),
    },
    autoplay,
    data: plainNotes(data),
  };
}

function playingContent({ track, playingId, positionMs, endMs }: PlayingSnapshot, table: TrackTable): PlayingContent {
  return { track: table.entry(track), playingId, positionMs, endMs: endMs ?? null };
}

/** The snapshot of which this is the content. @throws {@link SnapshotDamagedError} naming the part that is wrong. */
export function readContent(value: unknown): PoolSnapshot {
  const { savedAt, userId, sessions, tracks, players } = record('content', value);
  const shared = list('tracks', tracks).map(readSharedTrack);
  const all = list('players', players).map((player) => readPlayer(record('players', player), shared));
  if (new Set(all.map(({ guildId }) => guildId)).size !== all.length) fail('players: a guild is there twice');
  return {
    version: SNAPSHOT_VERSION,
    savedAt: whole('savedAt', savedAt),
    userId: snowflake('userId', userId),
    sessions: readSessions(sessions),
    players: all,
  };
}

function readSessions(value: unknown): Readonly<Record<string, string>> {
  // Without a prototype, so that no name of a node is one that every object has.
  const sessions: Record<string, string> = Object.create(null);
  for (const session of list('sessions', value)) {
    const [node, sessionId] = list('sessions', session);
    sessions[text('sessions', node)] = text('sessions', sessionId);
  }
  return sessions;
}

function readPlayer(player: Readonly<Record<string, unknown>>, tracks: readonly SharedTrack[]): PlayerSnapshot {
  const { node, voiceChannelId, playing } = player;
  return {
    guildId: snowflake('players.guildId', player.guildId),
    node: node === null ? null : text('players.node', node),
    voiceChannelId: voiceChannelId === null ? null : snowflake('players.voiceChannelId', voiceChannelId),
    selfDeaf: flag('players.selfDeaf', player.selfDeaf),
    selfMute: flag('players.selfMute', player.selfMute),
    volume: whole('players.volume', player.volume, 1_000),
    paused: flag('players.paused', player.paused),
    filters: readFilters('players.filters', player.filters),
    ...(playing === null ? {} : { playing: readPlaying(record('players.playing', playing), tracks) }),
    queue: readQueue(record('players.queue', player.queue), tracks),
    autoplay: oneOf('players.autoplay', player.autoplay, ['enabled', 'partial', 'disabled']),
    data: readNotes('players.data', player.data),
  };
}

function readPlaying(playing: Readonly<Record<string, unknown>>, tracks: readonly SharedTrack[]): PlayingSnapshot {
  const { playingId, positionMs, endMs } = playing;
  const track = readEntry('players.playing.track', playing.track, tracks);
  if (track.kind !== 'playable') return fail('players.playing.track');
  return {
    track,
    playingId: text('players.playing.playingId', playingId),
    positionMs: number('players.playing.positionMs', positionMs, 0),
    ...(endMs === null ? {} : { endMs: number('players.playing.endMs', endMs, 0) }),
  };
}

function readQueue(queue: Readonly<Record<string, unknown>>, tracks: readonly SharedTrack[]): QueueSnapshot {
  const entries = (part: string, value: unknown) => list(part, value).map((entry) => readEntry(part, entry, tracks));
  return {
    mode: oneOf('players.queue.mode', queue.mode, ['off', 'track', 'queue']),
    tracks: entries('players.queue.tracks', queue.tracks),
    history: entries('players.queue.history', queue.history),
  };
}
