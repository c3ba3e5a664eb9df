import { type Clock, systemClock } from '@reprise/clock';
import { callable, flag, knownOptions, text, wholeNumber } from '@reprise/options';
import type { StoreError } from '../store-error.ts';

const MIB = 1_048_576;

/** Options of {@link LmdbStore}. */
export interface LmdbStoreOptions {
  /** Folder of its files, made when it is missing. On a local disk: LMDB loses data on a network's. */
  readonly path: string;
  /**
   * Bytes that entries may take. What expires soonest goes when there are more. The file itself may be a few times larger, and
   * does not shrink. A whole number. @defaultValue `1_073_741_824` (1 GiB)
   */
  readonly maxBytes?: number;
  /** Bytes an entry may have. A whole number. @defaultValue `1_048_576` (1 MiB) */
  readonly maxEntryBytes?: number;
  /** Bytes that must stay free on the disk: with less, nothing is written. A whole number. @defaultValue `67_108_864` (64 MiB) */
  readonly minFreeBytes?: number;
  /** Whether other processes of this machine use the same folder: then they take turns in making a value. @defaultValue `false` */
  readonly isShared?: boolean;
  /**
   * Told once of each thing that an operator should know: a file that was set aside, a full disk, a package that is missing.
   * @defaultValue a warning of the process
   */
  readonly onWarning?: (warning: StoreError) => void;
  /** Where the time comes from. @defaultValue the machine's clock */
  readonly clock?: Pick<Clock, 'now'>;
}

/** The options, checked, with their defaults. @throws TypeError or RangeError naming the one that is wrong. */
export function checkedOptions(options: LmdbStoreOptions): Required<LmdbStoreOptions> {
  const known = ['path', 'maxBytes', 'maxEntryBytes', 'minFreeBytes', 'isShared', 'onWarning', 'clock'];
  knownOptions('LmdbStore', options, known);
  const bytes = (name: 'maxBytes' | 'maxEntryBytes' | 'minFreeBytes', fallback: number): number =>
    wholeNumber(`LmdbStore: ${name}`, options[name] ?? fallback, { min: 0 });
  return {
    path: text('LmdbStore: path', options.path),
    maxBytes: bytes('maxBytes', 1024 * MIB),
    maxEntryBytes: bytes('maxEntryBytes', MIB),
    minFreeBytes: bytes('minFreeBytes', 64 * MIB),
    isShared: flag('LmdbStore: isShared', options.isShared ?? false),
    onWarning: callable('LmdbStore: onWarning', options.onWarning ?? warnProcess),
    clock: options.clock ?? systemClock,
  };
}

function warnProcess({ message, code }: StoreError): void {
  process.emitWarning(message, { code });
}
