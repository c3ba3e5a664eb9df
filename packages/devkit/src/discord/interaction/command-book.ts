import { type Json, listOf, recordsOf, textOf } from '../json.ts';
import { Form } from '../rest/form.ts';
import type { Snowflakes } from '../world/snowflakes.ts';

const NAME = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;
const MOST_COMMANDS = 100;
const GLOBAL = '';
/** Options that hold other options. */
const GROUPS: ReadonlySet<unknown> = new Set([1, 2]);

/** The commands that a bot registered, for all guilds and for single ones. */
export class CommandBook {
  readonly #ids: Snowflakes;
  readonly #applicationId: string;
  readonly #lists = new Map<string, readonly Json[]>();

  constructor(ids: Snowflakes, applicationId: string) {
    this.#ids = ids;
    this.#applicationId = applicationId;
  }

  /** Those of a guild, or those for all. */
  list(guildId: string = GLOBAL): readonly Json[] {
    return this.#lists.get(guildId) ?? [];
  }

  /** The one that somebody in a guild gets by its name. */
  find(guildId: string, name: string): Json | undefined {
    return [...this.list(guildId), ...this.list()].find((command) => command.name === name);
  }

  /** Replaces all. Those that keep their name keep their id. @throws ApiError 50035. */
  set(commands: unknown, guildId: string = GLOBAL): readonly Json[] {
    const form = new Form();
    form.list('commands', commands, { max: MOST_COMMANDS });
    for (const [i, command] of recordsOf(commands).entries()) checkCommand(form, `${i}`, command);
    checkNames(form, '', recordsOf(commands));
    form.throwIfWrong();
    const before = this.list(guildId);
    const made = recordsOf(commands).map((command) => ({
      default_member_permissions: null,
      ...command,
      type: command.type ?? 1,
      id: before.find(({ name }) => name === command.name)?.id ?? this.#ids.next(),
      application_id: this.#applicationId,
      version: this.#ids.next(),
      ...(guildId === GLOBAL ? {} : { guild_id: guildId }),
    }));
    this.#lists.set(guildId, made);
    return made;
  }
}

function checkCommand(form: Form, place: string, command: Json): void {
  const isChatInput = (command.type ?? 1) === 1;
  if (isChatInput) checkName(form, place, command.name);
  else form.text(`${place}.name`, command.name, { min: 1, max: 32, isRequired: true });
  if (isChatInput) form.text(`${place}.description`, command.description, { min: 1, max: 100, isRequired: true });
  checkOptions(form, place, command);
}

function checkOptions(form: Form, place: string, { options }: Json): void {
  form.list(`${place}.options`, options, { max: 25 });
  let isOptional = false;
  for (const [i, option] of recordsOf(options).entries()) {
    const at = `${place}.options.${i}`;
    checkName(form, at, option.name);
    form.text(`${at}.description`, option.description, { min: 1, max: 100, isRequired: true });
    if (GROUPS.has(option.type)) checkOptions(form, at, option);
    else if (option.required !== true) isOptional = true;
    else if (isOptional) {
      form.add(
        at,
        'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID',
        'Required options must be placed before non-required options',
      );
    }
    checkChoices(form, `${at}.choices`, option.choices);
    if (option.autocomplete === true && listOf(option.choices).length > 0) {
      form.add(at, 'APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_INVALID', 'Options with choices cannot be autocompleted');
    }
  }
  checkNames(form, `${place}.options`, recordsOf(options));
}

function checkName(form: Form, place: string, value: unknown): void {
  const name = textOf(value);
  if (!NAME.test(name) || name !== name.toLowerCase()) {
    form.add(`${place}.name`, 'APPLICATION_COMMAND_INVALID_NAME', 'Command name is invalid');
  }
}

function checkNames(form: Form, place: string, entries: readonly Json[]): void {
  const seen = new Set<unknown>();
  for (const [i, { name, type = 1 }] of entries.entries()) {
    const key = place === '' ? `${type} ${name}` : name;
    const at = place === '' ? `${i}` : `${place}.${i}`;
    if (seen.has(key)) form.add(`${at}.name`, 'APPLICATION_COMMANDS_DUPLICATE_NAME', 'Names must be unique');
    seen.add(key);
  }
}

/** Notes what is wrong with choices, be they registered or offered while somebody types. */
export function checkChoices(form: Form, place: string, choices: unknown): void {
  form.list(place, choices, { max: 25 });
  for (const [i, { name, value }] of recordsOf(choices).entries()) {
    form.text(`${place}.${i}.name`, name, { min: 1, max: 100, isRequired: true });
    if (typeof value !== 'number') form.text(`${place}.${i}.value`, value, { min: 1, max: 100, isRequired: true });
  }
}
