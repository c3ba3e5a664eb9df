import type { MediaBytes } from '../media-bytes.ts';
import type { MediaReader } from '../media-reader.ts';

export async function openWebmOpus(_bytes: MediaBytes): Promise<MediaReader | undefined> {
  return undefined;
}
