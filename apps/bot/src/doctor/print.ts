import { styleText } from 'node:util';
import type { DoctorReport } from './examine.ts';
import type { Finding, Verdict } from './finding.ts';

const COLOURS = { ok: 'green', warning: 'yellow', failed: 'red' } as const satisfies Record<Verdict, string>;
const WIDTH_OF_VERDICT = 'warning'.length;

/** A report as lines for a terminal: one for each finding, one below it for what to do, and a sum. */
export function print({ findings }: DoctorReport, useColor: boolean): readonly string[] {
  const width = Math.max(0, ...findings.map(({ name }) => name.length));
  const count = (verdict: Verdict): number => findings.filter((finding) => finding.verdict === verdict).length;
  const warnings = count('warning');
  const sum = `${count('ok')} ok, ${warnings} warning${warnings === 1 ? '' : 's'}, ${count('failed')} failed.`;
  return [...findings.flatMap((finding) => linesOf(finding, width, useColor)), '', sum];
}

function linesOf({ name, verdict, text, advice }: Finding, width: number, useColor: boolean): readonly string[] {
  const padded = verdict.padEnd(WIDTH_OF_VERDICT);
  // The caller knows where the lines go; styleText would look at this process's own output.
  const word = useColor ? styleText(COLOURS[verdict], padded, { validateStream: false }) : padded;
  const indent = ' '.repeat(WIDTH_OF_VERDICT + width + 4);
  return [`${word}  ${name.padEnd(width)}  ${text}`, ...(advice === undefined ? [] : [`${indent}-> ${advice}`])];
}
