import { DevkitError } from '../../errors.ts';
import { type Json, listOf, numberOf, recordsOf, textOf } from '../json.ts';

/** What somebody may give to an option of a command: users, roles and channels by their id. */
export type OptionValue = string | number | boolean;

const SUBCOMMANDS: ReadonlySet<unknown> = new Set([1, 2]);
const KINDS: Readonly<Record<number, 'string' | 'number' | 'boolean'>> = {
  3: 'string',
  4: 'number',
  5: 'boolean',
  6: 'string',
  7: 'string',
  8: 'string',
  9: 'string',
  10: 'number',
};
const INTEGER = 4;

/** What somebody filled in, as strictly as Discord's own form. */
export interface FilledOptions {
  /** As the bot gets them. */
  readonly options: readonly Json[];
  /** With the option each is for. */
  readonly given: readonly { readonly type: number; readonly value: OptionValue }[];
}

/**
 * Fills in the options of a command.
 *
 * @param words - Names of the subcommand, if it has any.
 * @param focused - The option in which somebody is still typing: then nothing is required, and its text is free.
 * @throws DevkitError `DISCORD_UNKNOWN` when Discord's form would not let it pass.
 */
export function fillOptions(
  command: Json,
  words: readonly string[],
  values: Readonly<Record<string, OptionValue>>,
  focused?: string,
): FilledOptions {
  const [word, ...rest] = words;
  const name = textOf(command.name);
  const known = recordsOf(command.options);
  if (word !== undefined) {
    const inner = known.find((option) => SUBCOMMANDS.has(option.type) && option.name === word);
    if (inner === undefined) throw unknown(`/${name} has no subcommand ${word}; it has ${namesOf(known)}.`);
    const filled = fillOptions(inner, rest, values, focused);
    return { ...filled, options: [{ name: word, type: inner.type, options: filled.options }] };
  }
  if (known.some(({ type }) => SUBCOMMANDS.has(type))) throw unknown(`/${name} needs one of ${namesOf(known)}.`);
  for (const key of Object.keys(values)) {
    if (!known.some((option) => option.name === key)) {
      throw unknown(`/${name} has no option ${key}; it has ${namesOf(known)}.`);
    }
  }
  const given = known.flatMap((option) => {
    const value = values[textOf(option.name)];
    if (value !== undefined) return [{ option, value }];
    if (option.required === true && focused === undefined) throw unknown(`/${name} needs ${option.name}.`);
    return [];
  });
  for (const { option, value } of given) if (option.name !== focused) checkValue(name, option, value);
  return {
    options: given.map(({ option, value }) => ({
      name: option.name,
      type: option.type,
      value,
      ...(option.name === focused ? { focused: true } : {}),
    })),
    given: given.map(({ option, value }) => ({ type: numberOf(option.type), value })),
  };
}

function checkValue(command: string, option: Json, value: OptionValue): void {
  const wrong = (what: string): DevkitError => unknown(`${option.name} of /${command} ${what}, but is ${value}.`);
  const kind = KINDS[numberOf(option.type)];
  if (kind === undefined) throw unknown(`${option.name} of /${command} is of a type that the fake does not know.`);
  if (typeof value !== kind) throw wrong(`is a ${kind}`);
  if (option.type === INTEGER && !Number.isInteger(value)) throw wrong('is a whole number');
  const choices = recordsOf(option.choices);
  if (choices.length > 0 && !choices.some((choice) => choice.value === value)) {
    throw wrong(`is one of ${choices.map((choice) => choice.value).join(', ')}`);
  }
  const size = typeof value === 'string' ? [...value].length : numberOf(value);
  const [min, max] =
    typeof value === 'string' ? [option.min_length, option.max_length] : [option.min_value, option.max_value];
  if (typeof min === 'number' && size < min) throw wrong(`is at least ${min}`);
  const most = typeof max === 'number' ? max : typeof value === 'string' ? 6_000 : Number.POSITIVE_INFINITY;
  if (size > most) throw wrong(`is at most ${most}`);
}

/** The option in which somebody types: the one they name last. @throws DevkitError when it offers nothing. */
export function focusedOption(command: Json, words: readonly string[], values: object): string {
  const level = words.reduce<Json>(
    (at, word) => recordsOf(at.options).find((option) => option.name === word) ?? {},
    command,
  );
  const name = Object.keys(values).at(-1) ?? '';
  const option = listOf(level.options).length === 0 ? undefined : recordsOf(level.options).find((o) => o.name === name);
  if (option?.autocomplete !== true) throw unknown(`${name} of /${command.name} is not autocompleted.`);
  return name;
}

function namesOf(options: readonly Json[]): string {
  return options.length === 0 ? 'none' : options.map(({ name }) => name).join(', ');
}

function unknown(message: string): DevkitError {
  return new DevkitError('DISCORD_UNKNOWN', message);
}
