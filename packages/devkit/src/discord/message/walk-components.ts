import { isRecord, type Json, recordsOf } from '../json.ts';

/** Kinds of components, by Discord's numbers. */
export const Component = {
  row: 1,
  button: 2,
  stringSelect: 3,
  textInput: 4,
  section: 9,
  textDisplay: 10,
  container: 17,
  label: 18,
} as const;

/** A component and where it stands, such as `components.0.components.1`. */
export interface PlacedComponent {
  readonly place: string;
  readonly data: Json;
}

/** All components of a message or a modal with those inside them, from the top. */
export function walkComponents(components: unknown, place = 'components'): readonly PlacedComponent[] {
  return recordsOf(components).flatMap((data, i) => walkOne(data, `${place}.${i}`));
}

function walkOne(data: Json, place: string): readonly PlacedComponent[] {
  const inner = ['accessory', 'component'].flatMap((key) => {
    const child = data[key];
    return isRecord(child) ? walkOne(child, `${place}.${key}`) : [];
  });
  return [{ place, data }, ...walkComponents(data.components, `${place}.components`), ...inner];
}
