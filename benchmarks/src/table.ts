import type { Bench, Row } from './bench.ts';
import { describeOutcome, outcomesOf, shown } from './goals.ts';

/** A benchmark as a Markdown section: a table with a line for each case, and what became of the goals. */
export function sectionOf(bench: Bench, rows: readonly Row[]): string {
  const subjects = [...new Set(rows.map(({ subject }) => subject))];
  const cases = [...new Set(rows.map((row) => row.case))];
  const table = [
    ['', ...subjects],
    ...cases.map((name) => [name, ...subjects.map((subject) => cellOf(rows, name, subject))]),
  ];
  const widths = subjects.concat('').map((_, column) => Math.max(...table.map((line) => line[column]?.length ?? 0)));
  const lines = table.map((line) => `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`);
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  const outcomes = outcomesOf(bench, rows).map((outcome) => `- ${describeOutcome(outcome)}`);
  return [`## ${bench.name}: ${bench.title}`, '', lines[0], rule, ...lines.slice(1), '', ...outcomes, ''].join('\n');
}

function cellOf(rows: readonly Row[], name: string, subject: string): string {
  const row = rows.find((one) => one.case === name && one.subject === subject);
  if (row === undefined || Number.isNaN(row.value)) return row?.unit ?? '';
  return `${shown(row.value)} ${row.unit}`;
}
