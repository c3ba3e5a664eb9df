import { AudioNode } from '@reprise/node';
import type { NodePool, Playable, RepairTrack } from 'reprise';
import { describe, expect, it, vi } from 'vitest';
import { botEar } from './support/bot-ear.ts';
import { BREAKS_AT_MS, breakingSite, type SiteFault } from './support/breaking-site.ts';
import { type Ear, ear, trustedServer } from './support/ear.ts';
import { measureLateness } from './support/lateness.ts';
import { tuneFolder } from './support/tunes.ts';

/** Short, so that nobody waits for it: a node's own is 10 s. */
const THRESHOLD_MS = 1_000;
/** So much of a song is heard before it breaks, and some of it comes from its second step. */
const FROM_MS = BREAKS_AT_MS - 3_000;
const NODE = { http: true, httpAllowPrivate: true, trackStuckThresholdMs: THRESHOLD_MS };

/** A player that plays a song of a site that breaks, and has `a440` in its queue. */
async function playing(fault: SiteFault, repairTrack?: (site: string, pool: () => NodePool) => RepairTrack) {
  await using ends = new AsyncDisposableStack();
  const site = ends.use(await breakingSite());
  const folder = ends.use(await tuneFolder(['a440']));
  const { server } = ends.use(await trustedServer());
  const node = ends.use(
    new AudioNode({ port: 0, password: 'secret', voice: 'discord', musicDir: folder.path, ...NODE }),
  );
  await node.start();
  const options = repairTrack && { repairTrack: repairTrack(site.song('sound'), () => listener.pool) };
  const listener: Ear = ends.use(await ear([{ url: node.url, password: 'secret' }], server, options));
  const told: unknown[][] = [];
  const { pool } = listener;
  const name = ({ uri, identifier }: Playable): string => (uri ?? identifier).replace(/^.*\/|\.wav$/g, '');
  pool.on('trackStart', (_player, track) => told.push(['start', name(track)]));
  pool.on('trackEnd', (_player, track, reason) => told.push(['end', name(track), reason]));
  pool.on('trackStuck', (_player, track, thresholdMs) => told.push(['stuck', name(track), thresholdMs]));
  pool.on('trackException', (_player, track, { severity }) => told.push(['exception', name(track), severity]));
  await listener.queue(folder.tune('a440'));
  await listener.play(site.song(fault), FROM_MS);
  await listener.heard.nextFrame();
  const owned = ends.move();
  return { ...listener, site, told, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

describe('a song whose site fails while it plays', () => {
  it.concurrent('that stalls is heard to its last byte, then silence, told as stuck, and the next one plays', async () => {
    await using all = await playing('stalls');
    const { heard, told } = all;
    await heard.hears(1_000);
    await heard.silent({ forMs: 300 });
    expect(told).toEqual([['start', 'stalls']]);
    using lateness = measureLateness();
    await heard.hears(440);
    const silentMs = Math.max(0, ...heard.silences(0).map(({ lengthMs }) => lengthMs));
    expect(silentMs).toBeGreaterThan(THRESHOLD_MS - 60);
    expect(silentMs).toBeLessThan(THRESHOLD_MS + 500 + 2 * lateness.worstMs);
    expect(told).toEqual([
      ['start', 'stalls'],
      ['stuck', 'stalls', THRESHOLD_MS],
      ['end', 'stalls', 'replaced'],
      ['start', 'a440'],
    ]);
  });

  it.concurrent('that breaks off is read on from where it broke, and nobody hears it', async () => {
    await using all = await playing('breaks-once');
    const { heard, told, site } = all;
    using lateness = measureLateness();
    await heard.hears(1_000);
    heard.clear();
    // What there was at the break is over by then.
    while (heard.frameCount < 2_500 / 20) await heard.nextFrame();
    expect(heard.music(200).frequencyHz).toBeCloseTo(1_000, 0);
    const silentMs = Math.max(0, ...heard.silences(0).map(({ lengthMs }) => lengthMs));
    expect(silentMs).toBeLessThan(60 + 2 * lateness.worstMs);
    expect(told).toEqual([['start', 'breaks-once']]);
    const [first = 0, again = 0, ...others] = site.asked.get('breaks-once') ?? [];
    expect(again).toBeGreaterThan(first);
    expect(others).toEqual([]);
  });

  it.concurrent('that is gone when it is asked again is heard as far as it came, told as broken, and the next one plays', async () => {
    await using all = await playing('breaks');
    const { heard, told } = all;
    await heard.hears(1_000);
    await heard.hears(440);
    expect(told).toEqual([
      ['start', 'breaks'],
      ['exception', 'breaks', 'suspicious'],
      ['end', 'breaks', 'finished'],
      ['start', 'a440'],
    ]);
  });

  it.concurrent.each(['stalls', 'breaks'] as const)(
    'that %s goes on at its place when the bot knows where else it is',
    async (fault) => {
      const findElsewhere = (elsewhere: string, pool: () => NodePool): RepairTrack => {
        return async () => [...(await pool().fetchTracks(elsewhere))][0];
      };
      await using all = await playing(fault, findElsewhere);
      const { heard, told } = all;
      await heard.hears(1_000);
      await vi.waitFor(() => expect(told).toHaveLength(4), 15_000);
      heard.clear();
      await heard.hears(1_000);
      // From the second step on: the first one was heard before, and is not again.
      expect(heard.audio(5_000).levelDbAt(500)).toBeLessThan(-60);
      await heard.hears(1_500, { withinMs: 4_000 });
      expect(told.map(([what, name]) => [what, name])).toEqual([
        ['start', fault],
        [fault === 'stalls' ? 'stuck' : 'exception', fault],
        ['end', fault],
        ['start', 'sound'],
      ]);
    },
  );
});

describe('a song that people asked for by its address', () => {
  it('is looked for anew by the bot when it stalls, and goes on at its place', async () => {
    await using site = await breakingSite();
    await using all = await botEar({ node: 'outside', tunes: ['a440'], nodeOptions: NODE });
    const { heard, says } = all.guild();
    expect(await says('play', { query: site.song('stalls-once') })).toContain('Playing');
    await heard.hears(500);
    await says('seek', { to: '0:03' });
    await heard.hears(1_000);
    await heard.silent({ forMs: 300 });
    heard.clear();
    await heard.hears(1_000);
    await heard.hears(1_500, { withinMs: 4_000 });
    expect(heard.audio(5_000).levelDbAt(500)).toBeLessThan(-60);
  });
});
