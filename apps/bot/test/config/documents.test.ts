import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { envExample, withTables } from '../../src/config/documents.ts';
import { VARIABLES } from '../../src/config/schema.ts';
import { read } from './support.ts';

const COMMAND = 'npm run -s node -- apps/bot/src/config/write-docs.ts';
const guide = readFileSync(new URL('../../../../docs/guide/configuration.md', import.meta.url), 'utf8');
const example = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');

describe('the documents', () => {
  it('say of the variables what the schema says', () => {
    expect(guide, `run ${COMMAND}`).toBe(withTables(guide));
    expect(example, `run ${COMMAND}`).toBe(envExample());
  });

  it('name every variable once, and say what it is for, what it may be, and what it is unless given', () => {
    expect(VARIABLES).toHaveLength(40);
    for (const { name, about } of VARIABLES) {
      const [row, ...more] = guide.split('\n').filter((line) => line.startsWith(`| \`${name}\``));
      expect(row).toContain(about);
      expect(row?.split(' | ')).toHaveLength(4);
      expect(more).toEqual([]);
    }
  });

  it('have an .env.example that changes nothing as it is, nor with every default set', () => {
    expect(parseEnv(example)).toEqual({});
    const set = { ...parseEnv(example.replace(/^#(?=[A-Z_]+=)/gm, '')) };
    expect(Object.keys(set).sort()).toEqual(VARIABLES.map(({ name }) => name).sort());
    expect(read(set).config).toEqual(read().config);
  });

  it('need their markers', () => {
    expect(() => withTables('# Settings')).toThrow(RangeError);
  });
});
