import { isRecord, type Json, numberOf, recordOf, recordsOf, textOf } from '../json.ts';
import { apiError } from '../rest/api-error.ts';
import { Form, isFilled } from '../rest/form.ts';
import { checkComponents } from './check-components.ts';
import { MessageFlag } from './message-flags.ts';

const MOST_EMBED_TEXT = 6_000;

/** What a message is before it is changed: nothing, when it is made. */
export interface MessageBefore {
  readonly flags: number;
  readonly content: string;
  readonly embeds: readonly Json[];
  readonly components: readonly Json[];
  readonly hasFiles: boolean;
}

/**
 * Makes sure that Discord would take a message, or a change of one.
 *
 * @throws ApiError 50035 or 50006.
 */
export function checkMessage(body: Json, hasFiles: boolean, before?: MessageBefore): void {
  const form = new Form();
  form.text('content', body.content, { max: 2_000 });
  form.list('embeds', body.embeds, { max: 10 });
  checkEmbeds(form, recordsOf(body.embeds));
  const flags = numberOf(body.flags ?? before?.flags);
  const isV2 = (((before?.flags ?? 0) | flags) & MessageFlag.componentsV2) !== 0;
  checkComponents(form, body.components, isV2);
  if (isV2) checkV2(form, body, before);
  form.throwIfWrong();
  const after = { content: '', embeds: [], components: [], ...before, ...body };
  const isEmpty = ![after.content, after.embeds, after.components].some(isFilled);
  if (isEmpty && !hasFiles && before?.hasFiles !== true) throw apiError(50006);
}

function checkV2(form: Form, body: Json, before: MessageBefore | undefined): void {
  const says = 'cannot be used when using MessageFlags.IS_COMPONENTS_V2';
  const after = { content: before?.content, embeds: before?.embeds, ...body };
  for (const field of ['content', 'embeds', 'poll', 'stickers'] as const) {
    const value = field === 'content' || field === 'embeds' ? after[field] : body[field];
    if (isFilled(value))
      form.add(field, 'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2', `The '${field}' field ${says}`);
  }
  const wasV2 = ((before?.flags ?? 0) & MessageFlag.componentsV2) !== 0;
  if (wasV2 && typeof body.flags === 'number' && (body.flags & MessageFlag.componentsV2) === 0) {
    form.add('flags', 'MESSAGE_CANNOT_REMOVE_COMPONENTS_V2_FLAG', 'The IS_COMPONENTS_V2 flag cannot be removed');
  }
}

function checkEmbeds(form: Form, embeds: readonly Json[]): void {
  let total = 0;
  for (const [i, embed] of embeds.entries()) {
    const place = `embeds.${i}`;
    form.text(`${place}.title`, embed.title, { max: 256 });
    form.text(`${place}.description`, embed.description, { max: 4_096 });
    form.text(`${place}.footer.text`, recordOf(embed.footer).text, { max: 2_048 });
    form.text(`${place}.author.name`, recordOf(embed.author).name, { max: 256 });
    form.list(`${place}.fields`, embed.fields, { max: 25 });
    for (const [k, field] of recordsOf(embed.fields).entries()) {
      form.text(`${place}.fields.${k}.name`, field.name, { min: 1, max: 256, isRequired: true });
      form.text(`${place}.fields.${k}.value`, field.value, { min: 1, max: 1_024, isRequired: true });
    }
    total += embedTexts(embed).reduce((sum, text) => sum + [...text].length, 0);
  }
  if (total > MOST_EMBED_TEXT) {
    form.add('embeds', 'MAX_EMBED_SIZE_EXCEEDED', `Embed size exceeds maximum size of ${MOST_EMBED_TEXT}`);
  }
}

/** What a reader sees of an embed, from the top. */
export function embedTexts(embed: Json): readonly string[] {
  const fields = recordsOf(embed.fields).flatMap(({ name, value }) => [name, value]);
  const texts = [recordOf(embed.author).name, embed.title, embed.description, ...fields, recordOf(embed.footer).text];
  return texts.filter((text) => isFilled(text)).map(textOf);
}

/** The body of a request as an object. @throws ApiError 50109 when it is none. */
export function bodyOf(body: unknown): Json {
  if (body === undefined || isRecord(body)) return body ?? {};
  throw apiError(50109);
}
