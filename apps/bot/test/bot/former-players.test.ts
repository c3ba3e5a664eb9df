import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NodePool } from 'reprise';
import { describe, expect, it } from 'vitest';
import { findFormerPlayers, formerFiles } from '../../src/bot/former-players.ts';
import { PlayerSnapshot, snapshotName } from '../../src/bot/player-snapshot.ts';
import { ToldLines } from '../own-node/support.ts';

describe('players of a former division', () => {
  it('are made out, until another division follows or all of the present one have gone on with them', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'reprise-former-'));
    const present = [0, 1, 2].map((id) => snapshotName({ shards: [id], count: 3 }));
    const others = ['commands.sha256', 'my-players.snapshot', 'players.snapshot.damaged'];
    const put = (names: readonly string[]) => Promise.all(names.map((name) => writeFile(join(folder, name), '')));
    const former = ['players-0-of-2.snapshot', 'players-1-of-2.snapshot'];
    await put([...former, 'players.snapshot.former', ...others]);
    const log = new ToldLines();
    await findFormerPlayers(folder, present, log);
    expect(log.all).toEqual([expect.stringMatching(/^info The bot was divided into other shards before/)]);
    const found = former.map((name) => `${name}.former`);
    expect(await readdir(folder)).toEqual([...found, ...others].toSorted());
    expect((await formerFiles(folder)).toSorted()).toEqual(found.map((name) => join(folder, name)));

    await put(present.slice(0, 2));
    await findFormerPlayers(folder, present, log);
    expect(await formerFiles(folder)).toHaveLength(2);
    await put(present);
    await findFormerPlayers(folder, present, log);
    expect(await readdir(folder)).toEqual([...present, ...others].toSorted());
    expect(log.all).toHaveLength(1);
    await rm(folder, { recursive: true });
  });

  it('are set aside once when they cannot be read, though several processes find that at once', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'reprise-former-'));
    await writeFile(join(folder, 'players.snapshot.former'), 'damaged');
    const log = new ToldLines();
    const snapshots = [0, 1, 2].map(
      (id) => new PlayerSnapshot({ dataDir: folder, place: { shards: [id], count: 3 }, log }),
    );
    const counts = await Promise.all(
      snapshots.map((snapshot) => snapshot.restore(new NodePool(), '170939974227591168')),
    );
    expect(counts).toEqual([0, 0, 0]);
    expect(await readdir(folder)).toEqual(['players.snapshot.former.damaged']);
    expect(log.all).toEqual([expect.stringMatching(/^warn What the players played cannot be read/)]);
    await rm(folder, { recursive: true });
  });

  it('are none where there is no folder yet', async () => {
    const log = new ToldLines();
    await findFormerPlayers('/nowhere/at/all', ['players.snapshot'], log);
    expect([log.all, await formerFiles('/nowhere/at/all')]).toEqual([[], []]);
  });
});
