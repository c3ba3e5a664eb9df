import { FileBytes } from '../../sound/media/byte-source.ts';
import { MediaBytes } from '../../sound/media/media-bytes.ts';
import { lastGranule } from '../../sound/media/ogg/granules.ts';
import { nextPage } from '../../sound/media/ogg/ogg-pages.ts';
import { readOpusHead } from '../../sound/media/opus-packet.ts';

const OPUS_SAMPLES_PER_S = 48_000;

/** How the places of a track are counted. */
interface Scale {
  readonly start: number;
  readonly samplesPerS: number;
}

/**
 * Length of the Opus or Vorbis in an Ogg file in milliseconds, by its first page and its last: reading all between takes
 * half a second for twenty minutes. Undefined for anything else.
 */
export async function oggLengthMs(path: string): Promise<number | undefined> {
  const bytes = new MediaBytes(await FileBytes.open(path));
  try {
    const page = await nextPage(bytes.first);
    if (page?.start !== 0) return undefined;
    const scale = opusScale(page.body) ?? vorbisScale(page.body);
    if (scale === undefined) return undefined;
    const end = await lastGranule(bytes, page.serial);
    if (end === undefined) return undefined;
    return Math.max(0, Math.round(((end - scale.start) / scale.samplesPerS) * 1_000));
  } finally {
    bytes.close();
  }
}

function opusScale(head: Buffer): Scale | undefined {
  const opus = readOpusHead(head);
  return opus && { start: opus.preSkip, samplesPerS: OPUS_SAMPLES_PER_S };
}

/** Its first packet is 30 bytes: a mark, the version, the channels, and the samples a second (Vorbis I, section 4.2.2). */
function vorbisScale(head: Buffer): Scale | undefined {
  if (head.length < 30 || head.toString('latin1', 0, 7) !== '\x01vorbis') return undefined;
  const samplesPerS = head.readUInt32LE(12);
  return samplesPerS > 0 ? { start: 0, samplesPerS } : undefined;
}
