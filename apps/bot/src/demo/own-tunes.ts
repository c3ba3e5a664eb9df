import { readdir } from 'node:fs/promises';
import { parse } from 'node:path';

/** So many are enough for people to choose from. */
const MOST_TUNES = 40;

/** What the user's own files are called, so that people can ask for them. @throws What the file system says of the folder. */
export async function ownTunes(musicDir: string | undefined): Promise<readonly string[]> {
  if (musicDir === undefined) return [];
  const files = await readdir(musicDir, { withFileTypes: true });
  return files
    .filter(
      (file) => file.isFile() && /\.(?:aac|aiff?|flac|m4[ab]|mka|mp[34]|og[ag]|opus|wav|web[am]|wma)$/i.test(file.name),
    )
    .map(({ name }) => parse(name).name)
    .toSorted()
    .slice(0, MOST_TUNES);
}
