/** Prints what was measured of a fault, one line each: `F1 one player: 0.31 s`. */
export function figure(fault: string, measured: string): void {
  // The reporter shows it beside the test.
  console.log(`${fault} ${measured}`);
}

/** Milliseconds as seconds. */
export function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(2)} s`;
}
