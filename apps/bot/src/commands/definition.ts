import {
  type APIApplicationCommandBasicOption,
  type APIApplicationCommandSubcommandOption,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  ChannelType,
  InteractionContextType,
  type LocalizationMap,
  PermissionFlagsBits,
  type RESTPostAPIChatInputApplicationCommandsJSONBody,
} from 'discord.js';
import { CATALOGUE } from '../texts/catalogue.ts';
import type { CommandTexts } from '../texts/command-texts.ts';
import type { Texts } from '../texts/texts.ts';
import type { Command } from './command.ts';
import { COMMAND_GROUPS, COMMAND_PATHS, type CommandGroup, type CommandPath } from './command-paths.ts';
import type { OptionSpec } from './command-spec.ts';
import { COMMAND_POLICIES } from './policies.ts';

/** A command as Discord registers it. */
export type CommandDefinition = RESTPostAPIChatInputApplicationCommandsJSONBody;

const LONGEST_TEXT = 500;

/** A command of the bot with what it is called. */
interface Named {
  readonly path: CommandPath;
  readonly command: Command;
}

/** All commands as Discord registers them, in every language. */
export function definitions(commands: Readonly<Partial<Record<CommandPath, Command>>>): readonly CommandDefinition[] {
  const byName = new Map<string, Named[]>();
  for (const path of COMMAND_PATHS) {
    const command = commands[path];
    if (command === undefined) continue;
    const name = firstWord(path);
    byName.set(name, [...(byName.get(name) ?? []), { path, command }]);
  }
  return [...byName].map(([name, named]) => definition(name, named));
}

function definition(name: string, named: readonly Named[]): CommandDefinition {
  const needsManager = named.every(({ path }) => ['manager', 'owner'].includes(COMMAND_POLICIES[path].who));
  return {
    type: ApplicationCommandType.ChatInput,
    name,
    contexts: [InteractionContextType.Guild],
    integration_types: [ApplicationIntegrationType.GuildInstall],
    default_member_permissions: needsManager ? `${PermissionFlagsBits.ManageGuild}` : null,
    ...body(name, named),
  };
}

function body(name: string, named: readonly Named[]): Pick<CommandDefinition, 'description' | 'options'> {
  const [single] = named;
  const group = groupOf(name);
  if (group === undefined && single !== undefined) {
    const { path, command } = single;
    return { ...described((texts) => texts.commands[path]), options: optionsOf(path, command) };
  }
  return {
    ...described(({ groups }) => ({ description: group === undefined ? name : groups[group] })),
    options: named.map(subcommand),
  };
}

function subcommand({ path, command }: Named): APIApplicationCommandSubcommandOption {
  return {
    type: ApplicationCommandOptionType.Subcommand,
    name: path.slice(path.indexOf(' ') + 1),
    ...described((texts) => texts.commands[path]),
    options: optionsOf(path, command),
  };
}

/** What is required stands first: Discord asks for that. */
function optionsOf(path: CommandPath, { options = [] }: Command): APIApplicationCommandBasicOption[] {
  return [...options]
    .sort((one, other) => Number(other.isRequired ?? false) - Number(one.isRequired ?? false))
    .map((spec) => option(path, spec));
}

function option(path: CommandPath, spec: OptionSpec): APIApplicationCommandBasicOption {
  const common = {
    name: spec.name,
    description: optionText(CATALOGUE.en.commands[path], spec.name),
    description_localizations: inOthers((texts) => optionText(texts.commands[path], spec.name)),
    required: spec.isRequired ?? false,
  };
  switch (spec.kind) {
    case 'text': {
      const { maxLength = LONGEST_TEXT, isSuggested = false } = spec;
      return { ...common, type: ApplicationCommandOptionType.String, max_length: maxLength, autocomplete: isSuggested };
    }
    case 'pick':
      return {
        ...common,
        type: ApplicationCommandOptionType.String,
        choices: spec.values.map((value) => choice(path, spec.name, value)),
      };
    case 'number':
      return { ...common, type: ApplicationCommandOptionType.Integer, min_value: spec.min, max_value: spec.max };
    case 'flag':
      return { ...common, type: ApplicationCommandOptionType.Boolean };
    case 'role':
      return { ...common, type: ApplicationCommandOptionType.Role };
    case 'voice-channel':
      return {
        ...common,
        type: ApplicationCommandOptionType.Channel,
        channel_types: [ChannelType.GuildVoice, ChannelType.GuildStageVoice],
      };
  }
}

function choice(path: CommandPath, option: string, value: string) {
  const named = ({ commands }: Texts): string => commands[path].values?.[option]?.[value] ?? value;
  return { name: named(CATALOGUE.en), name_localizations: inOthers(named), value };
}

function described(of: (texts: Texts) => CommandTexts) {
  return {
    description: of(CATALOGUE.en).description,
    description_localizations: inOthers((texts) => of(texts).description),
  };
}

function optionText({ options }: CommandTexts, name: string): string {
  return options?.[name] ?? name;
}

/** A text in every language but English, which is what Discord falls back to. */
function inOthers(of: (texts: Texts) => string): LocalizationMap {
  return { de: of(CATALOGUE.de) };
}

function firstWord(path: CommandPath): string {
  const [name = path] = path.split(' ');
  return name;
}

function groupOf(name: string): CommandGroup | undefined {
  return COMMAND_GROUPS.find((group) => group === name);
}
