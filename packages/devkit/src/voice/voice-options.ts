import { type Clock, systemClock } from '@reprise/clock';
import type { VoiceTarget } from '@reprise/node';
import { callable, durationMs, finiteNumber, knownOptions } from '@reprise/options';
import { seededRandom } from '../random/seeded-random.ts';

/** Options of {@link FakeVoice}. */
export interface FakeVoiceOptions {
  /** Time until a voice server answers, in milliseconds; real ones take about 100. @defaultValue `0`: at once */
  readonly answerAfterMs?: number;
  /** Milliseconds to the voice server and back, around which pings vary. @defaultValue `20` */
  readonly pingMs?: number;
  /** How far pings vary up and down, in milliseconds; never below 1. @defaultValue `5` */
  readonly pingSpreadMs?: number;
  /** Time between two pings, in milliseconds; the first comes after one. @defaultValue `13750`, as Discord's */
  readonly pingIntervalMs?: number;
  /**
   * Judges a connection once it is open: a close code sends it away, `undefined` lets it stay.
   *
   * @defaultValue everybody may stay
   */
  readonly admits?: (target: VoiceTarget) => number | undefined;
  /** Where time comes from. @defaultValue the machine's clock */
  readonly clock?: Clock;
  /** Where chance comes from: numbers from 0 up to 1. @defaultValue `seededRandom(1)` */
  readonly random?: () => number;
}

const KNOWN = [
  'answerAfterMs',
  'pingMs',
  'pingSpreadMs',
  'pingIntervalMs',
  'admits',
  'clock',
  'random',
] as const satisfies readonly (keyof FakeVoiceOptions)[];

/** {@link FakeVoiceOptions}, checked and complete. @throws TypeError or RangeError naming the option and the value. */
export function resolveVoiceOptions(options: FakeVoiceOptions): Required<FakeVoiceOptions> {
  knownOptions('FakeVoice', options, KNOWN);
  return {
    answerAfterMs: durationMs('FakeVoice: answerAfterMs', options.answerAfterMs ?? 0),
    pingMs: finiteNumber('FakeVoice: pingMs', options.pingMs ?? 20, { min: 1 }),
    pingSpreadMs: finiteNumber('FakeVoice: pingSpreadMs', options.pingSpreadMs ?? 5, { min: 0 }),
    pingIntervalMs: durationMs('FakeVoice: pingIntervalMs', options.pingIntervalMs ?? 13_750, { min: 1 }),
    admits: callable('FakeVoice: admits', options.admits ?? (() => undefined)),
    clock: options.clock ?? systemClock,
    random: callable('FakeVoice: random', options.random ?? seededRandom(1)),
  };
}
