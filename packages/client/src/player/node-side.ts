import type { Clock } from '@reprise/clock';
import type { PlayerUpdate, Player as RemotePlayer } from '@reprise/protocol';
import { RepriseError, TrackUnresolvedError } from '../errors/index.ts';
import { Homecoming } from '../failover/homecoming.ts';
import type { HomeWish } from '../failover/player-homes.ts';
import type { FilterData } from '../filters/filter-data.ts';
import { Filters } from '../filters/filters.ts';
import { speedOf } from '../filters/speed.ts';
import type { Node } from '../node/node.ts';
import { hasSource } from '../node/node-registry.ts';
import type { Playable } from '../track/playable.ts';
import type { LinkHost, PlayerMessage } from './node-link.ts';
import type { PlaybackHost, TrackStart } from './playback.ts';
import type { PlayerContext } from './player-context.ts';
import type { PlayerCore } from './player-core.ts';

/** The side of a player that its node sees: what the node has to know, and what follows when that is another one. */
export class NodeSide implements LinkHost, PlaybackHost {
  readonly #core: PlayerCore;
  readonly #context: PlayerContext;
  /** Place that a node was last told with everything else, in milliseconds. */
  #toldPlace = 0;
  #isMigrating = false;
  readonly #homecoming: Homecoming;

  constructor(core: PlayerCore, context: PlayerContext) {
    this.#core = core;
    this.#context = context;
    this.#homecoming = new Homecoming(context.homes, context.clock);
  }

  get guildId(): string {
    return this.#core.guildId;
  }

  get clock(): Clock {
    return this.#context.clock;
  }

  /** Whether it is on its way to a node. */
  get isMigrating(): boolean {
    return this.#isMigrating;
  }

  get wish(): HomeWish {
    const endpoint = this.#core.voice.data?.endpoint;
    return {
      region: endpoint === undefined ? undefined : this.#context.regionOf(endpoint),
      source: this.#core.playback.playing?.track.source,
    };
  }

  newPlayingId(): string {
    return this.#context.newPlayingId();
  }

  speed(filters: FilterData): number {
    const { node } = this.#core;
    return speedOf(node === undefined || filters.timescale === undefined ? filters : supportedBy(node, filters));
  }

  async apply(update: PlayerUpdate, start?: TrackStart): Promise<RemotePlayer> {
    const { link, node } = this.#core;
    if (start === undefined || node === undefined || !node.isAvailable) return link.apply(update);
    const { source, isAfterEnd, isKept } = start;
    if (!hasSource(node, source)) {
      const better = this.#context.homes.best(this.wish, new Set([node]));
      // The track is the player's already, so the move takes it along.
      if (better !== undefined && hasSource(better, source)) return link.moveTo(better, `it has the source ${source}`);
    }
    const home = isAfterEnd && link.isSettled ? this.#homecoming.takeWay(node, source) : undefined;
    return (home && (await this.#goHome(home))) ?? link.apply(update, isKept);
  }

  async wholeUpdate(node: Node): Promise<PlayerUpdate> {
    const { playback, voice } = this.#core;
    const { playing } = playback;
    if (playing !== undefined && !playing.isOver && !hasSource(node, playing.track.source)) {
      playing.substitute(await this.#substitute(playing.track, node));
    }
    this.#toldPlace = Math.round(playback.position);
    const whole = playback.whole((filters) => supportedBy(node, filters));
    return { ...whole, ...(voice.data === undefined ? {} : { voice: voice.data }) };
  }

  leaving(from: Node | undefined): void {
    // While the node is there the music goes on until the other one has it.
    if (from?.lostAt !== undefined || from?.isAvailable === false) this.#core.playback.halt(from.lostAt);
    this.#migrate(from !== undefined);
  }

  arrived(from: Node | undefined, node: Node, remote: RemotePlayer, why: string): void {
    this.#core.arrived();
    this.#core.playback.settle(remote, this.#toldPlace);
    this.#migrate(false);
    if (from === node) return;
    if (from !== undefined) this.#homecoming.moved(from, node);
    this.#context.tell('playerNodeChange', this.#core.player, from, node, why);
  }

  heard(message: PlayerMessage): void {
    if (message.op === 'playerUpdate') this.#core.report(message.state);
    else this.#core.receive(message);
  }

  stayed(): void {
    this.#migrate(false);
  }

  orphaned(): void {
    this.#migrate(false);
    this.#context.orphaned();
  }

  /** The track starts on the node that the player was taken from; undefined when that does not take it. */
  async #goHome(home: Node): Promise<RemotePlayer | undefined> {
    try {
      return await this.#core.link.moveTo(home, `node ${home.identifier} is back`);
    } catch (error) {
      if (!(error instanceof RepriseError)) throw error;
      this.#homecoming.giveUp();
      return undefined;
    }
  }

  #migrate(isMigrating: boolean): void {
    this.#isMigrating = isMigrating;
    this.#core.follow();
  }

  /** The same song from a source that a node has; the track as it is when there is none, and the node says what is wrong. */
  async #substitute(track: Playable, node: Node): Promise<Playable> {
    try {
      return await this.#context.resolver.resolve(track, { node, accepts: ({ source }) => hasSource(node, source) });
    } catch (error) {
      if (error instanceof TrackUnresolvedError) return track;
      throw error;
    }
  }
}

function supportedBy(node: Node, filters: FilterData): FilterData {
  return node.info === undefined ? filters : Filters.from(filters).withoutUnsupported(node.info).toJSON();
}
