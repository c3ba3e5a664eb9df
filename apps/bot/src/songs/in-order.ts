/** Outcomes that may be ahead of whoever takes them, for each piece of work at once. */
const AHEAD = 2;

/**
 * Works on a few items at once, some ahead of whoever takes the outcomes, and hands these out in the order of the items. What
 * is done but not yet its turn keeps nothing else from being worked on.
 */
export async function* inOrder<T, R>(
  items: readonly T[],
  concurrency: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R, void, undefined> {
  const waiting = items.values();
  const begun: Promise<R>[] = [];
  let underWay = 0;
  let isLeft = false;

  const begin = async (item: T): Promise<R> => {
    underWay += 1;
    try {
      return await work(item);
    } finally {
      underWay -= 1;
      beginMore();
    }
  };
  const beginMore = (): void => {
    while (!isLeft && underWay < concurrency && begun.length < AHEAD * concurrency) {
      const next = waiting.next();
      if (next.done === true) return;
      begun.push(begin(next.value));
    }
  };

  try {
    for (;;) {
      beginMore();
      const [first] = begun;
      if (first === undefined) return;
      yield await first;
      begun.shift();
    }
  } finally {
    isLeft = true;
  }
}
