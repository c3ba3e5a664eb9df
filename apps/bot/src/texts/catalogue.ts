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
