import type { NodePool, Playable, Player } from 'reprise';

/** How a vote stands. */
export interface SkipVote {
  /** Of those who still listen. */
  readonly votes: number;
  readonly needed: number;
  readonly isPassed: boolean;
}

/** Who of the channel of a player has a say, and how many of them it takes. */
export interface Electorate {
  /** Ids of those who hear the song. */
  readonly listeners: ReadonlySet<string>;
  /** Share of them that skips it, in percent. */
  readonly percent: number;
}

interface Ballot {
  readonly track: Playable;
  readonly voters: Set<string>;
}

/** Votes to skip what plays, the same for the command and the button: one a person and song, and gone with the song. */
export class SkipVotes {
  readonly #ballots = new WeakMap<Player, Ballot>();

  constructor(pool: NodePool) {
    pool.on('trackEnd', (player, track) => this.#forget(player, track));
  }

  /** Counts the vote of `userId`, and says how the vote stands. @param current - What plays. */
  vote(player: Player, current: Playable, userId: string, { listeners, percent }: Electorate): SkipVote {
    const { voters } = this.#ballot(player, current);
    voters.add(userId);
    const votes = [...voters].filter((voter) => listeners.has(voter)).length;
    const needed = Math.max(1, Math.ceil((listeners.size * percent) / 100));
    return { votes, needed, isPassed: votes >= needed };
  }

  #ballot(player: Player, current: Playable): Ballot {
    const known = this.#ballots.get(player);
    // One that was found anew in the middle of the song is another object.
    if (known?.track.equals(current) === true) return known;
    const ballot: Ballot = { track: current, voters: new Set() };
    this.#ballots.set(player, ballot);
    return ballot;
  }

  /** A song is over: when it comes again, nobody has voted. */
  #forget(player: Player, ended: Playable): void {
    if (this.#ballots.get(player)?.track.equals(ended) === true) this.#ballots.delete(player);
  }
}
