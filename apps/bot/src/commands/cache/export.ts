import { AttachmentBuilder } from 'discord.js';
import type { Command } from '../command.ts';
import { exportFile } from './export-file.ts';

/** Discord takes files of 10 MiB; some room is for what is around it. */
const MOST_BYTES = 8 * 1_048_576;

/** Gives what is known as a file. */
export const cacheExport: Command = {
  async run(use) {
    const { clock, songs } = use.services;
    const { song } = use.texts.cache;
    const file = await exportFile(songs, { maxBytes: MOST_BYTES, now: clock.now() });
    const content = [song.exported(file.songs), ...(file.leftOut === 0 ? [] : [song.exportCut(file.leftOut)])];
    await use.answer({
      content: content.join('\n'),
      files: [new AttachmentBuilder(file.json, { name: 'song-cache.json' })],
    });
  },
};
