import { CachedSongProcessor } from '@reprise/bot';
import { MemoryStore } from '@reprise/cache';
import { FakeDiscord } from '@reprise/devkit';
import { AudioNode, makeTrack, type Source } from '@reprise/node';
import { NodePool } from 'reprise';

/** A pool on two real nodes, and songs behind a store. */
export interface TwoNodes extends AsyncDisposable {
  readonly pool: NodePool;
  readonly discord: FakeDiscord;
  readonly songs: CachedSongProcessor;
  /** Ends a node, and waits until the players that were on it have been seen to. */
  lose(node: 'A' | 'B'): Promise<void>;
  /** Plays what is asked for in a guild, from the cache or not. */
  play(guildId: string, words: string): Promise<void>;
}

const SEARCH = 'scsearch:';
/** Any voice channel. */
const CHANNEL = '817327182111571989';

/** Starts {@link TwoNodes}. What is searched for is found: a track of that title, of one minute. */
export async function twoNodes(): Promise<TwoNodes> {
  const discord = new FakeDiscord();
  const nodeOf = (name: string): AudioNode =>
    new AudioNode({ port: 0, password: 'secret', sources: [anything()], voice: discord.voice.at(name) });
  const nodes = { A: nodeOf('A'), B: nodeOf('B') };
  await Promise.all([nodes.A.start(), nodes.B.start()]);
  const pool = new NodePool();
  const songs = new CachedSongProcessor({ pool, cache: { store: new MemoryStore() } });
  discord.onPacket((packet) => pool.handleRaw(packet));
  await pool.connect({
    client: discord.client,
    nodes: [
      { identifier: 'A', uri: nodes.A.url, password: 'secret' },
      { identifier: 'B', uri: nodes.B.url, password: 'secret' },
    ],
    cacheConfig: {},
    defaultSearchSource: 'scsearch',
    logger: null,
  });
  return {
    pool,
    discord,
    songs,
    lose: async (node) => {
      const seenTo = new Promise((resolve) => pool.once('failover', resolve));
      await nodes[node].close();
      await seenTo;
    },
    play: async (guildId, words) => {
      const [song] = await songs.processSong(words);
      const player = await pool.createPlayer({ guildId, voiceChannelId: CHANNEL });
      await player.play(song.toPlayable());
    },
    [Symbol.asyncDispose]: async () => {
      await songs.close();
      await pool.close();
      await Promise.all([nodes.A.close(), nodes.B.close()]);
    },
  };
}

function anything(): Source {
  return {
    name: 'soundcloud',
    load: async (identifier) => {
      if (!identifier.startsWith(SEARCH)) return undefined;
      const title = identifier.slice(SEARCH.length);
      const uri = `https://soundcloud.com/x/${encodeURIComponent(title)}`;
      const known = { title, author: 'Somebody', lengthMs: 60_000, isStream: false, sourceName: 'soundcloud' };
      return { loadType: 'search', data: [makeTrack({ ...known, identifier: title, uri })] };
    },
    open: async () => undefined,
  };
}
