import type { Cancel, Clock } from '@reprise/clock';
import type { Cluster } from '../cluster/cluster.ts';
import { type Health, healthOf } from '../http/health.ts';

/** Time between two looks, in milliseconds. */
const LOOK_EVERY_MS = 5_000;

/** Whether all processes of the bot can do their work, as of the last look. */
export class ClusterHealth {
  readonly #cluster: Cluster;
  readonly #count: number;
  readonly #cancel: Cancel;
  #looks = 0;
  #now: Health = { isLive: true, isReady: false, why: ['The shards are starting.'] };

  /** @param count - Processes there should be. */
  constructor(cluster: Cluster, count: number, clock: Clock) {
    this.#cluster = cluster;
    this.#count = count;
    this.#cancel = clock.every(LOOK_EVERY_MS, () => this.look());
  }

  get now(): Health {
    return this.#now;
  }

  /** Looks now: something has changed. */
  look(): void {
    this.#looks += 1;
    // It answers without those that do not answer, and never rejects.
    void this.#look(this.#looks);
  }

  close(): void {
    this.#cancel();
  }

  async #look(look: number): Promise<void> {
    const reports = await this.#cluster.reports();
    // A slow answer must not hide what was seen after it was asked for.
    if (look !== this.#looks) return;
    const missing = this.#count - reports.length;
    const why = [
      ...new Set(reports.flatMap((report) => healthOf(report).why)),
      ...(missing > 0 ? [`${missing} of ${this.#count} processes do not answer.`] : []),
    ];
    this.#now = { isLive: true, isReady: why.length === 0, why };
  }
}
