import type { Clock } from '@reprise/clock';
import { DaveGroup } from './dave-group.ts';
import { DaveListener, type Davey } from './dave-listener.ts';
import { ExternalSender } from './external-sender.ts';

/** The channels of a voice server that are encrypted from end to end, while somebody is there. */
export class DaveChannels {
  readonly #davey: Davey;
  readonly #clock: Clock;
  readonly #sender = new ExternalSender();
  readonly #groups = new Map<string, DaveGroup>();

  constructor(davey: Davey, clock: Clock) {
    this.#davey = davey;
    this.#clock = clock;
  }

  /** The group of a channel. */
  group(channelId: string): DaveGroup {
    const known = this.#groups.get(channelId);
    if (known !== undefined) return known;
    const sender = this.#sender;
    const listener = new DaveListener({ davey: this.#davey, channelId, externalSender: sender.package });
    const group = new DaveGroup({ clock: this.#clock, sender, listener });
    this.#groups.set(channelId, group);
    return group;
  }

  /** Nobody is in a group any more, nor on the way to it. */
  forget(group: DaveGroup): void {
    group.close();
    for (const [channelId, known] of this.#groups) if (known === group) this.#groups.delete(channelId);
  }

  close(): void {
    for (const group of this.#groups.values()) group.close();
  }
}
