import type { HitSlot } from './hit-rates.ts';
import type { SmartCounts } from './smart-stats.ts';

/** What a run leaves to the next one beside its entries. */
export interface LedgerContent {
  readonly savedAt: number;
  /** From the entry that was not used for the longest time to the newest. */
  readonly order: readonly (readonly [key: string, accessCount: number, lastAccessed: number])[];
  /** From the most popular one. */
  readonly popular: readonly (readonly [key: string, score: number])[];
  readonly counts: Readonly<Partial<Record<keyof SmartCounts, number>>>;
  readonly timeSavedMs: number;
  readonly slots: readonly HitSlot[];
}

const decoder = new TextDecoder('utf-8', { fatal: true });

/** The content as JSON in bytes. */
export function encodeLedger(content: LedgerContent): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(content));
}

/** What the bytes say; undefined when that is nothing a ledger could say. Stores may hold anything. */
export function decodeLedger(bytes: Uint8Array): LedgerContent | undefined {
  try {
    const content: unknown = JSON.parse(decoder.decode(bytes));
    return isLedger(content) ? content : undefined;
  } catch {
    return undefined;
  }
}

/** A ledger with the older half of the order, and the less popular half of the keys, left out. */
export function halved(content: LedgerContent): LedgerContent {
  return {
    ...content,
    order: content.order.slice(Math.ceil(content.order.length / 2)),
    popular: content.popular.slice(0, Math.floor(content.popular.length / 2)),
  };
}

function isLedger(value: unknown): value is LedgerContent {
  if (!isRecord(value)) return false;
  const { savedAt, order, popular, counts, timeSavedMs, slots } = value;
  return (
    isCount(savedAt) &&
    isCount(timeSavedMs) &&
    isRecord(counts) &&
    Object.values(counts).every(isCount) &&
    isListOf(order, ([key, ...counts]) => typeof key === 'string' && counts.length === 2 && counts.every(isCount)) &&
    isListOf(popular, ([key, ...counts]) => typeof key === 'string' && counts.length === 1 && counts.every(isCount)) &&
    isListOf(slots, (counts) => counts.length === 3 && counts.every(isCount))
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isListOf(value: unknown, isRow: (row: readonly unknown[]) => boolean): boolean {
  return Array.isArray(value) && value.every((row) => Array.isArray(row) && isRow(row));
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
