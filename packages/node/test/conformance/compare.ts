/** Places whose values differ from run to run; their types do not. */
const VOLATILE = new Set([
  'time',
  'timestamp',
  'uptime',
  'free',
  'used',
  'allocated',
  'reservable',
  'cores',
  'systemLoad',
  'lavalinkLoad',
  'sessionId',
]);

/** A place where what came is not what was recorded. */
export interface Finding {
  /** Name of the call or message, and the place in it. */
  readonly where: string;
  readonly recorded: unknown;
  readonly came: unknown;
}

/** Compares what came with what was recorded, place by place. */
export function compare(where: string, expected: unknown, actual: unknown): readonly Finding[] {
  const finding: Finding = { where, recorded: expected, came: actual };
  if (kind(expected) !== kind(actual)) return [finding];
  if (Array.isArray(expected) && Array.isArray(actual)) {
    const length = Math.max(expected.length, actual.length);
    return Array.from({ length }, (_, i) => compare(`${where}[${i}]`, expected[i], actual[i])).flat();
  }
  if (isRecord(expected) && isRecord(actual)) {
    const keys = new Set([...Object.keys(expected), ...Object.keys(actual)]);
    return [...keys].flatMap((key) => compare(`${where}.${key}`, expected[key], actual[key]));
  }
  const key = where.slice(where.lastIndexOf('.') + 1);
  // A node's own session ids are drawn by lot; that of a voice connection is what the client said.
  const isVolatile = VOLATILE.has(key) && !where.endsWith('.voice.sessionId');
  return expected === actual || isVolatile ? [] : [finding];
}

function kind(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
