import { german } from './de/german.ts';
import { english } from './en/english.ts';
import type { Locale, Texts } from './texts.ts';

/** The texts of every language. */
export const CATALOGUE: Readonly<Record<Locale, Texts>> = { en: english, de: german };

/** The language for a locale of Discord, as `en-GB`; undefined when the bot does not speak it. */
export function localeOf(discordLocale: string): Locale | undefined {
  const [language] = discordLocale.split('-');
  return language === 'en' || language === 'de' ? language : undefined;
}

/**
 * The texts for a guild: in the language its settings say, else its own, else the one of the bot.
 *
 * @param chosen - What the settings of the guild say.
 * @param discordLocale - Of the guild, as `en-GB`.
 * @param fallback - Of the bot.
 */
export function textsFor(chosen: Locale | undefined, discordLocale: string, fallback: Locale): Texts {
  return CATALOGUE[chosen ?? localeOf(discordLocale) ?? fallback];
}
