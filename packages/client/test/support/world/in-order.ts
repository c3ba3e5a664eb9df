import type { Scheduler } from './world.ts';

/** Gives turns in the order in which they were asked for, and lets some wait. */
export class InOrder implements Scheduler {
  #waiting: { readonly name: string; readonly begin: () => void }[] = [];
  #held: string | undefined;

  /** Whoever asks under that name waits until {@link release}. */
  hold(name: string): void {
    this.#held = name;
  }

  release(): void {
    this.#held = undefined;
  }

  schedule(_turn: Promise<void>, name: string): Promise<unknown> {
    return new Promise<void>((begin) => this.#waiting.push({ name, begin }));
  }

  count(): number {
    return this.#waiting.filter(({ name }) => name !== this.#held).length;
  }

  async waitOne(): Promise<void> {
    const next = this.#waiting.find(({ name }) => name !== this.#held);
    this.#waiting = this.#waiting.filter((waiting) => waiting !== next);
    next?.begin();
  }
}
