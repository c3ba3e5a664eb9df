import { type APIActionRowComponent, type APIButtonComponent, ButtonStyle, ComponentType } from 'discord.js';
import { type ButtonName, buttonId } from '../buttons/button-names.ts';
import type { Texts } from '../texts/texts.ts';
import type { NumberOption } from './command-spec.ts';

const PER_PAGE = 10;

/** What is shown of a long list. */
export interface Page {
  /** From 1. */
  readonly number: number;
  /** How many there are; at least 1. */
  readonly count: number;
  /** Place of its first line, from 0. */
  readonly start: number;
  /** Place behind its last line. */
  readonly end: number;
}

/** Which page of a list is wanted. */
export const PAGE_OPTION: NumberOption = { kind: 'number', name: 'page', min: 1, max: 9_999 };

/** The page that is wanted of so many lines: the last one when there are not as many. */
export function pageOf(wanted: number, lines: number): Page {
  const count = Math.max(1, Math.ceil(lines / PER_PAGE));
  const number = Math.min(Math.max(1, wanted), count);
  const start = (number - 1) * PER_PAGE;
  return { number, count, start, end: Math.min(start + PER_PAGE, lines) };
}

/** The buttons to the pages before and behind; none when there is only one page. */
export function pageButtons(
  name: ButtonName,
  { number, count }: Page,
  { common }: Texts,
): readonly APIActionRowComponent<APIButtonComponent>[] {
  if (count === 1) return [];
  const to = (page: number, label: string): APIButtonComponent => ({
    type: ComponentType.Button,
    style: ButtonStyle.Secondary,
    custom_id: buttonId(name, `${page}`),
    label,
    disabled: page < 1 || page > count,
  });
  const components = [to(number - 1, common.previousPage), to(number + 1, common.nextPage)];
  return [{ type: ComponentType.ActionRow, components }];
}

/** What stands below a list. @param parts - Undefined is nothing. */
export function pageFooter(
  parts: readonly (string | undefined)[],
  { number, count }: Page,
  { common }: Texts,
): { readonly text: string } {
  const page = count === 1 ? undefined : common.page(number, count);
  return { text: [...parts, page].filter((part) => part !== undefined).join(' · ') };
}
