import { SAMPLES_PER_MS } from '../../samples.ts';
import type { ByteCursor } from '../byte-cursor.ts';
import type { MediaBytes } from '../media-bytes.ts';
import type { MediaReader } from '../media-reader.ts';
import { opusSamples } from '../opus-packet.ts';
import type { PacketUnit } from '../sound-unit.ts';
import { type Block, readBlock } from './block.ts';
import { elementsOf, find, ID, readHead, wholeNumber } from './ebml.ts';
import { readWebmHead, type WebmHead } from './webm-head.ts';

/** A longer list of places, or block, is not read. */
const LARGEST_BYTES = 4 * 1024 * 1024;
const NS_PER_MS = 1e6;

/** Opens Opus in WebM or Matroska; undefined for other things in them. */
export async function openWebmOpus(bytes: MediaBytes): Promise<MediaReader | undefined> {
  const head = await readWebmHead(bytes.first);
  return head && new WebmOpusReader(bytes, head);
}

/** A place in the file where music of a known time begins. */
interface Cue {
  /** Ticks. */
  readonly time: number;
  readonly position: number;
}

/** Plays Opus in WebM and Matroska. */
class WebmOpusReader implements MediaReader {
  readonly lengthMs: number | undefined;
  readonly #bytes: MediaBytes;
  readonly #head: WebmHead;
  #cues: readonly Cue[] | undefined;

  constructor(bytes: MediaBytes, head: WebmHead) {
    this.#bytes = bytes;
    this.#head = head;
    this.lengthMs = head.durationMs;
  }

  async *units(from: number, signal: AbortSignal): AsyncGenerator<readonly PacketUnit[]> {
    const cursor = this.#bytes.cursor(signal);
    cursor.seek(from === 0 ? this.#head.firstCluster : await this.#clusterBefore(cursor, from));
    const placer = new BlockPlacer(this.#head);
    for await (const { clusterTime, block } of blocksFrom(cursor)) {
      const units = placer.unitsOf(clusterTime, block).filter((unit) => unit.at + unit.samples > from);
      if (units.length > 0) yield units;
    }
  }

  /** Where a cluster begins that lies before a place: by the list of places, or by looking at one after the other. */
  async #clusterBefore(cursor: ByteCursor, from: number): Promise<number> {
    this.#cues ??= await this.#readCues(cursor);
    const ticks = ticksOf(from + this.#head.preSkip, this.#head.tickNs);
    const cue = this.#cues.findLast(({ time }) => time <= ticks);
    return cue?.position ?? (this.#bytes.isLocal ? await this.#scan(cursor, ticks) : this.#head.firstCluster);
  }

  async #readCues(cursor: ByteCursor): Promise<readonly Cue[]> {
    const { cuesAt, segmentStart } = this.#head;
    if (cuesAt === undefined) return [];
    cursor.seek(cuesAt);
    const head = await readHead(cursor);
    if (head?.id !== ID.cues || head.size > LARGEST_BYTES) return [];
    return [...elementsOf(await cursor.peek(head.size))].flatMap(({ id, content }) => {
      const time = id === ID.cuePoint ? wholeNumber(find(content, ID.cueTime)) : undefined;
      const places = find(content, ID.cueTrackPositions);
      const position = places && wholeNumber(find(places, ID.cueClusterPosition));
      return time === undefined || position === undefined ? [] : [{ time, position: segmentStart + position }];
    });
  }

  /** Looks at the beginning of each cluster only, where they tell their length. */
  async #scan(cursor: ByteCursor, ticks: number): Promise<number> {
    let best = this.#head.firstCluster;
    cursor.seek(best);
    for (;;) {
      const at = cursor.position;
      const head = await readHead(cursor);
      if (head === undefined || !Number.isFinite(head.size)) return best;
      if (head.id === ID.cluster) {
        const time = wholeNumber(find(await cursor.peek(Math.min(head.size, 64)), ID.timestamp));
        if (time !== undefined && time > ticks) return best;
        best = at;
      }
      cursor.seek(head.start + head.size);
    }
  }
}

/** Tells the places of packets. Times in the file are rounded to milliseconds, so they count only where there is a hole. */
class BlockPlacer {
  readonly #head: WebmHead;
  #next: number | undefined;

  constructor(head: WebmHead) {
    this.#head = head;
  }

  unitsOf(clusterTime: number, block: Block): PacketUnit[] {
    const { track, tickNs, preSkip } = this.#head;
    if (block.track !== track) return [];
    const told = Math.round((((clusterTime + block.time) * tickNs) / NS_PER_MS) * SAMPLES_PER_MS) - preSkip;
    const tolerance = (2 * tickNs * SAMPLES_PER_MS) / NS_PER_MS;
    let at = this.#next === undefined || Math.abs(told - this.#next) > tolerance ? told : this.#next;
    const units = block.packets.flatMap((packet): PacketUnit[] => {
      const samples = opusSamples(packet);
      if (samples === undefined) return [];
      at += samples;
      return [{ at: at - samples, samples, decodedSamples: samples, packet: Uint8Array.from(packet) }];
    });
    this.#next = at;
    return units;
  }
}

/** The blocks from a cluster on. */
async function* blocksFrom(
  cursor: ByteCursor,
): AsyncGenerator<{ readonly clusterTime: number; readonly block: Block }> {
  let clusterTime = 0;
  for (;;) {
    const head = await readHead(cursor);
    if (head === undefined) return;
    switch (head.id) {
      case ID.segment:
      case ID.cluster:
        // What is in them comes next.
        continue;
      case ID.timestamp:
        clusterTime = wholeNumber(await cursor.peek(Math.min(8, head.size))) ?? clusterTime;
        break;
      case ID.simpleBlock:
      case ID.blockGroup: {
        if (head.size > LARGEST_BYTES) break;
        const content = await cursor.peek(head.size);
        if (content.length < head.size) return;
        const block = head.id === ID.simpleBlock ? readBlock(content) : groupBlock(content);
        if (block !== undefined) yield { clusterTime, block };
        break;
      }
    }
    if (!Number.isFinite(head.size)) return;
    cursor.seek(head.start + head.size);
  }
}

function groupBlock(content: Buffer): Block | undefined {
  const block = find(content, ID.block);
  return block && readBlock(block);
}

function ticksOf(samples: number, tickNs: number): number {
  return (samples / SAMPLES_PER_MS) * (NS_PER_MS / tickNs);
}
