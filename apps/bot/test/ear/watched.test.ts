import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NodeProcess } from '@reprise/devkit';
import { AudioNode } from '@reprise/node';
import { describe, expect, it } from 'vitest';
import { SOURCES } from '../own-node/support.ts';
import { type Ear, ear, listenFor, trustedServer } from './support/ear.ts';
import { measureLateness } from './support/lateness.ts';
import { tuneFolder } from './support/tunes.ts';

/** A node that says nothing for so long, and does not answer a ping for as long again, is lost to the client. */
const PING_MS = 2_000;
const PONG_MS = 1_000;
/** What the move itself takes: a player on the other node, its voice connection, and the first frames. */
const MOVE_MS = 1_500;
/** Nothing that is well is taken for broken in this time, some updates of the node long. */
const WATCHED_MS = 20_000;

/** Everything that the client tells of a player that it takes for broken. */
function troublesOf({ pool }: Ear): readonly unknown[][] {
  const troubles: unknown[][] = [];
  pool.on('playerRecovery', (_player, step, why) => troubles.push(['recovery', step, why]));
  pool.on('playerMove', (_player, from, to) => troubles.push(['moved', from, to]));
  pool.on('playerError', (_player, error) => troubles.push(['error', String(error)]));
  pool.on('trackStuck', () => troubles.push(['stuck']));
  pool.on('trackException', (_player, _track, exception) => troubles.push(['exception', exception]));
  return troubles;
}

describe('a node that stands still without a word', () => {
  it.concurrent('loses its players to another one, and each goes on at its place', { timeout: 60_000 }, async () => {
    await using folder = await tuneFolder(['steps']);
    await using listening = await trustedServer();
    const { server } = listening;
    const caFile = join(folder.path, 'ca.pem');
    await writeFile(caFile, server.ca);
    const start = (): Promise<NodeProcess> =>
      NodeProcess.start({
        node: { password: 'secret', musicDir: folder.path },
        voice: 'discord',
        env: { NODE_EXTRA_CA_CERTS: caFile },
        execArgv: SOURCES,
      });
    await using one = await start();
    await using other = await start();
    const addresses = [one, other].map(({ url }) => ({
      url,
      password: 'secret',
      pingIntervalMs: PING_MS,
      pongTimeoutMs: PONG_MS,
    }));
    await using all = await ear(addresses, server);
    const { heard, player } = all;
    await all.play(folder.tune('steps'));
    await heard.hears(500, { withinMs: 10_000 });
    await heard.hears(1_000, { withinMs: 10_000 });
    // What a client knows of the place is a little older.
    await listenFor(1_000);
    heard.clear();
    const frozen = [one, other].find(({ url }) => url === player.node?.identifier);
    using lateness = measureLateness();
    const frozenAt = Date.now();
    frozen?.freeze();
    await heard.silent({ forMs: 500 });
    await heard.hears(1_000, { withinMs: 15_000 });
    const gapMs = Math.max(0, ...heard.silences(0).map(({ lengthMs }) => lengthMs));
    console.log(`a node that is stopped, not killed: ${Math.round(gapMs)} ms of silence`);
    expect(gapMs).toBeLessThan(PING_MS + PONG_MS + MOVE_MS + 2 * lateness.worstMs);
    expect(Date.now() - frozenAt).toBeGreaterThan(PONG_MS);
    expect(player.node?.identifier).not.toBe(frozen?.url);
    // On at its place: neither from the beginning nor as far as it would be now.
    expect(heard.music(200).levelDbAt(500)).toBeLessThan(-60);
    await heard.hears(1_500, { withinMs: 5_000 });
    // The one that wakes up says no more of it.
    frozen?.thaw();
    // As soon as the client reaches it again: until then it may believe that it still plays.
    await listenFor(2_500);
    const music = heard.music(300);
    expect(Math.max(music.levelDbAt(500), music.levelDbAt(1_000))).toBeLessThan(-60);
  });
});

describe('a node that plays well', () => {
  it.concurrent('is never taken for broken: not while it plays, is paused, seeks, or changes songs', {
    timeout: 60_000,
  }, async () => {
    await using folder = await tuneFolder(['a440', 'short', 'c523']);
    await using listening = await trustedServer();
    await using node = new AudioNode({
      port: 0,
      password: 'secret',
      voice: 'discord',
      musicDir: folder.path,
      // The shortest that a Lavalink takes: so many updates are looked at.
      playerUpdateIntervalMs: 1_000,
    });
    await node.start();
    await using all = await ear([{ url: node.url, password: 'secret' }], listening.server);
    const troubles = troublesOf(all);
    const until = performance.now() + WATCHED_MS;
    const { player, heard } = all;
    for (let round = 0; performance.now() < until; round += 1) {
      await all.play(folder.tune('short'));
      await all.queue(folder.tune('a440'));
      await heard.hears(440, { withinMs: 10_000 });
      await player.seek(20_000 + round);
      await listenFor(1_000);
      await player.pause();
      await listenFor(2_500);
      await player.resume();
      await heard.hears(440);
      await player.seek(59_000);
      // To its end, and a while without anything.
      await heard.silent({ forMs: 1_500 });
      await all.play(folder.tune('c523'), 100);
      await heard.hears(523);
    }
    expect(troubles).toEqual([]);
  });
});
