import { type Json, listOf, recordsOf, textOf } from '../json.ts';
import { type Form, isFilled } from '../rest/form.ts';
import { Component, walkComponents } from './walk-components.ts';

const MOST_ROWS = 5;
const MOST_COMPONENTS = 40;
const MOST_TEXT = 4_000;
/** The components that only messages of the second kind may have begin here: sections. */
const FIRST_OF_V2 = Component.section;
const LINK = 5;
const PREMIUM = 6;
const SELECTS: ReadonlySet<unknown> = new Set([3, 5, 6, 7, 8]);

/** Notes what is wrong with the components of a message. */
export function checkComponents(form: Form, components: unknown, isV2: boolean): void {
  const all = walkComponents(components);
  if (isV2) checkSizes(form, all);
  else form.list('components', components, { max: MOST_ROWS });
  const seen = new Set<string>();
  for (const { place, data } of all) {
    if (!isV2 && typeof data.type === 'number' && data.type >= FIRST_OF_V2) {
      form.add(`${place}.type`, 'UNION_TYPE_CHOICES', `Value of field "type" must be one of (1,).`);
    }
    checkOne(form, place, data);
    const id = textOf(data.custom_id);
    if (id !== '' && seen.has(id)) {
      form.add(`${place}.custom_id`, 'COMPONENT_CUSTOM_ID_DUPLICATED', 'Component custom id cannot be duplicated');
    }
    seen.add(id);
  }
}

function checkSizes(form: Form, all: ReturnType<typeof walkComponents>): void {
  if (all.length > MOST_COMPONENTS) {
    form.add(
      'components',
      'COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED',
      `The total number of components cannot exceed ${MOST_COMPONENTS}`,
    );
  }
  const texts = all.flatMap(({ data }) => (data.type === Component.textDisplay ? [...textOf(data.content)] : []));
  if (texts.length > MOST_TEXT) {
    form.add(
      'components',
      'COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED',
      `The total text cannot exceed ${MOST_TEXT} characters`,
    );
  }
}

function checkOne(form: Form, place: string, data: Json): void {
  if (data.type === Component.row) checkRow(form, place, data);
  else if (data.type === Component.button) checkButton(form, place, data);
  else if (SELECTS.has(data.type)) checkSelect(form, place, data);
  else if (data.type === Component.textDisplay) {
    form.text(`${place}.content`, data.content, { min: 1, max: MOST_TEXT, isRequired: true });
  } else if (data.type === Component.section) form.list(`${place}.components`, data.components, { min: 1, max: 3 });
}

function checkRow(form: Form, place: string, { components }: Json): void {
  form.list(`${place}.components`, components, { min: 1, max: 5 });
  const kinds = recordsOf(components).map(({ type }) => type);
  if (kinds.length > 1 && kinds.some((kind) => SELECTS.has(kind))) {
    form.add(
      `${place}.components`,
      'COMPONENT_LAYOUT_WIDTH_EXCEEDED',
      'The specified component exceeds the maximum width',
    );
  }
}

function checkButton(form: Form, place: string, data: Json): void {
  form.text(`${place}.label`, data.label, { max: 80 });
  if (data.style === PREMIUM) return;
  if (!isFilled(data.label) && !isFilled(data.emoji)) {
    form.add(place, 'BUTTON_COMPONENT_NO_CONTENT', 'A button must have a label or an emoji');
  }
  if (data.style === LINK) form.text(`${place}.url`, data.url, { min: 1, max: 512, isRequired: true });
  else form.text(`${place}.custom_id`, data.custom_id, { min: 1, max: 100, isRequired: true });
}

function checkSelect(form: Form, place: string, data: Json): void {
  form.text(`${place}.custom_id`, data.custom_id, { min: 1, max: 100, isRequired: true });
  form.text(`${place}.placeholder`, data.placeholder, { max: 150 });
  if (data.type !== Component.stringSelect) return;
  form.list(`${place}.options`, listOf(data.options), { min: 1, max: 25 });
  for (const [i, option] of recordsOf(data.options).entries()) {
    form.text(`${place}.options.${i}.label`, option.label, { min: 1, max: 100, isRequired: true });
    form.text(`${place}.options.${i}.value`, option.value, { min: 1, max: 100, isRequired: true });
    form.text(`${place}.options.${i}.description`, option.description, { max: 100 });
  }
}

/** Notes what is wrong with a modal. */
export function checkModal(form: Form, data: Json): void {
  form.text('data.custom_id', data.custom_id, { min: 1, max: 100, isRequired: true });
  form.text('data.title', data.title, { min: 1, max: 45, isRequired: true });
  form.list('data.components', listOf(data.components), { min: 1, max: 5 });
  for (const { place, data: field } of walkComponents(data.components, 'data.components')) {
    if (field.type !== Component.textInput) continue;
    form.text(`${place}.custom_id`, field.custom_id, { min: 1, max: 100, isRequired: true });
    form.text(`${place}.label`, field.label, { max: 45 });
    form.text(`${place}.placeholder`, field.placeholder, { max: 100 });
    form.text(`${place}.value`, field.value, { max: 4_000 });
  }
}
