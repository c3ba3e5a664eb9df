import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** The path itself if there is something, else the nearest above it that is there: what would be made is made in it. */
export async function existing(path: string): Promise<string> {
  try {
    await stat(path);
    return path;
  } catch (error) {
    const above = dirname(path);
    if (above === path) throw error;
    return await existing(above);
  }
}
