import type { ByteCursor } from '../byte-cursor.ts';
import type { MediaBytes } from '../media-bytes.ts';
import { nextPage, type OggPage } from './ogg-pages.ts';

/** The last page begins within this from the end. */
const TAIL_BYTES = 66 * 1024;

/** The next page of a track that tells a place in it. */
export async function pageWithGranule(cursor: ByteCursor, serial: number): Promise<OggPage | undefined> {
  for (;;) {
    const page = await nextPage(cursor);
    if (page === undefined || (page.serial === serial && page.granule >= 0)) return page;
  }
}

/** The place where a track ends; undefined when its last page is not at the end, or where the end is not known. */
export async function lastGranule(bytes: MediaBytes, serial: number): Promise<number | undefined> {
  if (bytes.size === undefined) return undefined;
  const cursor = bytes.aside();
  cursor.seek(Math.max(0, bytes.size - TAIL_BYTES));
  let last: number | undefined;
  for (;;) {
    const page = await pageWithGranule(cursor, serial);
    if (page === undefined) break;
    last = page.granule;
  }
  cursor.close();
  return last;
}
