import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { setAsideFormerPlayers } from '../../src/bot/former-players.ts';
import { snapshotName } from '../../src/bot/player-snapshot.ts';
import { ToldLines } from '../own-node/support.ts';

describe('players of a former division', () => {
  it('are set aside and told of; those of the present one, and other files, stay', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'reprise-former-'));
    const present = [0, 1, 2].map((id) => snapshotName({ shards: [id], count: 3 }));
    const others = ['commands.sha256', 'players.snapshot.damaged', 'my-players.snapshot'];
    const files = ['players.snapshot', 'players-0-of-2.snapshot', ...present, ...others];
    await Promise.all(files.map((name) => writeFile(join(folder, name), '')));
    const log = new ToldLines();
    await setAsideFormerPlayers(folder, present, log);
    expect(await readdir(folder)).toEqual(
      ['players.snapshot.former', 'players-0-of-2.snapshot.former', ...present, ...others].toSorted(),
    );
    expect(log.all).toEqual([expect.stringMatching(/^warn The bot was divided into other shards before/)]);
    await setAsideFormerPlayers(folder, present, log);
    expect(log.all).toHaveLength(1);
    await rm(folder, { recursive: true });
  });

  it('are none where there is no folder yet', async () => {
    const log = new ToldLines();
    await setAsideFormerPlayers('/nowhere/at/all', [], log);
    expect(log.all).toEqual([]);
  });
});
