import { attributesOf, linesOf } from './tags.ts';

/** One way to play a stream. */
interface Variant {
  readonly address: string;
  readonly bandwidth: number;
  readonly isAudioOnly: boolean;
  /** Name of the group with its sound, when that lies apart. */
  readonly audioGroup: string | undefined;
}

/** Sound that lies apart; without an address it is within the variants. */
interface Rendition {
  readonly address: string | undefined;
  readonly group: string;
  readonly isDefault: boolean;
}

const VIDEO_CODEC = /\b(?:avc|hvc|hev|dvh|vp0?[89]|av01|mp4v)/i;

/**
 * The address of the playlist to hear a stream by, out of its master playlist: one with sound alone, the best of them; where
 * there is none, the one with the least to read.
 *
 * @param base - Address that the text was read from.
 * @returns `undefined` when there is none.
 */
export function audioPlaylist(text: string, base: string): string | undefined {
  const { variants, renditions } = readMaster(text);
  const byBandwidth = variants.toSorted((one, other) => other.bandwidth - one.bandwidth);
  const sounds = soundsOf(renditions);
  const apart = byBandwidth.map(({ audioGroup }) => (audioGroup === undefined ? undefined : sounds.get(audioGroup)));
  const variant = byBandwidth.find(({ isAudioOnly }) => isAudioOnly) ?? byBandwidth.at(-1);
  const chosen = apart.find((address) => address !== undefined) ?? variant?.address;
  return chosen === undefined ? undefined : URL.parse(chosen, base)?.href;
}

/** Where the sound of each group is: looked up, because a playlist may name tens of thousands of them. */
function soundsOf(renditions: readonly Rendition[]): ReadonlyMap<string, string | undefined> {
  const sounds = new Map<string, string | undefined>();
  for (const [name, group] of Map.groupBy(renditions, (rendition) => rendition.group)) {
    sounds.set(name, (group.find(({ isDefault }) => isDefault) ?? group[0])?.address);
  }
  return sounds;
}

function readMaster(text: string): { variants: readonly Variant[]; renditions: readonly Rendition[] } {
  const variants: Variant[] = [];
  const renditions: Rendition[] = [];
  let described: ReadonlyMap<string, string> | undefined;
  for (const line of linesOf(text)) {
    if (line.kind === 'address') {
      if (described !== undefined) variants.push(readVariant(line.address, described));
      described = undefined;
    } else if (line.name === 'EXT-X-STREAM-INF') {
      described = attributesOf(line.value);
    } else if (line.name === 'EXT-X-MEDIA') {
      renditions.push(...readRendition(attributesOf(line.value)));
    }
  }
  return { variants, renditions };
}

function readVariant(address: string, attributes: ReadonlyMap<string, string>): Variant {
  const codecs = attributes.get('CODECS');
  return {
    address,
    bandwidth: Number.parseInt(attributes.get('BANDWIDTH') ?? '', 10) || 0,
    isAudioOnly: codecs !== undefined && !VIDEO_CODEC.test(codecs) && !attributes.has('RESOLUTION'),
    audioGroup: attributes.get('AUDIO'),
  };
}

function readRendition(attributes: ReadonlyMap<string, string>): readonly Rendition[] {
  if (attributes.get('TYPE') !== 'AUDIO') return [];
  const [address, group = ''] = [attributes.get('URI'), attributes.get('GROUP-ID')];
  return [{ address, group, isDefault: attributes.get('DEFAULT') === 'YES' }];
}
