import type { CommandGroup, CommandPath } from '../commands/command-paths.ts';
import type { CommandTexts } from './command-texts.ts';
import type { CacheTexts } from './en/cache.ts';
import type { CommonTexts } from './en/common.ts';
import type { LibraryTexts } from './en/library.ts';
import type { PlayTexts } from './en/play.ts';
import type { PlaybackTexts } from './en/playback.ts';
import type { QueueTexts } from './en/queue.ts';
import type { SettingsTexts } from './en/settings.ts';

/** Languages the bot speaks. */
export const LOCALES = ['en', 'de'] as const;

export type Locale = (typeof LOCALES)[number];

/** Everything the bot says, in one language. What it is given to fill in is safe to show already. */
export interface Texts {
  readonly locale: Locale;
  /** How each command is shown while it is typed. */
  readonly commands: Readonly<Record<CommandPath, CommandTexts>>;
  /** The same for commands with subcommands. */
  readonly groups: Readonly<Record<CommandGroup, string>>;
  readonly common: CommonTexts;
  readonly play: PlayTexts;
  readonly playback: PlaybackTexts;
  readonly queue: QueueTexts;
  readonly library: LibraryTexts;
  readonly settings: SettingsTexts;
  readonly cache: CacheTexts;
}
