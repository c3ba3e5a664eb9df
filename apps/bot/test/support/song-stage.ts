import { CachedSongProcessor, type CachedSongProcessorOptions } from '@reprise/bot';
import { FakeDiscord } from '@reprise/devkit';
import { AudioNode, makeTrack, type Source } from '@reprise/node';
import { NodePool } from 'reprise';

/** How the test's source answers. Changed while it runs. */
export interface SourceScript {
  /** Identifiers it was asked for, in order. */
  readonly asked: string[];
  /** What it fails with; undefined when it does not. */
  failure: Error | undefined;
  /** Distinguishes the tracks it makes now from those it made before. */
  edition: number;
  /** Titles of tracks that do not play. */
  readonly broken: Set<string>;
  /** Titles of songs that are called otherwise than their identifier, by that. */
  readonly titles: Map<string, string>;
  /** How long it takes for each, in milliseconds. */
  delayMs: number;
  /** What it waits for before each but lists. @defaultValue nothing */
  until?: Promise<void>;
}

/** A pool on a real node whose only source is the script, and a processor on it. */
export interface SongStage extends AsyncDisposable {
  readonly pool: NodePool;
  readonly discord: FakeDiscord;
  readonly songs: CachedSongProcessor;
  readonly script: SourceScript;
  /** Ends the only node, and waits until the pool knows. */
  stopNode(): Promise<void>;
}

/**
 * Starts a {@link SongStage}. `scsearch:` finds a track, `scsearch:nothing` none; `https://soundcloud.com/x/ID` is one, and
 * `https://soundcloud.com/x/sets/A,B` (or `sets/120`) a list whose tracks tell no length when their name begins with `bare`, and have
 * no page when it begins with `file`.
 */
export async function songStage(options: Partial<CachedSongProcessorOptions> = {}): Promise<SongStage> {
  const script = plainScript();
  const discord = new FakeDiscord();
  const node = new AudioNode({
    port: 0,
    password: 'secret',
    sources: [scripted(script)],
    voice: discord.voice.at('A'),
  });
  await node.start();
  const pool = new NodePool();
  const songs = new CachedSongProcessor({ pool, ...options });
  discord.onPacket((packet) => pool.handleRaw(packet));
  await pool.connect({
    client: discord.client,
    nodes: [{ identifier: 'A', uri: node.url, password: 'secret' }],
    cacheConfig: {},
    defaultSearchSource: 'scsearch',
    logger: null,
    repairTrack: songs.repairTrack,
  });
  return {
    pool,
    discord,
    songs,
    script,
    stopNode: async () => {
      const lost = new Promise((resolve) => pool.once('nodeDown', resolve));
      await node.close();
      await lost;
    },
    [Symbol.asyncDispose]: async () => {
      await songs.close();
      await pool.close();
      await node.close();
    },
  };
}

/** A source that finds everything at once. */
export function plainScript(): SourceScript {
  return { asked: [], failure: undefined, edition: 1, delayMs: 0, broken: new Set(), titles: new Map() };
}

/** A source that answers as a script says. */
export function scripted(script: SourceScript): Source {
  const trackOf = (id: string, lengthMs: number | undefined) =>
    makeTrack({
      title: script.titles.get(id) ?? `${id} ${script.edition}`,
      author: 'Somebody',
      lengthMs,
      isStream: false,
      identifier: id,
      uri: id.startsWith('file') ? `/music/${id}.mp3` : `https://soundcloud.com/x/${id}`,
      sourceName: 'soundcloud',
    });
  return {
    name: 'soundcloud',
    load: async (identifier) => {
      script.asked.push(identifier);
      if (!identifier.includes('/sets/')) await script.until;
      if (script.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, script.delayMs));
      if (script.failure !== undefined) throw script.failure;
      const list = /^https:\/\/soundcloud\.com\/x\/sets\/(.+)$/.exec(identifier)?.[1];
      if (list !== undefined) {
        const tracks = idsOf(list).map((id) => trackOf(id, id.startsWith('bare') ? undefined : 60_000));
        return { loadType: 'playlist', data: { info: { name: 'A list', selectedTrack: -1 }, pluginInfo: {}, tracks } };
      }
      const id = /^https:\/\/soundcloud\.com\/x\/([^/]+)$/.exec(identifier)?.[1];
      if (id !== undefined) return { loadType: 'track', data: trackOf(id, 60_000) };
      const words = /^scsearch:(.*)$/.exec(identifier)?.[1]?.trim().toLowerCase();
      if (words === undefined) return undefined;
      if (words === 'nothing') return { loadType: 'empty', data: null };
      return { loadType: 'search', data: [trackOf(words.replaceAll(' ', '-'), 60_000)] };
    },
    open: async ({ title }) => {
      if (script.broken.has(title)) throw new Error('This track is broken.');
    },
  };
}

/** `a,b,c`, or `3` for `song0` to `song2`. */
function idsOf(list: string): readonly string[] {
  if (/^\d{1,6}$/.test(list)) return Array.from({ length: Number(list) }, (_, i) => `song${i}`);
  return list.split(',');
}
