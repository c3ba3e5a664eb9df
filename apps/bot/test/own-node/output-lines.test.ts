import { ManualClock } from '@reprise/devkit';
import { describe, expect, it } from 'vitest';
import { OutputLines } from '../../src/own-node/output-lines.ts';

function stage() {
  const clock = new ManualClock();
  const told: string[] = [];
  const lines = new OutputLines(clock, (line) => told.push(line));
  return { clock, told, add: (text: string | Buffer) => lines.add(Buffer.from(text)), end: () => lines.end() };
}

describe('OutputLines', () => {
  it('puts lines together from pieces that end anywhere, within a character too', () => {
    const { told, add, end } = stage();
    for (const byte of Buffer.from('für\r\n\n  Élise\nlast')) add(Buffer.of(byte));
    end();
    expect(told).toEqual(['für', '  Élise', 'last']);
  });

  it('tells the beginning of a line without end, and the line after it', () => {
    const { told, add } = stage();
    for (let n = 0; n < 100; n++) add('x'.repeat(1_000));
    add('rest\nnext\n');
    expect(told).toEqual([`${'x'.repeat(1_000)}…`, 'next']);
  });

  it('tells 50 lines in 10 s, and how many there were besides', () => {
    const { clock, told, add, end } = stage();
    for (let n = 0; n < 1_000; n++) add(`line ${n}\n`);
    expect(told).toHaveLength(50);
    clock.advance(10_000);
    add('later\n');
    expect(told.slice(50)).toEqual(['(950 more lines in 10 s are left out)', 'later']);
    for (let n = 0; n < 50; n++) add('more\n');
    end();
    expect(told.at(-1)).toBe('(1 more lines in 10 s are left out)');
  });
});
