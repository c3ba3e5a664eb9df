/** A playlist whose last song is not there yet. */
export interface LoadingList {
  /** Aborted when nobody wants the rest of it any more. */
  readonly ending: AbortSignal;
  /** It is dealt with. Calling it again does nothing. */
  readonly done: () => void;
}

/** The playlists of each guild whose last song is not there yet. */
export class LoadingLists {
  readonly #lists = new Map<string, Set<AbortController>>();

  /** A playlist of a guild begins. */
  begin(guildId: string): LoadingList {
    const list = new AbortController();
    const lists = this.#lists.get(guildId) ?? new Set();
    this.#lists.set(guildId, lists.add(list));
    const done = (): void => {
      lists.delete(list);
      if (lists.size === 0 && this.#lists.get(guildId) === lists) this.#lists.delete(guildId);
    };
    return { ending: list.signal, done };
  }

  /** Nobody wants the rest of those of a guild. */
  end(guildId: string): void {
    for (const list of this.#lists.get(guildId) ?? []) list.abort();
  }
}
