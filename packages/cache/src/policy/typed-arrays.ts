const SMALLEST = 16;

/** Room for at least `length` elements: doubling keeps the cost of growth constant per element. */
export function roomFor(length: number, current: number): number {
  return Math.max(SMALLEST, current * 2, length);
}

/** A longer copy of `array`, so that `index` is inside it; the same array when it already is. */
export function grownInt32(array: Int32Array, index: number): Int32Array {
  if (index < array.length) return array;
  const grown = new Int32Array(roomFor(index + 1, array.length));
  grown.set(array);
  return grown;
}

/** {@link grownInt32} for bytes. */
export function grownUint8(array: Uint8Array, index: number): Uint8Array {
  if (index < array.length) return array;
  const grown = new Uint8Array(roomFor(index + 1, array.length));
  grown.set(array);
  return grown;
}

/** {@link grownInt32} for numbers. */
export function grownFloat64(array: Float64Array, index: number): Float64Array {
  if (index < array.length) return array;
  const grown = new Float64Array(roomFor(index + 1, array.length));
  grown.set(array);
  return grown;
}
