import type { Clock } from '@reprise/clock';
import type { JsonObject } from '@reprise/protocol';
import { speedOf } from '../filters/speed.ts';
import { restoredTrack, savedTrack } from '../queue/queue-snapshot.ts';
import type { PlayerSnapshot, PlayingSnapshot } from '../snapshot/pool-snapshot.ts';
import type { PlayerCore } from './player-core.ts';
import { Playing } from './playing.ts';

/** What a player was in another process. */
export interface FormerPlayer {
  readonly player: PlayerSnapshot;
  /** Time of day at which that was, in milliseconds since 1970. */
  readonly savedAt: number;
}

/** What a player is, as plain data. */
export function snapshotOf(core: PlayerCore): PlayerSnapshot {
  const { playback, voice, queue, usedAutoplay } = core;
  const { playing } = playback;
  return {
    guildId: core.guildId,
    node: core.node?.identifier ?? null,
    voiceChannelId: core.channelId ?? null,
    selfDeaf: voice.selfDeaf,
    selfMute: voice.selfMute,
    volume: playback.volume,
    paused: playback.isPaused,
    filters: playback.filters,
    ...(playing === undefined || playing.isOver ? {} : { playing: playingSnapshot(playing) }),
    queue: queue.toJSON(),
    autoplay: usedAutoplay?.mode ?? 'disabled',
    data: notesOf(core.data),
  };
}

/** What played, where it was when the snapshot was taken. It has started already, in the former process. */
export function restoredPlaying({ playing, filters }: PlayerSnapshot, clock: Clock): Playing | undefined {
  if (playing === undefined) return undefined;
  const track = restoredTrack(playing.track, 'playing');
  if (!track.isResolved) return undefined;
  const restored = new Playing(playing.playingId, track, {
    now: () => clock.now(),
    startMs: playing.positionMs,
    endMs: playing.endMs,
    rate: speedOf(filters),
    isRestored: true,
  });
  restored.hasStarted = true;
  return restored;
}

function playingSnapshot({ id, track, clock, endMs }: Playing): PlayingSnapshot {
  const saved = savedTrack(track);
  if (saved.kind !== 'playable') throw new TypeError('What plays is always a playable track.');
  return {
    track: saved,
    playingId: id,
    positionMs: Math.round(clock.place),
    ...(endMs === undefined ? {} : { endMs }),
  };
}

/** Notes are the bot's: what in them is not JSON is left out by the format. */
function notesOf(data: object): JsonObject {
  return { ...data };
}
