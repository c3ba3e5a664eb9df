const NO_DATA = 'no data yet';
const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
/** Marks that turn the direction of what follows around, and what is no sign at all. */
const INVISIBLE = /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/gu;

/** A title or a name, on one line and not long, and without marks that change how the text around it reads. */
export function shown(text: string, most = 120): string {
  // Bounded before anything looks at each letter.
  const line = text
    .slice(0, most * 4)
    .toWellFormed()
    .replace(INVISIBLE, ' ')
    .trim();
  const letters = [...line];
  return letters.length > most || text.length > most * 4 ? `${letters.slice(0, most - 1).join('')}…` : line;
}

/** The address, if it is one of the web. */
export function webLink(url: string | undefined): string | undefined {
  if (url === undefined || url.length > 2_000 || !URL.canParse(url)) return undefined;
  const { protocol, href } = new URL(url);
  return protocol === 'https:' || protocol === 'http:' ? href : undefined;
}

export function bytes(count: number | undefined): string {
  if (count === undefined) return NO_DATA;
  const step = Math.min(UNITS.length - 1, Math.floor(Math.log2(Math.max(1, count)) / 10));
  return `${rounded(count / 1_024 ** step)} ${UNITS[step]}`;
}

/** A time that was measured, in the unit in which it is read. */
export function duration(ms: number | undefined): string {
  if (ms === undefined) return NO_DATA;
  if (ms < 1) return `${rounded(ms * 1_000)} µs`;
  if (ms < 1_000) return `${rounded(ms)} ms`;
  return ms < 120_000 ? `${rounded(ms / 1_000)} s` : span(ms);
}

/** A long time, in its two largest units. */
export function span(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return `${Math.floor(ms / 1_000)} s`;
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** A place in a song: `3:07`, `1:02:09`. */
export function place(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const [s, m, h] = [seconds % 60, Math.floor(seconds / 60) % 60, Math.floor(seconds / 3_600)];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

export function percent(share: number | undefined): string {
  return share === undefined ? NO_DATA : `${rounded(share * 100)} %`;
}

export function count(number: number): string {
  return number.toLocaleString('en');
}

/** So many of a kind: `1 player`, `2,000 players`. */
export function many(number: number, kind: string): string {
  return `${count(number)} ${kind}${number === 1 ? '' : 's'}`;
}

function rounded(number: number): string {
  return number < 10 ? String(Math.round(number * 10) / 10) : Math.round(number).toLocaleString('en');
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
