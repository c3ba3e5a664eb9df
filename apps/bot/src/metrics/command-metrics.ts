import { Counter, Histogram, type Registry } from 'prom-client';
import { BoundedLabel, isPlainName } from './bounded-label.ts';

const MOST_COMMANDS = 52;
const MOST_OUTCOMES = 4;

/** From what nobody notices to Discord's three seconds, after which an interaction is lost, and beyond. */
const SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 3, 10];

/** What is asked of the bot, and how long it takes. */
export class CommandMetrics {
  readonly #commands = new BoundedLabel(MOST_COMMANDS, isPlainName);
  readonly #outcomes = new BoundedLabel(MOST_OUTCOMES, isPlainName);
  readonly #ended: Counter<'command' | 'outcome'>;
  readonly #seconds: Histogram<'command'>;

  constructor(registry: Registry) {
    this.#ended = new Counter({
      name: 'reprise_commands_total',
      help: 'Commands that were answered, by how that ended.',
      labelNames: ['command', 'outcome'],
      registers: [registry],
    });
    this.#seconds = new Histogram({
      name: 'reprise_command_seconds',
      help: 'Time from a command to its answer.',
      labelNames: ['command'],
      buckets: SECONDS,
      registers: [registry],
    });
  }

  ended(name: string, outcome: string, seconds: number): void {
    const command = this.#commands.of(name);
    this.#ended.inc({ command, outcome: this.#outcomes.of(outcome) });
    this.#seconds.observe({ command }, seconds);
  }
}
