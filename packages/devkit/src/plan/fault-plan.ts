import { type Clock, systemClock } from '@reprise/clock';
import { durationMs, oneOf, text } from '@reprise/options';
import { DevkitError } from '../errors.ts';
import { FAULT_KINDS, type Fault, type FaultTarget } from './fault.ts';

/** A fault of a {@link FaultPlan}. */
export interface FaultStep {
  /** When, in milliseconds from the start of the plan. */
  readonly atMs: number;
  /** The name of the node it happens to. */
  readonly node: string;
  readonly fault: Fault;
}

/** Options of {@link FaultPlan.run}. */
export interface FaultRunOptions {
  /** Where time comes from. @defaultValue the machine's clock */
  readonly clock?: Clock;
  /** Told of each step as it happens. */
  readonly onStep?: (step: FaultStep) => void;
  /** Ends the run early. What has happened by then is not undone. */
  readonly signal?: AbortSignal;
}

const LINE = /^(\d+) (\S+) (\w+)(?: (\{.*\}))?$/;

/**
 * Faults with their times. As text it has a line for each, so a plan that broke something can be printed, kept and run again.
 *
 * @example
 * ```ts
 * import { FaultPlan, FaultyNode } from '@reprise/devkit';
 *
 * await using a = await FaultyNode.start();
 * await using b = await FaultyNode.start();
 * const plan = FaultPlan.parse(`
 *   # A dies, and B is slow when A's players come
 *   1000 A die
 *   1000 B answer {"answer":{"kind":"slow","ms":500},"route":{"method":"PATCH"}}
 *   9000 A revive
 *   9000 B heal
 * `);
 * await plan.run({ A: a, B: b });
 * ```
 */
export class FaultPlan {
  /** In the order of their times. */
  readonly steps: readonly FaultStep[];
  /** What the plan is, for whoever reads it; the first line of its text. */
  readonly title: string;

  /** @throws TypeError or RangeError naming what is wrong with a step. */
  constructor(steps: readonly FaultStep[], title: string = '') {
    this.steps = steps.map(checked).sort((a, b) => a.atMs - b.atMs);
    this.title = title;
  }

  /**
   * Reads the text of a plan. Empty lines do not count; a line that begins with `#` is a remark, the first one the title.
   *
   * @throws {@link DevkitError} with code `PLAN_UNREADABLE` naming the line.
   */
  static parse(text: string): FaultPlan {
    const lines = text.split('\n').map((line) => line.trim());
    const title = lines.find((line) => line.startsWith('#'))?.replace(/^#\s*/, '');
    const steps = lines.flatMap((line, i) => (line === '' || line.startsWith('#') ? [] : [read(line, i + 1)]));
    return new FaultPlan(steps, title);
  }

  /** Time of its last step, in milliseconds. */
  get durationMs(): number {
    return this.steps.at(-1)?.atMs ?? 0;
  }

  /** The plan as a text that {@link FaultPlan.parse} reads. */
  toString(): string {
    const title = this.title === '' ? [] : [`# ${this.title}`];
    const steps = this.steps.map(({ atMs, node, fault: { kind, ...rest } }) => {
      const details = Object.keys(rest).length === 0 ? '' : ` ${JSON.stringify(rest)}`;
      return `${atMs} ${node} ${kind}${details}`;
    });
    return [...title, ...steps].join('\n');
  }

  /**
   * Lets everything happen at its time. Resolves when the last fault has happened, or when it is aborted; rejects, and stops,
   * when one cannot happen.
   *
   * @param nodes - What the plan calls by these names.
   * @throws {@link DevkitError} with code `PLAN_UNREADABLE` when a name is missing.
   */
  async run(nodes: Readonly<Record<string, FaultTarget>>, options: FaultRunOptions = {}): Promise<void> {
    const { clock = systemClock, onStep, signal } = options;
    const targets = new Map(Object.entries(nodes));
    const started = this.steps.map((step) => ({ step, target: targetOf(targets, step.node) }));
    const ended = new AbortController();
    const stop = signal === undefined ? ended.signal : AbortSignal.any([signal, ended.signal]);
    try {
      await Promise.all(
        started.map(async ({ step, target }) => {
          await until(step.atMs, clock, stop);
          if (stop.aborted) return;
          onStep?.(step);
          await target.apply(step.fault);
        }),
      );
    } finally {
      ended.abort();
    }
  }
}

function checked(step: FaultStep): FaultStep {
  durationMs('FaultPlan: atMs', step.atMs);
  if (/\s/.test(text('FaultPlan: node', step.node))) {
    throw new TypeError(`FaultPlan: node must be a name without spaces, but is ${JSON.stringify(step.node)}.`);
  }
  oneOf('FaultPlan: fault.kind', step.fault.kind, FAULT_KINDS);
  return step;
}

function targetOf(targets: ReadonlyMap<string, FaultTarget>, name: string): FaultTarget {
  const target = targets.get(name);
  if (target !== undefined) return target;
  const known = [...targets.keys()].join(', ');
  throw new DevkitError('PLAN_UNREADABLE', `The plan has a node ${name}, but it is run with ${known || 'none'}.`);
}

function read(line: string, number: number): FaultStep {
  const [, at, node = '', kind, details = '{}'] = LINE.exec(line) ?? [];
  try {
    const fault: unknown = { kind, ...JSON.parse(details) };
    if (isFault(fault)) return { atMs: Number(at), node, fault };
  } catch (cause) {
    throw unreadable(line, number, cause);
  }
  throw unreadable(line, number);
}

function isFault(value: unknown): value is Fault {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false;
  return FAULT_KINDS.some((kind) => kind === value.kind);
}

function unreadable(line: string, number: number, cause?: unknown): DevkitError {
  const expected = 'milliseconds, the name of a node, a fault, and its details as JSON if it has some';
  return new DevkitError('PLAN_UNREADABLE', `Line ${number} of the plan must be ${expected}, but is: ${line}`, {
    cause,
  });
}

function until(ms: number, clock: Clock, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      cancel();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const cancel = clock.after(ms, done);
    signal.addEventListener('abort', done);
  });
}
