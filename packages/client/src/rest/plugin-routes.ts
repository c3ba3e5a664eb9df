import type { Info, LavaSearchResult, LavaSearchType, Lyrics, SponsorBlockCategory } from '@reprise/protocol';
import { InvalidNodeException, NodeResponseError, PluginMissingError } from '../errors/index.ts';
import { isCategories, isLavaSearchResult, isLyrics } from './guards.ts';
import type { HttpMethod, RequestOptions } from './rest-client.ts';

/** Names of the plugins in `/v4/info`. */
const LAVA_LYRICS = 'lavalyrics-plugin';
const LAVA_SEARCH = 'lavasearch-plugin';
const SPONSOR_BLOCK = 'sponsorblock-plugin';

/** What these routes need of the node they are on. */
interface PluginHost {
  readonly identifier: string;
  readonly info: Info | undefined;
  readonly sessionId: string | undefined;
  request(method: HttpMethod, path: string, options?: RequestOptions): Promise<unknown>;
}

/** Options of the lyrics calls. */
export interface LyricsOptions {
  /** Do not ask the source the track is from. @defaultValue false */
  readonly skipTrackSource?: boolean;
}

/**
 * Routes of LavaLyrics, LavaSearch and SponsorBlock.
 *
 * Every call throws {@link PluginMissingError}, and asks nothing, on a node whose `/v4/info` does not name the plugin.
 *
 * @example
 * ```ts
 * import { Pool } from 'reprise';
 *
 * const player = Pool.getPlayer('817327181659111454');
 * if (player?.node?.plugins.has('lavalyrics-plugin')) {
 *   console.log(await player.node.plugins.fetchPlayerLyrics(player.guildId));
 * }
 * ```
 */
export class PluginRoutes {
  readonly #node: PluginHost;

  constructor(node: PluginHost) {
    this.#node = node;
  }

  /** Whether the node has a plugin of this name. */
  has(plugin: string): boolean {
    return this.#node.info?.plugins.some(({ name }) => name === plugin) ?? false;
  }

  /** Lyrics of a track; undefined when there are none. */
  fetchLyrics(encoded: string, { skipTrackSource = false }: LyricsOptions = {}): Promise<Lyrics | undefined> {
    return this.#optional(LAVA_LYRICS, isLyrics, '/v4/lyrics', { query: { track: encoded, skipTrackSource } });
  }

  /** Lyrics of what a player plays; undefined when there are none. */
  async fetchPlayerLyrics(
    guildId: string,
    { skipTrackSource = false }: LyricsOptions = {},
  ): Promise<Lyrics | undefined> {
    const path = `${this.#player(guildId)}/track/lyrics`;
    return this.#optional(LAVA_LYRICS, isLyrics, path, { query: { skipTrackSource } });
  }

  /** From now on the lines of what a player plays come as events, as they are sung. */
  async subscribeLyrics(guildId: string, { skipTrackSource = false }: LyricsOptions = {}): Promise<void> {
    const path = `${this.#player(guildId)}/lyrics/subscribe`;
    await this.#call(LAVA_LYRICS, 'POST', path, { query: { skipTrackSource } });
  }

  /** No lines any more. */
  async unsubscribeLyrics(guildId: string): Promise<void> {
    await this.#call(LAVA_LYRICS, 'DELETE', `${this.#player(guildId)}/lyrics/subscribe`);
  }

  /** What a player skips. */
  async fetchSponsorBlock(guildId: string): Promise<readonly SponsorBlockCategory[]> {
    return (await this.#optional(SPONSOR_BLOCK, isCategories, this.#categories(guildId))) ?? [];
  }

  /** Chooses what a player skips. */
  async setSponsorBlock(guildId: string, categories: readonly SponsorBlockCategory[]): Promise<void> {
    await this.#call(SPONSOR_BLOCK, 'PUT', this.#categories(guildId), { body: categories });
  }

  /** A player skips nothing any more. */
  async clearSponsorBlock(guildId: string): Promise<void> {
    await this.#call(SPONSOR_BLOCK, 'DELETE', this.#categories(guildId));
  }

  /** Searches for tracks, albums, artists, playlists and suggestions at once; undefined when nothing was found. */
  search(query: string, types: readonly LavaSearchType[]): Promise<LavaSearchResult | undefined> {
    return this.#optional(LAVA_SEARCH, isLavaSearchResult, '/v4/loadsearch', {
      query: { query, types: types.join(',') },
    });
  }

  async #optional<T>(
    plugin: string,
    guard: (value: unknown) => value is T,
    path: string,
    options?: RequestOptions,
  ): Promise<T | undefined> {
    const value = await this.#call(plugin, 'GET', path, options);
    if (value === undefined || guard(value)) return value;
    throw new NodeResponseError(this.#node.identifier, `GET ${path}`, `something that is not ${plugin}'s.`);
  }

  #call(plugin: string, method: HttpMethod, path: string, options?: RequestOptions): Promise<unknown> {
    if (!this.has(plugin)) return Promise.reject(new PluginMissingError(this.#node.identifier, plugin));
    return this.#node.request(method, path, options);
  }

  #categories(guildId: string): string {
    return `${this.#player(guildId)}/sponsorblock/categories`;
  }

  #player(guildId: string): string {
    const { sessionId, identifier } = this.#node;
    if (sessionId === undefined) throw new InvalidNodeException(`Node ${identifier} has no session now.`);
    return `/v4/sessions/${sessionId}/players/${encodeURIComponent(guildId)}`;
  }
}
