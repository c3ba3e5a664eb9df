import { ValkeyStore } from '@reprise/cache';
import { PermissionFlagsBits } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { cannotStartServers, RedisServer } from '../../../../packages/cache/test/store/valkey/support/redis-server.ts';
import { Favourites } from '../../src/library/favourites.ts';
import { keptSong } from '../../src/library/kept-song.ts';
import { RequestHistory } from '../../src/library/request-history.ts';
import { SettingsBook } from '../../src/settings/settings-book.ts';
import { isAnswer, type World, world } from './support/world.ts';

const permissions = PermissionFlagsBits.ManageGuild;

/** A Discord with a bot of that id, in a guild that they are both in. */
function worldOf(botId: string): Promise<World> {
  const token = `${Buffer.from(botId).toString('base64url')}.GaBcDe.a-secret-that-is-long-enough`;
  return world({ discord: { token }, guild: { id: '817327181659111455' } });
}

const ONE = '917327181659111454';
const OTHER = '927327181659111454';
const ADA = '937327181659111454';
const SONG = { key: 'a dear song', title: 'Dear Song', author: 'Ada', url: undefined, durationMs: 60_000 };

describe.skipIf(cannotStartServers)('two bots on one server of songs', () => {
  it('know the same songs, and have settings and favourites of their own, also after a restart', async () => {
    await using server = await RedisServer.start();
    const env = { VALKEY_URL: server.url };
    await using one = await worldOf(ONE);
    await using other = await worldOf(OTHER);
    {
      await using _bot = await one.bot({ env });
      const boss = one.listener(undefined, { permissions });
      expect((await boss.slash('settings set', { volume: 40 }).reply()).text).toContain('40 %');
      await boss.slash('play', { query: 'dear song' }).until(isAnswer);
    }
    await using bot = await other.bot({ env });
    expect((await bot.bot.services.settings.get(other.guild.id)).defaultVolume).toBe(100);
    const known = await other.listener().slash('play', { query: 'dear song' }).until(isAnswer);
    expect(known.text).toContain('⚡');
    await using again = await one.bot({ env });
    expect((await again.bot.services.settings.get(one.guild.id)).defaultVolume).toBe(40);
  }, 30_000);

  it('both take over what was kept for all of them before, once, and keep what they have changed since', async () => {
    await using server = await RedisServer.start();
    const env = { VALKEY_URL: server.url };
    await using former = new ClosingStore(server.url);
    await using one = await worldOf(ONE);
    await using other = await worldOf(OTHER);
    await new SettingsBook({ store: former.store }).change(one.guild.id, { defaultVolume: 30 });
    {
      await using bot = await one.bot({ env });
      const { settings } = bot.bot.services;
      expect((await settings.get(one.guild.id)).defaultVolume).toBe(30);
      await settings.reset(one.guild.id);
    }
    await using again = await one.bot({ env });
    expect((await again.bot.services.settings.get(one.guild.id)).defaultVolume).toBe(100);
    await using second = await other.bot({ env });
    expect((await second.bot.services.settings.get(other.guild.id)).defaultVolume).toBe(30);
    const left = await former.store.get(`settings:${one.guild.id}`);
    expect(left?.expiresAt).toBeLessThan(Date.now() + 31 * 86_400_000);
  }, 30_000);

  it('forget a person also where it was kept for all of them before', async () => {
    await using server = await RedisServer.start();
    const env = { VALKEY_URL: server.url };
    await using former = new ClosingStore(server.url);
    await using one = await worldOf(ONE);
    await new Favourites({ store: former.store }).add(ADA, keptSong(SONG));
    const history = new RequestHistory({ store: former.store });
    history.note({ userId: ADA, guildId: one.guild.id, song: SONG });
    await history.close();
    await using bot = await one.bot({ env });
    const { services } = bot.bot;
    expect(await services.favourites.list(ADA)).toMatchObject([{ title: SONG.title }]);
    await Promise.all([services.favourites.clear(ADA), services.history.forgetUser(ADA)]);
    const left = await former.store.getMany([`favourites:${ADA}`, `requests-of-user:${ADA}`]);
    expect(left).toEqual([undefined, undefined]);
    expect(await former.store.get(`requests-in-guild:${one.guild.id}`)).toBeDefined();
  }, 30_000);
});

/** The keys that all bots had. */
class ClosingStore implements AsyncDisposable {
  readonly store: ValkeyStore;

  constructor(url: string) {
    this.store = new ValkeyStore({ url, prefix: 'reprise:kept:' });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.store.close();
  }
}
