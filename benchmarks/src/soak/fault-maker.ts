import { setTimeout as after } from 'node:timers/promises';
import { DISCORD_FAULTS, NODE_FAULTS, oneOf, type Undo, type World } from './faults.ts';

const LONGEST_PAUSE_MS = 4_000;
const SHORTEST_FAULT_MS = 500;
const LONGEST_FAULT_MS = 18_000;
/** Nodes fail more often than Discord. */
const NODE_SHARE = 0.7;

/** Breaks one thing after the other, chosen by chance; several can be broken at a time, each in one way. */
export class FaultMaker {
  readonly #world: World;
  readonly #tell: (name: string) => void;
  readonly #broken = new Map<object, Promise<void>>();
  readonly #end = new AbortController();

  constructor(world: World, tell: (name: string) => void) {
    this.#world = world;
    this.#tell = tell;
  }

  /** Goes on until {@link stop}. */
  async run(): Promise<void> {
    const { random } = this.#world;
    while (!this.#end.signal.aborted) {
      await this.#wait(random() * LONGEST_PAUSE_MS);
      if (!this.#end.signal.aborted) this.#breakSomething();
    }
  }

  /** Ends all faults; resolves when everything is whole. */
  async stop(): Promise<void> {
    this.#end.abort();
    await Promise.all(this.#broken.values());
  }

  #breakSomething(): void {
    const { random, nodes, discord } = this.#world;
    if (random() >= NODE_SHARE) {
      const name = oneOf(random, Object.keys(DISCORD_FAULTS)) ?? '';
      this.#hold(discord, name, async () => DISCORD_FAULTS[name]?.(this.#world));
      return;
    }
    const node = oneOf(random, nodes);
    const name = oneOf(random, Object.keys(NODE_FAULTS)) ?? '';
    if (node !== undefined) this.#hold(node, name, async () => NODE_FAULTS[name]?.(node, this.#world));
  }

  /** One fault of a thing at a time: two could undo each other. */
  #hold(thing: object, name: string, start: () => Promise<Undo | undefined>): void {
    if (this.#broken.has(thing)) return;
    this.#tell(name);
    const { random } = this.#world;
    const lastsMs = SHORTEST_FAULT_MS + random() * (LONGEST_FAULT_MS - SHORTEST_FAULT_MS);
    const done = (async () => {
      const undo = await start();
      if (undo === undefined) return;
      await this.#wait(lastsMs);
      await undo();
    })();
    this.#broken.set(
      thing,
      done.finally(() => this.#broken.delete(thing)),
    );
  }

  async #wait(ms: number): Promise<void> {
    // Cut short at the end, which is no failure.
    await after(ms, undefined, { signal: this.#end.signal }).catch(() => undefined);
  }
}
