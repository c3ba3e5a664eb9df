import { AudioNode } from '@reprise/node';
import { Filters } from 'reprise';
import { describe, expect, it } from 'vitest';
import { ear, listenFor, trustedServer } from './support/ear.ts';
import { listeningSuite } from './support/listening-suite.ts';
import { type TuneName, tuneFolder } from './support/tunes.ts';

/** How long a tone has to sound before the server hears it, in milliseconds; and some for a busy machine. */
const HEARING_MS = 500;

/** Nodes in this process, with those tunes, and a voice server that listens. */
async function started({ nodes: count = 1, tunes }: { readonly nodes?: number; readonly tunes: readonly TuneName[] }) {
  await using ends = new AsyncDisposableStack();
  const folder = ends.use(await tuneFolder(tunes));
  const { server } = ends.use(await trustedServer());
  const nodes = Array.from({ length: count }, () =>
    ends.use(new AudioNode({ port: 0, password: 'secret', voice: 'discord', musicDir: folder.path })),
  );
  await Promise.all(nodes.map((node) => node.start()));
  const owned = ends.move();
  return {
    folder,
    nodes,
    server,
    addresses: nodes.map(({ url }) => ({ url, password: 'secret' })),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** What is {@link started}, and a client that plays on it. */
async function playing(tunes: readonly TuneName[], nodes: number = 1) {
  const all = await started({ tunes, nodes });
  const listener = await ear(all.addresses, all.server);
  return {
    ...all,
    ...listener,
    [Symbol.asyncDispose]: async () => {
      await listener[Symbol.asyncDispose]();
      await all[Symbol.asyncDispose]();
    },
  };
}

describe('a node that is heard', () => {
  listeningSuite(async () => {
    const all = await started({ tunes: ['steps'] });
    const { url } = all.nodes[0] ?? { url: '' };
    return { ...all, url, password: 'secret', steps: all.folder.tune('steps') };
  });

  it('changes its sound within half a second, without a gap', async () => {
    await using all = await playing(['a440']);
    await all.play(all.folder.tune('a440'));
    await all.heard.hears(440);
    all.heard.clear();
    await all.player.setFilters(new Filters().timescale({ pitch: 1.5 }));
    const changedAt = performance.now();
    await all.heard.hears(660, { toleranceHz: 8 });
    // A tone has to sound for a while before it is heard.
    expect(performance.now() - changedAt).toBeLessThan(500 + HEARING_MS);
    expect(all.heard.silences(500)).toEqual([]);
  });

  it('starts the next track without a gap', async () => {
    await using all = await playing(['short', 'a440']);
    const ended = all.trackEnd();
    await all.play(all.folder.tune('short'));
    await all.queue(all.folder.tune('a440'));
    expect(await ended).toBe('finished');
    await all.heard.hears(440);
    expect(all.heard.silences(600)).toEqual([]);
  });

  it('tells the code when the voice server ends the connection for good, and resumes what may be resumed', async () => {
    await using all = await playing(['a440']);
    await all.play(all.folder.tune('a440'));
    await all.heard.hears(440);
    all.server.disconnect(all.guildId, 4_015);
    all.heard.clear();
    await all.heard.hears(440);
    const closed = new Promise((resolve) => all.pool.once('socketClosed', (_player, code) => resolve(code)));
    all.server.disconnect(all.guildId, 4_006);
    expect(await closed).toBe(4_006);
    all.heard.clear();
    // The client rejoins.
    await all.heard.hears(440, { withinMs: 10_000 });
  });

  it('goes on from another node when it is closed', async () => {
    await using all = await playing(['a440'], 2);
    await all.play(all.folder.tune('a440'));
    await all.heard.hears(440);
    all.heard.clear();
    await all.nodes.find(({ url }) => url === all.player.node?.identifier)?.close();
    await all.heard.hears(440, { withinMs: 5_000 });
    await listenFor(300);
    expect(Math.max(0, ...all.heard.silences(100).map(({ lengthMs }) => lengthMs))).toBeLessThan(2_000);
  });
});
