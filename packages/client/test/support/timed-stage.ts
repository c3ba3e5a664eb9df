import { ManualClock } from '@reprise/devkit';
import type { Player } from 'reprise';
import { CHANNEL, GUILD, type Stage, type StageOptions, stage } from './stage.ts';

/** A {@link Stage} whose time is moved by hand. */
export interface TimedStage extends Stage {
  readonly clock: ManualClock;
  /** Moves the time on in steps, and lets what is said at each of them arrive. @param stepMs - @defaultValue 500 */
  pass(ms: number, stepMs?: number): Promise<void>;
  /** A player in a channel that plays a song of an hour. */
  playing(lengthMs?: number): Promise<Player>;
}

const STEP_MS = 500;

/** Starts nodes, a pool that is connected to them, and a Discord, all of one clock. */
export async function timedStage(options: StageOptions = {}): Promise<TimedStage> {
  const clock = new ManualClock();
  const set = await stage({
    ...options,
    pool: { clock, ...options.pool },
    node: { clock, ...options.node },
    discord: { clock, ...options.discord },
  });
  const pass = async (ms: number, stepMs = STEP_MS): Promise<void> => {
    for (let left = ms; left > 0; left -= stepMs) {
      clock.advance(Math.min(stepMs, left));
      await arrived(set);
    }
  };
  const playing = async (lengthMs = 3_600_000): Promise<Player> => {
    const player = await set.pool.createPlayer({ guildId: GUILD, voiceChannelId: CHANNEL });
    await player.play(await set.track(lengthMs, 'song'));
    await arrived(set);
    return player;
  };
  return Object.assign(set, { clock, pass, playing });
}

/** A call to each node takes the way that all else takes: what was said before it has arrived when it is answered. */
async function arrived({ pool }: Stage): Promise<void> {
  for (let turn = 0; turn < 3; turn++) {
    await Promise.all(Array.from(pool.nodes().values(), (node) => node.isAvailable && node.fetchVersion()));
  }
}
