import { randomUUID } from 'node:crypto';
import {
  type AutocompleteInteraction,
  type ChatInputCommandInteraction,
  DiscordAPIError,
  type Interaction,
  type MessageComponentInteraction,
  MessageFlags,
} from 'discord.js';
import type { BotServices } from '../bot/bot-services.ts';
import type { Button } from '../buttons/button.ts';
import { type ButtonName, readButtonId } from '../buttons/button-names.ts';
import { ButtonUse } from '../buttons/button-use.ts';
import { sendable } from '../display/answer.ts';
import { CalmAboutTroubles } from '../log/calm-about-troubles.ts';
import { type PlayProblem, problemOf } from '../playback/play-problem.ts';
import type { GuildSettings } from '../settings/guild-settings.ts';
import { textsFor } from '../texts/catalogue.ts';
import type { Texts } from '../texts/texts.ts';
import { refusalOf } from './access.ts';
import type { Command } from './command.ts';
import { COMMAND_PATHS, type CommandPath } from './command-paths.ts';
import { CommandUse } from './command-use.ts';
import { BUTTON_POLICIES, COMMAND_POLICIES, type Policy } from './policies.ts';
import { Refusal } from './refusal.ts';
import type { UseParts } from './use.ts';
import type { UseLimits } from './use-limits.ts';

/** How a use of the bot ended. `refused`: what was asked for cannot be; `failed`: the bot, its nodes or a site could not do it. */
export type UseOutcome = 'done' | 'refused' | 'failed';

/** What a {@link Dispatcher} works with. */
export interface DispatcherParts {
  readonly services: BotServices;
  /** Those the bot has. */
  readonly commands: Readonly<Partial<Record<CommandPath, Command>>>;
  readonly buttons: Readonly<Partial<Record<ButtonName, Button>>>;
  readonly limits: UseLimits;
  /** Whether the bot has what commands need. @defaultValue it has */
  readonly isStarted?: () => boolean;
  /** Told of every use: the command or button, how it ended, and what it took from its arrival, in milliseconds. */
  readonly onUse: (name: CommandPath | ButtonName, outcome: UseOutcome, durationMs: number) => void;
}

type Heard = ChatInputCommandInteraction<'cached'> | MessageComponentInteraction<'cached'>;

/** Interactions that cannot be answered any more: unknown interaction or message, answered before, token too old. */
const GONE = new Set<number | string>([10_062, 10_008, 10_015, 40_060, 50_027]);

/** What is wrong with the bot, its nodes or the sites, not with what was asked for. */
const TROUBLE: ReadonlySet<PlayProblem> = new Set(['node-gone', 'rate-limited', 'source-failing']);

const NOTHING: readonly never[] = [];

/**
 * The way of every command and every click: Discord is told at once that it was heard, then rights and limits are checked,
 * then it is done, and whatever goes wrong is told to who asked and, if it is our fault, logged.
 */
export class Dispatcher {
  readonly #parts: DispatcherParts;
  readonly #stopping = new AbortController();
  readonly #running = new Set<Promise<void>>();
  readonly #calm: CalmAboutTroubles;

  constructor(parts: DispatcherParts) {
    this.#parts = parts;
    this.#calm = new CalmAboutTroubles(parts.services.clock);
  }

  /** Takes an interaction. Never throws. */
  handle(interaction: Interaction): void {
    if (!interaction.inCachedGuild()) return;
    const work = this.#workOf(interaction);
    if (work === undefined) return;
    this.#running.add(work);
    // Every way through has told and logged what went wrong; it only has to be waited for.
    void work.finally(() => this.#running.delete(work));
  }

  /** Takes no more, tells those under way to end, and waits for them. */
  async stop(): Promise<void> {
    this.#stopping.abort(new DOMException('The bot is stopping.', 'AbortError'));
    await Promise.all(this.#running);
  }

  #workOf(interaction: Interaction<'cached'>): Promise<void> | undefined {
    if (interaction.isChatInputCommand()) return this.#command(interaction);
    if (interaction.isAutocomplete()) return this.#suggest(interaction);
    return interaction.isMessageComponent() ? this.#click(interaction) : undefined;
  }

  async #command(interaction: ChatInputCommandInteraction<'cached'>): Promise<void> {
    const startedAt = performance.now();
    const path = pathOf(interaction);
    const command = path && this.#parts.commands[path];
    if (path === undefined || command === undefined) return;
    const policy = COMMAND_POLICIES[path];
    const outcome = await this.#guarded(interaction, path, async () => {
      await interaction.deferReply(policy.isPrivate ? { flags: MessageFlags.Ephemeral } : {});
      const parts = await this.#admitted(interaction, path, policy);
      await command.run(new CommandUse(interaction, parts));
    });
    this.#parts.onUse(path, outcome, performance.now() - startedAt);
  }

  async #click(interaction: MessageComponentInteraction<'cached'>): Promise<void> {
    const startedAt = performance.now();
    const press = readButtonId(interaction.customId);
    const button = press && this.#parts.buttons[press.name];
    if (press === undefined || button === undefined) return;
    const outcome = await this.#guarded(interaction, press.name, async () => {
      await interaction.deferUpdate();
      const parts = await this.#admitted(interaction, press.name, BUTTON_POLICIES[press.name]);
      await button.run(new ButtonUse(interaction, press.args, parts));
    });
    this.#parts.onUse(press.name, outcome, performance.now() - startedAt);
  }

  /** Suggestions are a help, never an error. */
  async #suggest(interaction: AutocompleteInteraction<'cached'>): Promise<void> {
    const path = pathOf(interaction);
    const { commands, services } = this.#parts;
    try {
      const command = path === undefined || this.#stopping.signal.aborted ? undefined : commands[path];
      await interaction.respond([...((await command?.suggest?.(interaction, services)) ?? NOTHING)]);
    } catch (error) {
      if (!isGone(error)) services.log.warn('A suggestion could not be made.', { command: path, error });
    }
  }

  /** Lets in who may. @throws {@link Refusal} for everybody else. */
  async #admitted(interaction: Heard, name: CommandPath | ButtonName, policy: Policy): Promise<UseParts> {
    const { services, limits, isStarted = () => true } = this.#parts;
    const { signal } = this.#stopping;
    const { guild, guildId, member, memberPermissions: permissions } = interaction;
    if (signal.aborted) throw new Refusal(({ common }) => common.restarting);
    if (!isStarted()) throw new Refusal(({ common }) => common.starting);
    const waitMs = limits.waitMs({ userId: member.id, guildId, name });
    if (waitMs > 0) throw new Refusal(({ common }) => common.slowDown(Math.ceil(waitMs / 1_000)));
    const settings = await services.settings.get(guildId);
    const texts = this.#textsFor(interaction, settings);
    const refused = refusalOf(policy, { guild, member, permissions, settings, texts, services });
    if (refused !== undefined) throw new Refusal(() => refused);
    return { services, settings, texts, signal };
  }

  /** Does it, and tells what went wrong. Never rejects. */
  async #guarded(interaction: Heard, name: string, work: () => Promise<void>): Promise<UseOutcome> {
    try {
      await work();
      return 'done';
    } catch (error) {
      if (isGone(error)) {
        this.#parts.services.log.debug('Discord did not wait for an answer.', { name, error });
        return 'failed';
      }
      const texts = this.#textsFor(interaction, this.#parts.services.settings.peek(interaction.guildId));
      const { text, isRefusal } = this.#explained(error, name, texts);
      await this.#tell(interaction, name, text);
      return isRefusal ? 'refused' : 'failed';
    }
  }

  #explained(error: unknown, name: string, texts: Texts): { readonly text: string; readonly isRefusal: boolean } {
    if (error instanceof Refusal) return { text: error.text(texts), isRefusal: true };
    const problem = problemOf(error);
    if (problem !== undefined) {
      const isTrouble = TROUBLE.has(problem);
      const alike = isTrouble ? this.#calm.note(problem) : undefined;
      const details = { name, problem, ...(alike !== undefined && alike > 0 && { alike }), error };
      this.#parts.services.log[alike === undefined ? 'debug' : 'info']('A command could not be done.', details);
      return { text: texts.play.problems[problem], isRefusal: !isTrouble };
    }
    const id = randomUUID().slice(0, 8);
    this.#parts.services.log.error('A command failed.', { name, id, error });
    return { text: texts.common.broken(id), isRefusal: false };
  }

  #textsFor({ guildLocale }: Heard, settings: GuildSettings | undefined): Texts {
    return textsFor(settings?.locale, guildLocale, this.#parts.services.defaultLocale);
  }

  async #tell(interaction: Heard, name: string, text: string): Promise<void> {
    try {
      if (interaction.isChatInputCommand()) await interaction.editReply(sendable(text));
      else await interaction.followUp({ ...sendable(text), flags: MessageFlags.Ephemeral });
    } catch (error) {
      if (!isGone(error)) this.#parts.services.log.warn('An answer could not be given.', { name, error });
    }
  }
}

function pathOf(
  interaction: ChatInputCommandInteraction<'cached'> | AutocompleteInteraction<'cached'>,
): CommandPath | undefined {
  const subcommand = interaction.options.getSubcommand(false);
  const typed = subcommand === null ? interaction.commandName : `${interaction.commandName} ${subcommand}`;
  return COMMAND_PATHS.find((path) => path === typed);
}

function isGone(error: unknown): boolean {
  return error instanceof DiscordAPIError && GONE.has(error.code);
}
