import type {
  APIActionRowComponent,
  APIButtonComponent,
  APIEmbed,
  APIEmbedField,
  APIStringSelectComponent,
  AttachmentBuilder,
} from 'discord.js';
import { cut } from './safe-text.ts';

/** What the bot says: a text, or more. */
export type Answer = string | AnswerParts;

/** A message of the bot. What is absent is taken away when another one is replaced. */
export interface AnswerParts {
  readonly content?: string;
  readonly embeds?: readonly APIEmbed[];
  readonly components?: readonly APIActionRowComponent<APIButtonComponent | APIStringSelectComponent>[];
  readonly files?: readonly AttachmentBuilder[];
}

/** A message as discord.js takes it. */
export interface Sendable {
  content: string;
  embeds: APIEmbed[];
  components: APIActionRowComponent<APIButtonComponent | APIStringSelectComponent>[];
  files: AttachmentBuilder[];
  allowedMentions: { parse: [] };
}

/** What Discord allows in a message. https://discord.com/developers/docs/resources/message#embed-object-embed-limits */
const LIMITS = {
  content: 2_000,
  title: 256,
  description: 4_096,
  fields: 25,
  fieldName: 256,
  fieldValue: 1_024,
  footer: 2_048,
  all: 6_000,
} as const;

/** A message within all limits of Discord, that mentions nobody. */
export function sendable(answer: Answer): Sendable {
  const {
    content = '',
    embeds = [],
    components = [],
    files = [],
  } = typeof answer === 'string' ? { content: answer } : answer;
  return {
    content: cut(content, LIMITS.content),
    embeds: embeds.map(bounded),
    components: [...components],
    files: [...files],
    allowedMentions: { parse: [] },
  };
}

function bounded(embed: APIEmbed): APIEmbed {
  const { title, description, footer, fields } = embed;
  const short: APIEmbed = {
    ...embed,
    ...(title !== undefined && { title: cut(title, LIMITS.title) }),
    ...(description !== undefined && { description: cut(description, LIMITS.description) }),
    ...(footer !== undefined && { footer: { ...footer, text: cut(footer.text, LIMITS.footer) } }),
  };
  if (fields === undefined) return short;
  const used = (short.title?.length ?? 0) + (short.description?.length ?? 0) + (short.footer?.text.length ?? 0);
  return { ...short, fields: fitting(fields, LIMITS.all - used) };
}

/** As many fields as there is room for. */
function fitting(fields: readonly APIEmbedField[], room: number): APIEmbedField[] {
  let left = room;
  const shown = fields.slice(0, LIMITS.fields).map((field) => ({
    ...field,
    name: cut(field.name, LIMITS.fieldName),
    value: cut(field.value, LIMITS.fieldValue),
  }));
  return shown.filter(({ name, value }) => {
    left -= name.length + value.length;
    return left >= 0;
  });
}
