import type { StatsLie } from '../node/behaviour.ts';
import type { FaultAnswer, FaultRoute } from '../node/fault-answer.ts';

/** Something that happens to a node, as plain data. Each is the method of `FaultyNode` or `FaultProxy` of that name. */
export type Fault =
  | { readonly kind: 'die'; readonly port?: 'reset' | 'closed' }
  | { readonly kind: 'revive' }
  | { readonly kind: 'freeze' }
  | { readonly kind: 'thaw' }
  | { readonly kind: 'loseSessions' }
  | { readonly kind: 'heal' }
  | { readonly kind: 'answer'; readonly answer: FaultAnswer; readonly route?: FaultRoute }
  | { readonly kind: 'flood'; readonly times?: number }
  | { readonly kind: 'burst'; readonly count?: number }
  | { readonly kind: 'sendMalformed'; readonly count?: number; readonly seed?: number }
  | { readonly kind: 'lieInStats'; readonly lie: StatsLie }
  | { readonly kind: 'omitStats' }
  | { readonly kind: 'speakVersion'; readonly version: string }
  | { readonly kind: 'loseSources'; readonly names: readonly string[] }
  | { readonly kind: 'pass' }
  | { readonly kind: 'delay'; readonly ms: number }
  | { readonly kind: 'throttle'; readonly bytesPerSecond: number }
  | { readonly kind: 'cutAfter'; readonly bytes: number }
  | { readonly kind: 'halfOpen'; readonly serverNotices?: boolean }
  | { readonly kind: 'cut' };

/** Name of a {@link Fault}. */
export type FaultKind = Fault['kind'];

/** All names. */
export const FAULT_KINDS: readonly FaultKind[] = [
  'die',
  'revive',
  'freeze',
  'thaw',
  'loseSessions',
  'heal',
  'answer',
  'flood',
  'burst',
  'sendMalformed',
  'lieInStats',
  'omitStats',
  'speakVersion',
  'loseSources',
  'pass',
  'delay',
  'throttle',
  'cutAfter',
  'halfOpen',
  'cut',
];

/** Something that faults can happen to: a `FaultyNode`, a `NodeProcess`, or what a test makes of it. */
export interface FaultTarget {
  /** Lets it happen. Settles when it has. */
  apply(fault: Fault): Promise<void>;
}
