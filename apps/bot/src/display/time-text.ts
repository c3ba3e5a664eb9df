/** A length or a place in a song, as `3:05` or `1:02:03`. @param ms - Milliseconds. */
export function lengthText(ms: number): string {
  const seconds = Math.floor(Math.max(0, ms) / 1_000);
  const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  const [hours = 0, ...rest] = parts;
  const shown = hours > 0 ? parts : rest;
  return shown.map((part, i) => (i === 0 ? `${part}` : `${part}`.padStart(2, '0'))).join(':');
}

/** How long something took, as `85 µs`, `38 ms` or `4.1 s`. @param ms - Milliseconds. */
export function tookText(ms: number): string {
  if (ms < 1) return `${Math.max(1, Math.round(ms * 1_000))} µs`;
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

/** A time at which Discord shows how long ago it was, in the reader's language. @param at - Milliseconds since 1970. */
export function agoText(at: number): string {
  return `<t:${Math.floor(at / 1_000)}:R>`;
}
