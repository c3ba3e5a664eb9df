import { RepriseError } from './reprise-error.ts';

/**
 * A call to a player that is over. {@link NodePool.createPlayer} makes another one.
 *
 * @example
 * ```ts
 * import { type Player, PlayerDestroyedError } from 'reprise';
 *
 * declare const player: Player; // kept since a while ago
 * try {
 *   await player.pause();
 * } catch (error) {
 *   if (!(error instanceof PlayerDestroyedError)) throw error;
 *   console.log('The music has ended.');
 * }
 * ```
 */
export class PlayerDestroyedError extends RepriseError {
  readonly code = 'PLAYER_DESTROYED';
  readonly guildId: string;

  constructor(guildId: string, why: string) {
    super(`The player of guild ${guildId} is over: ${why}.`);
    this.guildId = guildId;
  }
}

/**
 * No node can be reached. The player keeps its track and place and goes on by itself when one is back.
 *
 * @example
 * ```ts
 * import { PlayerOrphanedError, Pool } from 'reprise';
 *
 * try {
 *   await Pool.getPlayer('817327181659111454')?.skip();
 * } catch (error) {
 *   if (!(error instanceof PlayerOrphanedError)) throw error;
 *   console.log('The music server is away. The song goes on by itself when it is back.');
 * }
 * ```
 */
export class PlayerOrphanedError extends RepriseError {
  readonly code = 'PLAYER_ORPHANED';
  readonly guildId: string;

  constructor(guildId: string, why: string, cause?: unknown) {
    super(`No node for the player of guild ${guildId}, retrying: ${why}`, cause === undefined ? {} : { cause });
    this.guildId = guildId;
  }
}

/**
 * A player was asked to play and is in no voice channel: `connect` it first.
 *
 * @example
 * ```ts
 * import { PlayerNotConnectedError, Pool } from 'reprise';
 *
 * try {
 *   await Pool.getPlayer('817327181659111454')?.skip();
 * } catch (error) {
 *   if (!(error instanceof PlayerNotConnectedError)) throw error;
 *   await Pool.getPlayer(error.guildId)?.connect('817327182111571989');
 * }
 * ```
 */
export class PlayerNotConnectedError extends RepriseError {
  readonly code = 'PLAYER_NOT_CONNECTED';
  readonly guildId: string;

  constructor(guildId: string) {
    super(`The player of guild ${guildId} is in no voice channel: call connect(voiceChannelId) first.`);
    this.guildId = guildId;
  }
}
