import type { MediaBytes } from '../media-bytes.ts';
import type { MediaReader } from '../media-reader.ts';

export async function openOggOpus(_bytes: MediaBytes): Promise<MediaReader | undefined> {
  return undefined;
}
