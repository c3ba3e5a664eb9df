/** Keys that a writer goes round. */
const KEYS = 200;

/** The key of a write. */
export function keyOfWrite(writer: string, number: number): string {
  return `${writer} ${number % KEYS}`;
}

/** What a writer writes: now and then longer than a page, so that a torn one would be seen. */
export function valueOfWrite(writer: string, number: number): Buffer {
  return Buffer.from(`${writer} ${number} `.repeat(1 + ((number * 37) % 600)));
}

/** The number of the write that left a value; undefined when the value is not whole. */
export function numberOfWrite(writer: string, value: Uint8Array): number | undefined {
  const text = Buffer.from(value).toString();
  const number = Number(text.split(' ')[1]);
  return Number.isSafeInteger(number) && valueOfWrite(writer, number).equals(value) ? number : undefined;
}
