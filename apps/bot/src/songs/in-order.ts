/** Works on a few items at once, ahead of whoever takes the outcomes, and hands these out in the order of the items. */
export async function* inOrder<T, R>(
  items: readonly T[],
  concurrency: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R, void, undefined> {
  const underWay: Promise<R>[] = [];
  for (const item of items) {
    underWay.push(work(item));
    const [first] = underWay;
    if (underWay.length < concurrency || first === undefined) continue;
    yield await first;
    underWay.shift();
  }
  for (const outcome of underWay) yield await outcome;
}
