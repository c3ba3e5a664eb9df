import type { Clock } from '@reprise/clock';
import type { PlayerCore } from '../player/player-core.ts';
import type { Connector } from '../voice/connector.ts';
import { shardIdOf } from '../voice/shard-of.ts';

/**
 * Channels that a shard enters in a minute. Discord ends the connection of a shard that sends more than 120 messages in one,
 * and libraries hold back what is more: a join that waits behind others is given up. The rest is for people.
 *
 * @see https://discord.com/developers/docs/events/gateway#rate-limiting
 */
const MOST_A_MINUTE = 100;
const MINUTE_MS = 61_000;

/** What {@link rejoinAll} needs. */
export interface RejoinParts {
  readonly clock: Clock;
  readonly connector: Connector;
  /** Aborted when nobody waits any more. */
  readonly signal: AbortSignal;
}

/** Lets players enter the channels they were in in another process, as fast as Discord lets their shards. */
export function rejoinAll(cores: Iterable<PlayerCore>, { clock, connector, signal }: RejoinParts): void {
  if (signal.aborted) return;
  for (const shard of byShard(cores, connector).values()) {
    for (let first = 0; first < shard.length; first += MOST_A_MINUTE) {
      const enter = (): void => {
        for (const core of shard.slice(first, first + MOST_A_MINUTE)) void core.rejoin();
      };
      if (first === 0) enter();
      else signal.addEventListener('abort', clock.after((first / MOST_A_MINUTE) * MINUTE_MS, enter), { once: true });
    }
  }
}

function byShard(cores: Iterable<PlayerCore>, { shardCount }: Connector): Map<number, PlayerCore[]> {
  const count = typeof shardCount === 'number' && shardCount > 0 ? shardCount : 1;
  return Map.groupBy(cores, ({ guildId }) => shardIdOf(guildId, count));
}
