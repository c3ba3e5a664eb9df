/** Where somebody wants to go in a song. Milliseconds from its start, or from where it is. */
export interface SeekPlace {
  readonly from: 'start' | 'here';
  /** Negative is back. */
  readonly ms: number;
}

/** Hours, minutes and seconds. */
const MOST_PARTS = 3;
const LONGEST_INPUT = 12;

/** What somebody typed as a place: `1:30`, `1:02:03`, `90`, `+30`, `-1:15`. Undefined for anything else. */
export function readSeekPlace(typed: string): SeekPlace | undefined {
  const text = typed.trim();
  if (text.length > LONGEST_INPUT) return undefined;
  const sign = text.startsWith('+') || text.startsWith('-') ? text.charAt(0) : '';
  const seconds = secondsOf(text.slice(sign.length));
  if (seconds === undefined) return undefined;
  return { from: sign === '' ? 'start' : 'here', ms: (sign === '-' ? -seconds : seconds) * 1_000 };
}

function secondsOf(text: string): number | undefined {
  const parts = text.split(':');
  if (parts.length > MOST_PARTS || !parts.every((part) => /^\d+$/.test(part))) return undefined;
  const numbers = parts.map(Number);
  // `90` and `90:00` are fine, `1:90` is a slip.
  if (numbers.slice(1).some((number) => number >= 60)) return undefined;
  return numbers.reduce((total, number) => total * 60 + number, 0);
}
