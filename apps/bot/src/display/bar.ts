const CELLS = 12;

/** How much of something is done, as a bar. @param share - From 0 to 1. */
export function bar(share: number, cells: number = CELLS): string {
  const bounded = Number.isFinite(share) ? Math.min(1, Math.max(0, share)) : 0;
  const full = Math.floor(bounded * cells);
  return '▰'.repeat(full) + '▱'.repeat(cells - full);
}
