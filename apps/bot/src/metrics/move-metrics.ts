import { Counter, Histogram, type Registry } from 'prom-client';
import type { Node, NodePool, PlaybackState, Player, RecoveryStep } from 'reprise';
import { BoundedLabel } from './bounded-label.ts';
import type { MetricsPart } from './metrics-part.ts';

/**
 * Why a player is on another node: its node was lost, was drained, or gave no sound, or the player returned to one that it
 * had left; `other` is a source that only the new one has, a call that failed, a command.
 */
type MoveReason = 'node-lost' | 'drained' | 'silent' | 'back' | 'other';

const SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60];
const MOST_CLOSE_CODES = 24;

/** Players that change their node, and voice connections that end. */
export class MoveMetrics implements MetricsPart {
  readonly #pool: NodePool;
  readonly #moves: Histogram<'reason'>;
  readonly #failovers: Histogram;
  readonly #orphaned: Counter;
  readonly #closes: Counter<'close_code'>;
  readonly #codes = new BoundedLabel(MOST_CLOSE_CODES, (code) => /^\d{4}$/.test(code));
  readonly #leftAt = new WeakMap<Player, number>();
  readonly #homes = new WeakMap<Player, Node>();
  readonly #silent = new WeakSet<Player>();

  constructor(registry: Registry, pool: NodePool) {
    this.#pool = pool;
    const registers = [registry];
    this.#moves = new Histogram({
      name: 'reprise_player_move_seconds',
      help: 'Time in which a player went from one node to another, by why.',
      labelNames: ['reason'],
      buckets: SECONDS,
      registers,
    });
    this.#failovers = new Histogram({
      name: 'reprise_failover_seconds',
      help: 'Time from the loss of a node to the last of its players being seen to.',
      buckets: SECONDS,
      registers,
    });
    this.#orphaned = new Counter({
      name: 'reprise_failover_orphaned_total',
      help: 'Players for which no other node was left when theirs was lost.',
      registers,
    });
    this.#closes = new Counter({
      name: 'reprise_voice_closes_total',
      help: 'Voice connections that Discord closed, by its code.',
      labelNames: ['close_code'],
      registers,
    });
    pool.on('playerStateChange', this.#stateChanged);
    pool.on('playerRecovery', this.#recovering);
    pool.on('playerNodeChange', this.#moved);
    pool.on('failover', this.#failedOver);
    pool.on('socketClosed', this.#closed);
  }

  collect(): void {
    // All of it is counted as it happens.
  }

  close(): void {
    this.#pool.off('playerStateChange', this.#stateChanged);
    this.#pool.off('playerRecovery', this.#recovering);
    this.#pool.off('playerNodeChange', this.#moved);
    this.#pool.off('failover', this.#failedOver);
    this.#pool.off('socketClosed', this.#closed);
  }

  readonly #stateChanged = (player: Player, from: PlaybackState): void => {
    // One that was without a node has been silent since it lost its own.
    if (player.state === 'migrating' && from !== 'orphaned') this.#leftAt.set(player, performance.now());
  };

  readonly #recovering = (player: Player, step: RecoveryStep): void => {
    if (step === 'move') this.#silent.add(player);
  };

  readonly #moved = (player: Player, from: Node | undefined, to: Node): void => {
    const leftAt = this.#leftAt.get(player);
    const wasSilent = this.#silent.delete(player);
    this.#leftAt.delete(player);
    if (from === undefined || leftAt === undefined) return;
    const reason = this.#reason(player, from, to, wasSilent);
    this.#moves.observe({ reason }, (performance.now() - leftAt) / 1_000);
  };

  readonly #failedOver = (_node: Node, _moved: readonly Player[], orphaned: readonly Player[], ms: number): void => {
    this.#failovers.observe(ms / 1_000);
    this.#orphaned.inc(orphaned.length);
  };

  readonly #closed = (_player: Player, code: number): void => {
    this.#closes.inc({ close_code: this.#codes.of(String(code)) });
  };

  #reason(player: Player, from: Node, to: Node, wasSilent: boolean): MoveReason {
    const reason = from.isAvailable ? (from.isDraining ? 'drained' : wasSilent ? 'silent' : 'other') : 'node-lost';
    if (reason === 'other' && this.#homes.get(player) === to) {
      this.#homes.delete(player);
      return 'back';
    }
    if (!this.#homes.has(player)) this.#homes.set(player, from);
    return reason;
  }
}
