/** Keys that a writer goes round. */
export const KEYS = 200;

/** What a writer writes, long enough to fill more than a page now and then, so that a torn one is seen. */
export function valueOfWrite(writer: string, number: number): string {
  return `${writer} ${number} `.repeat(1 + ((number * 37) % 600));
}

/** The number of a write by its value; undefined when it is not whole. */
export function numberOfWrite(writer: string, value: string): number | undefined {
  const number = Number(value.split(' ')[1]);
  return value === valueOfWrite(writer, number) ? number : undefined;
}
