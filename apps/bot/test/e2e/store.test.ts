import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PermissionFlagsBits } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { cannotStartServers, RedisServer } from '../../../../packages/cache/test/store/valkey/support/redis-server.ts';
import { isAnswer, logged, type World, world } from './support/world.ts';

const REFUSED =
  'That could not be saved: the store of the bot does not answer. Nothing has changed; try again in a minute.';

function manager(all: World) {
  return all.listener(undefined, { permissions: PermissionFlagsBits.ManageGuild });
}

/** Changes a setting, and answers what is said of it. */
async function change(all: World, volume: number): Promise<string> {
  return (await manager(all).slash('settings set', { volume }).reply()).text;
}

/** Uses commands that read what the store keeps. */
async function commandsAnswer(all: World, song: string): Promise<void> {
  const ada = all.listener();
  expect((await ada.slash('play', { query: song }).until(isAnswer)).text).toMatch(/Playing|number/);
  expect((await ada.slash('favourites list').reply()).text).not.toContain('broke');
  expect((await ada.slash('history').reply()).text).not.toContain('broke');
  expect((await ada.autocomplete('play', { query: 'son' })).choices.length).toBeGreaterThan(0);
  expect((await manager(all).slash('cache stats').reply()).text).not.toContain('broke');
}

/** Tries to change a setting until it is kept, as people do. */
async function untilKept(all: World, volume: number): Promise<void> {
  const endsAt = performance.now() + 15_000;
  for (;;) {
    const said = await change(all, volume);
    if (said.includes(`**${volume} %**`)) return;
    if (said !== REFUSED || performance.now() > endsAt) throw new Error(said);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

describe('a store that is away', () => {
  it.skipIf(cannotStartServers)(
    'as a server that dies: commands go on, changes are refused in words, one line is logged, and it heals',
    async () => {
      await using server = await RedisServer.start();
      await using all = await world();
      await using run = await all.bot({ env: { VALKEY_URL: server.url } });
      await commandsAnswer(all, 'song one');
      expect(await change(all, 80)).toContain('**80 %**');

      await server.stop();
      await commandsAnswer(all, 'song two');
      expect(await change(all, 70)).toBe(REFUSED);
      await commandsAnswer(all, 'song three');
      expect(await change(all, 60)).toBe(REFUSED);
      expect((await manager(all).slash('settings show').reply()).text).toContain('80 %');
      expect(logged(run, 'warn', 'error')).toHaveLength(1);

      await server.start();
      await untilKept(all, 60);
      expect(logged(run, 'warn', 'error')).toHaveLength(1);
    },
    40_000,
  );

  it('as a folder that cannot be used: the bot starts, plays and answers, and keeps things once it can', async () => {
    await using all = await world();
    const files = ['songs', 'kept'].map((name) => join(all.dataDir, name));
    for (const file of files) await writeFile(file, 'no folder');
    await using run = await all.bot();
    await commandsAnswer(all, 'song one');
    expect(await change(all, 70)).toBe(REFUSED);
    await commandsAnswer(all, 'song two');
    expect(logged(run, 'warn', 'error')).toHaveLength(1);

    for (const file of files) await rm(file);
    await untilKept(all, 60);
  }, 40_000);
});
