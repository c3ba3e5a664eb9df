import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { GAIN_RANGE, LAST_BAND } from '../../src/filters/equalizer.ts';
import { FILTER_FIELDS, NUMERIC_FILTERS, VOLUME_RANGE } from '../../src/filters/filter-fields.ts';
import { Filters } from '../../src/filters/filters.ts';
import { rangeText } from '../../src/filters/number-range.ts';

const guide = readFileSync(new URL('../../../../docs/guide/filters.md', import.meta.url), 'utf8');

/** Cells of the rows of the table whose heading begins so, without the backticks. */
function table(heading: string): string[][] {
  const lines = guide.split('\n');
  const start = lines.findIndex((line) => line.startsWith(`| ${heading} |`)) + 2;
  const end = lines.findIndex((line, i) => i >= start && !line.startsWith('|'));
  return lines.slice(start, end).map((line) => {
    const cells = line.split('|').slice(1, -1);
    return cells.map((cell) => cell.replaceAll('`', '').trim());
  });
}

describe('the guide to filters', () => {
  it('has every field of every filter with its range and default', () => {
    const numeric = NUMERIC_FILTERS.flatMap((filter) =>
      Object.entries(FILTER_FIELDS[filter]).map(([field, range], i) => [
        i === 0 ? filter : '',
        field,
        rangeText(range),
        String(range.default),
      ]),
    );

    expect(table('Filter').map((cells) => cells.slice(0, 4))).toEqual([
      ['volume', '', rangeText(VOLUME_RANGE), '1'],
      ['equalizer', 'band', rangeText({ min: 0, max: LAST_BAND }), ''],
      ['', 'gain', rangeText(GAIN_RANGE), ''],
      ...numeric,
    ]);
  });

  it('has every preset with its words', () => {
    expect(table('Preset')).toEqual(Filters.presets.map(({ name, title, description }) => [name, title, description]));
  });
});
