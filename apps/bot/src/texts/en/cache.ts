import type { FailureClass } from '@reprise/cache';
import type { NodeState } from 'reprise';
import type { CommandTexts } from '../command-texts.ts';

/** How well the cache does. */
export type CacheStatus = 'learning' | 'healthy' | 'fair' | 'cold';

/** Parts of the statistics. */
export type CacheSection = 'efficiency' | 'latency' | 'storage' | 'top' | 'health';

/** What the commands for the cache say. Figures come as they are shown. */
export interface CacheTexts {
  readonly statistics: StatisticsTexts;
  readonly song: CachedSongTexts;
  readonly warming: WarmingTexts;
  readonly cleaning: CleaningTexts;
  /** Why a song could not be found, in a word. */
  readonly failures: Readonly<Record<FailureClass, string>>;
  /** The store did not remove what memory did. */
  readonly storeGone: string;
  /** The same where nothing was to be removed. */
  readonly storeNotCounted: string;
}

/** What /cache stats says. */
export interface StatisticsTexts {
  readonly title: (status: string) => string;
  readonly statuses: Readonly<Record<CacheStatus, string>>;
  readonly sections: Readonly<Record<CacheSection, string>>;
  readonly rates: (hour: string, day: string, lifetime: string) => string;
  readonly requests: (hits: string, misses: string, joined: string, stale: string) => string;
  /** @param share - Of the songs this run was asked for, those it knew. */
  readonly efficiency: (share: string) => string;
  readonly known: (p50: string, p95: string) => string;
  readonly lookedUp: (p50: string, p95: string) => string;
  readonly saved: (time: string) => string;
  readonly entries: (count: string, max: string) => string;
  readonly memory: (bytes: string, max: string) => string;
  readonly disk: (bytes: string) => string;
  readonly removed: (evicted: string, expired: string) => string;
  readonly remembered: (failures: string) => string;
  /** @param score - How often it was asked for. */
  readonly topSong: (song: string, score: string) => string;
  readonly noSongs: string;
  readonly node: (name: string, state: string, players: string) => string;
  readonly moreNodes: (count: number) => string;
  readonly noNodes: string;
  readonly nodeStates: Readonly<Record<NodeState, string>>;
  /** @param version - Of yt-dlp, as a node tells it. */
  readonly ytDlp: (version: string) => string;
  readonly store: (name: string) => string;
  readonly storeFailing: (name: string) => string;
  readonly noStore: string;
  readonly lastWarm: (ago: string, warmed: string, failed: string) => string;
  readonly notWarmed: string;
  readonly lastClean: (ago: string) => string;
  readonly notCleaned: string;
  readonly processes: (count: number) => string;
  readonly noAnswer: string;
  /** The way to them. */
  readonly open: string;
  readonly refresh: string;
  readonly warm: string;
  readonly clean: string;
}

/** What /cache inspect, forget and export say. */
export interface CachedSongTexts {
  /** @param input - What was asked for. */
  readonly unknown: (input: string) => string;
  readonly blank: string;
  readonly source: (name: string) => string;
  readonly key: (key: string) => string;
  readonly found: (ago: string, took: string) => string;
  readonly freshUntil: (at: string) => string;
  readonly staleSince: (at: string) => string;
  readonly expires: (at: string) => string;
  readonly served: (times: number, ago: string) => string;
  readonly notServed: string;
  readonly size: (bytes: string) => string;
  readonly inMemoryAndStore: string;
  readonly inMemory: string;
  readonly inStore: string;
  /** It is not tried again for a while. @param failure - In a word. */
  readonly failing: (failure: string, until: string) => string;
  readonly forgotten: (song: string) => string;
  readonly forgottenNotInStore: (song: string) => string;
  readonly exported: (songs: number) => string;
  /** Not all fits into a file that Discord takes. */
  readonly exportCut: (left: number) => string;
}

/** What /warmcache says. */
export interface WarmingTexts {
  readonly choosing: string;
  readonly progress: (done: number, total: number, ok: number, skipped: number, failed: number) => string;
  readonly eta: (time: string) => string;
  /** Somebody else began it. */
  readonly othersRun: string;
  readonly done: (ok: number, skipped: number, failed: number) => string;
  readonly cancelled: (ok: number, skipped: number, failed: number, left: number) => string;
  /** It ended before it was through. */
  readonly ended: (ok: number, skipped: number, failed: number, left: number) => string;
  readonly nothing: string;
  /** @param reasons - Each with how many songs. */
  readonly failures: (reasons: string) => string;
  /** The message cannot be changed any more. */
  readonly goesOn: string;
  readonly needsLink: string;
  readonly notYours: string;
  readonly cancel: string;
}

/** What /cleancache says. */
export interface CleaningTexts {
  readonly removed: (songs: number, bytes: string, remaining: number) => string;
  readonly wouldRemove: (songs: number, bytes: string, remaining: number) => string;
  readonly removedFailures: (failures: number) => string;
  readonly wouldRemoveFailures: (failures: number) => string;
  /** @param until - When the button ends. */
  readonly confirmAll: (songs: number, bytes: string, until: string) => string;
  readonly confirm: string;
  readonly keep: string;
  readonly kept: string;
  readonly tooLate: string;
}

const shown = new Intl.NumberFormat('en').format;
const songs = (count: number): string => `${shown(count)} ${count === 1 ? 'song' : 'songs'}`;
const failed = (count: number): string => `${shown(count)} ${count === 1 ? 'failure' : 'failures'}`;
const counts = (ok: number, skipped: number, missed: number): string =>
  `${shown(ok)} ok · ${shown(skipped)} skipped · ${shown(missed)} failed`;

export const cache: CacheTexts = {
  statistics: {
    title: (status) => `Song cache · ${status}`,
    statuses: { learning: 'Learning', healthy: 'Healthy', fair: 'Fair', cold: 'Cold' },
    sections: {
      efficiency: 'Efficiency',
      latency: 'Latency',
      storage: 'Storage',
      top: 'Top songs',
      health: 'Health',
    },
    rates: (hour, day, lifetime) => `Hit rate: ${hour} in the last hour · ${day} in the last day · ${lifetime} in all`,
    requests: (hits, misses, joined, stale) =>
      `Hits ${hits} · misses ${misses} · joined another ${joined} · served stale ${stale}`,
    efficiency: (share) => `Known of what was asked for since the start: ${share}`,
    known: (p50, p95) => `Known songs: p50 ${p50} · p95 ${p95}`,
    lookedUp: (p50, p95) => `Looked up: p50 ${p50} · p95 ${p95}`,
    saved: (time) => `Time saved, measured: ${time}`,
    entries: (count, max) => `${count} of ${max} entries`,
    memory: (bytes, max) => `${bytes} of ${max} in memory`,
    disk: (bytes) => `${bytes} in the store`,
    removed: (evicted, expired) => `Made room ${evicted} · expired ${expired}`,
    remembered: (failures) => `Failures remembered: ${failures}`,
    topSong: (song, score) => `${song} · × ${score}`,
    noSongs: 'Nobody has asked for a song yet.',
    node: (name, state, players) => `Node ${name}: ${state} · players: ${players}`,
    moreNodes: (count) => `and ${count} more nodes`,
    noNodes: 'No audio node',
    nodeStates: {
      idle: 'not started',
      connecting: 'connecting',
      ready: 'ready',
      degraded: 'slow to answer',
      down: 'away',
      misconfigured: 'refuses the bot',
    },
    ytDlp: (version) => `yt-dlp ${version}`,
    store: (name) => `Store: ${name}`,
    storeFailing: (name) => `Store: ${name} **does not answer**; songs are kept in memory only`,
    noStore: 'No store: songs are forgotten when the bot ends',
    lastWarm: (ago, warmed, missed) => `Last warmed ${ago}: ${warmed} ok, ${missed} failed`,
    notWarmed: 'Not warmed since the start',
    lastClean: (ago) => `Last cleaned ${ago}`,
    notCleaned: 'Not cleaned since the start',
    processes: (count) => `Of ${count} processes together`,
    noAnswer: 'No process of the bot answers right now. Try again in a moment.',
    open: 'Statistics',
    refresh: 'Refresh',
    warm: 'Warm',
    clean: 'Clean',
  },
  song: {
    unknown: (input) => `Nothing is known of ${input}.`,
    blank: 'Which song? Give a name or a link.',
    source: (name) => `Source: ${name}`,
    key: (key) => `Key: ${key}`,
    found: (ago, took) => `Found ${ago}, which took ${took}`,
    freshUntil: (at) => `Fresh until: ${at}`,
    staleSince: (at) => `Old since: ${at}. Looked up anew when somebody asks`,
    expires: (at) => `Expires: ${at}`,
    served: (times, ago) => `Served from the cache ${times === 1 ? 'once' : `${shown(times)} times`}, last ${ago}`,
    notServed: 'Not served from the cache yet',
    size: (bytes) => `Takes ${bytes}`,
    inMemoryAndStore: 'In memory and in the store',
    inMemory: 'In memory only',
    inStore: 'In the store only',
    failing: (failure, until) => `⚠️ Could not be found lately (${failure}); tried again ${until}`,
    forgotten: (song) => `Forgotten: ${song}. It is looked up anew when somebody asks for it.`,
    forgottenNotInStore: (song) =>
      `Forgotten in memory: ${song}. The store does not answer, so it may be known again after a restart.`,
    exported: (count) => `${songs(count)} of this process.`,
    exportCut: (left) => `${songs(left)} did not fit into the file; those used last are in it.`,
  },
  warming: {
    choosing: 'Finding out which songs…',
    progress: (done, total, ok, skipped, missed) => `${shown(done)}/${shown(total)} · ${counts(ok, skipped, missed)}`,
    eta: (time) => `ETA ${time}`,
    othersRun: 'A warming is under way already. It goes like this:',
    done: (ok, skipped, missed) => `Warmed: ${counts(ok, skipped, missed)}`,
    cancelled: (ok, skipped, missed, left) => `Cancelled: ${counts(ok, skipped, missed)} · ${shown(left)} not come to`,
    ended: (ok, skipped, missed, left) =>
      `Ended before it was through: ${counts(ok, skipped, missed)} · ${shown(left)} not come to`,
    nothing: 'There is no song to warm yet.',
    failures: (reasons) => `Failed: ${reasons}`,
    goesOn: 'It goes on in the background. `/warmcache` shows how far it is, `/cache stats` how it ended.',
    needsLink: 'Give the link of a playlist as well.',
    notYours: 'Only who started it, those who may manage the server where it was started, and the owner can cancel it.',
    cancel: 'Cancel',
  },
  cleaning: {
    removed: (count, bytes, remaining) => `${songs(count)} removed · ${bytes} freed · ${shown(remaining)} remain`,
    wouldRemove: (count, bytes, remaining) =>
      `${songs(count)} would be removed · ${bytes} would be freed · ${shown(remaining)} would remain. Nothing was changed.`,
    removedFailures: (count) => `${failed(count)} forgotten: tried again when somebody asks`,
    wouldRemoveFailures: (count) => `${failed(count)} would be forgotten. Nothing was changed.`,
    confirmAll: (count, bytes, until) =>
      `This removes ${songs(count)} (${bytes}) that the bot knows on **all** servers. The button stops working ${until}.`,
    confirm: 'Remove all',
    keep: 'Keep them',
    kept: 'Nothing was removed.',
    tooLate: 'That was too late: nothing was removed. Use `/cleancache` again.',
  },
  failures: {
    'nothing-found': 'nothing found',
    gone: 'not available',
    'rate-limited': 'site busy',
    other: 'site failing',
    network: 'no answer',
  },
  storeNotCounted: 'The store of songs does not answer now: what only it holds is not counted.',
  storeGone:
    'The store of songs does not answer now. What it holds could not be removed: it may be back after a restart. Memory is clean.',
};

export const cacheCommands: Readonly<
  Record<'cache stats' | 'cache inspect' | 'cache forget' | 'cache export' | 'warmcache' | 'cleancache', CommandTexts>
> = {
  'cache stats': { description: 'How many songs the bot knows, and how much time that saves' },
  'cache inspect': { description: 'What is known of a song', options: { song: 'A name or a link' } },
  'cache forget': { description: 'Forget a song, so that it is looked up anew', options: { song: 'A name or a link' } },
  'cache export': { description: 'Get what is known as a file, as the owner of the bot' },
  warmcache: {
    description: 'Look up songs before somebody asks for them',
    options: {
      source: 'Which songs',
      playlist: 'Link of a playlist',
      limit: 'How many at most',
      force: 'Look up again what is known',
    },
    values: { source: { popular: 'popular songs', playlist: 'a playlist', history: 'what was played here' } },
  },
  cleancache: {
    description: 'Remove songs from the cache',
    options: { mode: 'Which ones', days: 'Days that nobody asked for them', dry_run: 'Only count' },
    values: {
      mode: {
        expired: 'expired',
        failed: 'failures',
        unused: 'not used for a while (owner of the bot)',
        guild: 'asked for on this server',
        all: 'all (owner of the bot)',
      },
    },
  },
};
