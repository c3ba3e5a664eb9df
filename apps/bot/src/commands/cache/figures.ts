import { tookText } from '../../display/time-text.ts';
import type { Texts } from '../../texts/texts.ts';

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;
const KIB = 1_024;
const MINUTE_S = 60;
const HOUR_S = 3_600;
const LEAST_MS = 0.001;

/** Figures as the readers of a language write them; what was not measured is said to be so. */
export class Figures {
  readonly #noData: string;
  readonly #percent: Intl.NumberFormat;
  readonly #number: Intl.NumberFormat;

  constructor({ locale, common }: Pick<Texts, 'locale' | 'common'>) {
    this.#noData = common.noData;
    this.#percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
    this.#number = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  }

  /** @param share - From 0 to 1. */
  share(share: number | undefined): string {
    return share === undefined ? this.#noData : this.#percent.format(share);
  }

  number(value: number): string {
    return this.#number.format(value);
  }

  bytes(bytes: number | undefined): string {
    if (bytes === undefined) return this.#noData;
    const step = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log(bytes) / Math.log(KIB)));
    return `${this.#number.format(bytes / KIB ** step)} ${UNITS[step]}`;
  }

  /** How long something took. @param ms - Milliseconds. */
  took(ms: number | undefined): string {
    if (ms === undefined) return this.#noData;
    return ms < LEAST_MS ? '0 ms' : tookText(ms);
  }

  /** A long time, to two units. @param ms - Milliseconds. */
  span(ms: number): string {
    const seconds = Math.floor(ms / 1_000);
    if (seconds < 1) return this.took(ms);
    if (seconds < MINUTE_S) return `${seconds} s`;
    const [hours, minutes] = [Math.floor(seconds / HOUR_S), Math.floor(seconds / MINUTE_S) % MINUTE_S];
    return hours > 0 ? `${this.#number.format(hours)} h ${minutes} min` : `${minutes} min ${seconds % MINUTE_S} s`;
  }
}
