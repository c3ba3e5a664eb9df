import { fileURLToPath } from 'node:url';
import { type Clock, systemClock } from '@reprise/clock';
import { type Shard, ShardingManager } from 'discord.js';
import type { StartError } from '../bot/bot-errors.ts';
import type { RunningNode } from '../bot/bot-parts.ts';
import type { Log } from '../log/log.ts';
import { withinMs } from '../within-ms.ts';
import { clusterAnswers } from './cluster-messages.ts';
import { JointCluster } from './joint-cluster.ts';
import { LoginTurns } from './login-turns.ts';
import { OWN_NODE } from './shard-messages.ts';
import type { ShardPlan } from './shard-plan.ts';
import { ShardProcess } from './shard-process.ts';

/** How long shards may take to end, in milliseconds. */
const END_MS = 3_500;

/** What a {@link ShardFamily} is made of. */
export interface ShardFamilyParts {
  readonly token: string;
  readonly plan: ShardPlan;
  readonly ownNode: RunningNode | undefined;
  readonly log: Log;
  readonly clock: Clock;
}

/** The processes of the shards of this machine. */
export class ShardFamily {
  /** All of them as one. */
  readonly cluster: JointCluster;
  /** Called when one comes up, is ready, or ends. */
  onChange: () => void = () => undefined;
  readonly #parts: ShardFamilyParts;
  readonly #turns: LoginTurns;
  readonly #members: readonly ShardProcess[];
  readonly #failed = Promise.withResolvers<never>();
  readonly #told = new Set<string>();
  #isEnding = false;
  #wasReady = false;

  constructor(parts: ShardFamilyParts) {
    const { plan, log, clock } = parts;
    this.#parts = parts;
    this.#turns = new LoginTurns(plan.atOnce, clock);
    this.cluster = new JointCluster(() => this.#members.flatMap(({ cluster }) => cluster ?? []), log, clock);
    const manager = this.#manager();
    this.#members = plan.ids.map((id) => this.#member(manager.createShard(id)));
    // Nobody may be waiting for it yet.
    this.#failed.promise.catch(() => undefined);
  }

  /**
   * Starts them all and keeps them running.
   *
   * @throws `StartError` when somebody has to change something first. It never returns otherwise.
   */
  async run(): Promise<never> {
    void this.#startAll();
    return this.#failed.promise;
  }

  /** Ends them all, at once and in good order; those that do not end are killed. */
  async end(): Promise<void> {
    this.#isEnding = true;
    this.#turns.close();
    await withinMs(Promise.all(this.#members.map((member) => member.end())), END_MS, systemClock, () => undefined);
    this.kill();
  }

  /** Ends those at once that are still there. */
  kill(): void {
    for (const member of this.#members) {
      if (member.kill())
        this.#parts.log.warn('The process of a shard did not end and is killed.', { shard: member.id });
    }
  }

  /**
   * The ShardingManager of discord.js, as far as it starts processes and carries their messages. Its own way to start them
   * all gives up for ever at the first that does not get ready, and counts the time between starts, not between logins.
   *
   * It changes this process' environment (`SHARDING_MANAGER`, `DISCORD_TOKEN`), and hands it on: see `shardPlace`.
   */
  #manager(): ShardingManager {
    const { token, plan } = this.#parts;
    return new ShardingManager(programPath(), {
      token,
      totalShards: plan.count,
      shardList: [...plan.ids],
      respawn: false,
    });
  }

  /** So many at a time as may log in at once: until they ask for their turn, they keep the processors busy. */
  async #startAll(): Promise<void> {
    const waiting = this.#members.values();
    const inTurn = async (): Promise<void> => {
      for (const member of waiting) if (!this.#isEnding) await member.start();
    };
    await Promise.all(Array.from({ length: this.#parts.plan.atOnce }, inTurn));
  }

  #member(shard: Shard): ShardProcess {
    const { log, clock, ownNode } = this.#parts;
    return new ShardProcess({
      shard,
      log,
      clock,
      answers: {
        ...clusterAnswers(this.cluster),
        [OWN_NODE]: async () => (ownNode === undefined ? null : { url: ownNode.url, password: ownNode.password }),
      },
      takeTurn: () => this.#turns.take(shard.id),
      onChange: () => this.#changed(),
      onRefused: (error) => this.#refused(shard.id, error),
    });
  }

  #changed(): void {
    if (this.#isEnding) return;
    const { plan, log } = this.#parts;
    if (!this.#wasReady && this.#members.every(({ state }) => state === 'ready')) {
      this.#wasReady = true;
      log.info('All shards of this machine are ready.', { shards: plan.ids.length, of: plan.count });
    }
    this.onChange();
  }

  /** One that cannot start leaves the others alone, if there are any that play. */
  #refused(shard: number, error: StartError): void {
    if (!this.#members.some(({ state }) => state === 'ready')) {
      this.#isEnding = true;
      this.#failed.reject(error);
      return;
    }
    if (this.#told.has(error.message)) return;
    this.#told.add(error.message);
    this.#parts.log.error(`A shard cannot start. ${error.message} Then restart the bot.`, { shard, code: error.code });
  }
}

/** The program stands beside the sources, and beside what is built from them. */
function programPath(): string {
  const source = new URL('../main.ts', import.meta.url);
  return fileURLToPath(import.meta.url.endsWith('.ts') ? source : new URL('./main.js', import.meta.url));
}
