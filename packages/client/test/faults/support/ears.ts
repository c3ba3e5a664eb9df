import type { FakeDiscord } from '@reprise/devkit';

/** Polls; no closer than what is measured with it. */
const EVERY_MS = 5;

/** Listens in guilds, as the people there do. */
export class Ears {
  readonly #voice: FakeDiscord['voice'];
  readonly #guildIds: readonly string[];

  constructor({ voice }: FakeDiscord, guildIds: readonly string[]) {
    this.#voice = voice;
    this.#guildIds = guildIds;
  }

  /** Resolves with the moment at which each guild heard a node first. @throws Error when not all did within `withinMs`. */
  async until(node: string, withinMs: number): Promise<ReadonlyMap<string, number>> {
    const at = new Map<string, number>();
    const deadline = performance.now() + withinMs;
    while (at.size < this.#guildIds.length) {
      const now = performance.now();
      if (now > deadline) throw new Error(`${at.size} of ${this.#guildIds.length} guilds heard ${node} in time.`);
      const heard = this.#heard();
      for (const guildId of this.#guildIds) {
        if (!at.has(guildId) && heard.get(guildId)?.includes(node)) at.set(guildId, now);
      }
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    }
    return at;
  }

  /** Resolves with how long each guild heard two nodes at a time, once all hear one. @throws Error when they do not within `withinMs`. */
  async untilSingle(withinMs: number): Promise<readonly number[]> {
    const startedAt = performance.now();
    const until = new Map<string, number>();
    for (;;) {
      const now = performance.now();
      const heard = this.#heard();
      const several = this.#guildIds.filter((guildId) => (heard.get(guildId)?.length ?? 0) > 1);
      for (const guildId of several) until.set(guildId, now - startedAt);
      if (several.length === 0) return this.#guildIds.map((guildId) => until.get(guildId) ?? 0);
      if (now - startedAt > withinMs) throw new Error(`${several.length} guilds still hear two nodes.`);
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    }
  }

  /** Nodes that sound in each guild, in one look at all of them. */
  #heard(): ReadonlyMap<string, readonly string[]> {
    const heard = new Map<string, string[]>();
    for (const { state, takesMusic, node, target } of this.#voice.connections) {
      if (state !== 'dead' && takesMusic) heard.set(target.guildId, [...(heard.get(target.guildId) ?? []), node]);
    }
    return heard;
  }
}
