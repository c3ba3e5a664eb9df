import { RepriseError } from './reprise-error.ts';

/** A call to a player that is over. {@link NodePool.createPlayer} makes another one. */
export class PlayerDestroyedError extends RepriseError {
  readonly code = 'PLAYER_DESTROYED';
  readonly guildId: string;

  constructor(guildId: string, why: string) {
    super(`The player of guild ${guildId} is over: ${why}.`);
    this.guildId = guildId;
  }
}

/** No node can be reached. The player keeps its track and place and goes on by itself when one is back. */
export class PlayerOrphanedError extends RepriseError {
  readonly code = 'PLAYER_ORPHANED';
  readonly guildId: string;

  constructor(guildId: string, why: string, cause?: unknown) {
    super(`No node for the player of guild ${guildId}, retrying: ${why}`, cause === undefined ? {} : { cause });
    this.guildId = guildId;
  }
}

/** A player was asked to play and is in no voice channel: `connect` it first. */
export class PlayerNotConnectedError extends RepriseError {
  readonly code = 'PLAYER_NOT_CONNECTED';
  readonly guildId: string;

  constructor(guildId: string) {
    super(`The player of guild ${guildId} is in no voice channel: call connect(voiceChannelId) first.`);
    this.guildId = guildId;
  }
}
