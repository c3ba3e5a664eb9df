import type { Group } from '../environment.ts';
import { leave, number } from './numbers.ts';

/** What players do unless a guild has its own setting. */
export function players(): Group<'DEFAULT_VOLUME' | 'MAX_QUEUE' | 'MAX_PLAYLIST' | 'IDLE_LEAVE_MS' | 'ALONE_LEAVE_MS'> {
  const group = 'Players';
  return {
    DEFAULT_VOLUME: number(group, 'Volume in percent, until a guild sets its own.', 1, 200, '100'),
    MAX_QUEUE: number(group, 'Songs a queue may have.', 1, 100_000, '2000'),
    MAX_PLAYLIST: number(group, 'Songs taken from one playlist.', 1, 10_000, '500'),
    IDLE_LEAVE_MS: leave(group, 'Time without music until the bot leaves.', '300000'),
    ALONE_LEAVE_MS: leave(group, 'Time without listeners until the bot leaves.', '60000'),
  };
}
