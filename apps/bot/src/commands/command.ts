import type { AutocompleteInteraction } from 'discord.js';
import type { BotServices } from '../bot/bot-services.ts';
import type { OptionSpec } from './command-spec.ts';
import type { CommandSuggestion } from './command-suggestion.ts';
import type { CommandUse } from './command-use.ts';

/** What a command does. Its name, rights and texts are elsewhere: `command-paths`, `policies`, and the catalogue. */
export interface Command {
  /** @defaultValue none */
  readonly options?: readonly OptionSpec[];
  /** Does it. The answer was deferred and the rights were checked before. What it throws is told and logged. */
  run(use: CommandUse): Promise<void>;
  /** What fits what was typed so far. Must ask nobody over the network. */
  suggest?(
    interaction: AutocompleteInteraction<'cached'>,
    services: BotServices,
  ): Promise<readonly CommandSuggestion[]> | readonly CommandSuggestion[];
}
