import type { APIApplicationCommandOption } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { BUTTON_NAMES, buttonId, readButtonId } from '../../src/buttons/button-names.ts';
import { COMMANDS } from '../../src/commands/all-commands.ts';
import { COMMAND_PATHS } from '../../src/commands/command-paths.ts';
import { definitions } from '../../src/commands/definition.ts';
import { CATALOGUE } from '../../src/texts/catalogue.ts';
import { LOCALES } from '../../src/texts/texts.ts';

const all = definitions(COMMANDS);

/** What the definitions hold of options, those of subcommands included. */
function* optionsIn(options: readonly APIApplicationCommandOption[] = []): Generator<APIApplicationCommandOption> {
  for (const option of options) {
    yield option;
    if ('options' in option) yield* optionsIn(option.options);
  }
}

/** What is filled in behind a command, or behind each of its subcommands. */
function* listsIn(
  options: readonly APIApplicationCommandOption[] = [],
): Generator<readonly APIApplicationCommandOption[]> {
  yield options;
  for (const option of options) if ('options' in option) yield* listsIn(option.options);
}

describe('what Discord is told of the commands', () => {
  it('is all of them, once each', () => {
    const names = new Set(COMMAND_PATHS.map((path) => path.split(' ')[0]));
    expect(all.map(({ name }) => name).sort()).toEqual([...names].sort());
    expect(all.length).toBeLessThanOrEqual(100);
  });

  it('keeps to the lengths and names that Discord takes', () => {
    for (const command of all) {
      expect(command.name).toMatch(/^[\da-z_-]{1,32}$/);
      for (const { name, description, description_localizations: others } of [command, ...optionsIn(command.options)]) {
        expect(name).toMatch(/^[\da-z_-]{1,32}$/);
        for (const text of [description, ...Object.values(others ?? {})]) expect(text).toMatch(/^.{1,100}$/u);
      }
    }
  });

  it('asks for what is required before what is not', () => {
    for (const command of all) {
      for (const options of listsIn(command.options)) {
        const required = options.map((option) => 'required' in option && option.required === true);
        expect(required).toEqual([...required].sort((one, other) => Number(other) - Number(one)));
      }
    }
  });

  it('hides what is for managers from everybody else, and offers nothing outside of servers', () => {
    const hidden = all.filter((command) => command.default_member_permissions === '32').map(({ name }) => name);
    expect(hidden.sort()).toEqual(['247', 'cache', 'cleancache', 'settings', 'warmcache']);
    expect(all.every(({ contexts }) => contexts?.join() === '0')).toBe(true);
  });
});

describe('the catalogue', () => {
  it.each(LOCALES)('has a text in %s for every option and value that a command has, and for no other', (locale) => {
    for (const path of COMMAND_PATHS) {
      const { options = [] } = COMMANDS[path];
      const texts = CATALOGUE[locale].commands[path];
      expect([path, Object.keys(texts.options ?? {}).sort()]).toEqual([path, options.map(({ name }) => name).sort()]);
      for (const option of options) {
        const values = option.kind === 'pick' ? [...option.values].sort() : [];
        expect([path, Object.keys(texts.values?.[option.name] ?? {}).sort()]).toEqual([path, values]);
      }
    }
  });
});

describe('the id of a button', () => {
  it.each(BUTTON_NAMES)('of %s is read as it was made', (name) => {
    expect(readButtonId(buttonId(name, '1', 'x'))).toEqual({ name, args: ['1', 'x'] });
  });

  it.each(['', 'reprise', 'reprise:nonsense', 'other:skip', 'skip'])('%j is not one of ours', (id) => {
    expect(readButtonId(id)).toBeUndefined();
  });

  it('has no room for a colon, nor for more than Discord takes', () => {
    expect(() => buttonId('skip', 'a:b')).toThrow(RangeError);
    expect(() => buttonId('skip', 'x'.repeat(100))).toThrow(RangeError);
  });
});
