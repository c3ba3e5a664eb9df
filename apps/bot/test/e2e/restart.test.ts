import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type DiscordMessage, FakeDiscord } from '@reprise/devkit';
import { describe, expect, it } from 'vitest';
import { type WholeBot, wholeBot } from '../support/whole-bot.ts';
import { until } from './support/until.ts';
import { GUILD, isAnswer, logged, playerOf, type World, world } from './support/world.ts';

const PLACE_MS = 60_000;
const PROGRAM = fileURLToPath(new URL('bot-program.ts', import.meta.url));
const LOADER = new URL('../../../../packages/node/test/support/sources-loader.mjs', import.meta.url).href;

/** What is shown of what plays. */
function panels({ guild }: World): readonly DiscordMessage[] {
  return guild.messages('general').filter((message) => !message.isDeleted && message.text.includes('Now playing'));
}

/** Three songs, the first a minute on, in a way that nobody has by default. Answers the message that tells of it, and when it was there. */
async function makeMusic(all: World): Promise<{ readonly panel: DiscordMessage; readonly at: number }> {
  for (const query of ['one', 'two', 'three']) await all.listener().slash('play', { query }).until(isAnswer);
  expect((await all.listener().slash('volume', { percent: 70 }).reply()).text).toContain('70 %');
  await all.listener().slash('loop', { mode: 'queue' }).reply();
  expect((await all.listener().slash('filters', { preset: 'bassboost' }).reply()).text).toContain('Bass boost');
  expect((await all.listener().slash('seek', { to: '1:00' }).reply()).text).toContain('1:00');
  const at = performance.now();
  const panel = await until('the message that tells what plays', () => panels(all)[0]);
  return { panel, at };
}

/** What another bot makes of it. */
async function goesOn(all: World, run: WholeBot, { panel, at }: Awaited<ReturnType<typeof makeMusic>>): Promise<void> {
  const { discord, guild } = all;
  const player = playerOf(run, guild);
  await until('music', () => player.state === 'playing' && discord.voice.nodesHeardIn(guild.id).length === 1);
  expect(player.current?.title).toBe('one');
  expect([...player.queue].map(({ title }) => title)).toEqual(['two', 'three']);
  expect([player.volume, player.queue.mode, player.filters.includes('bassboost')]).toEqual([70, 'queue', true]);
  expect(Math.abs(player.position - (PLACE_MS + performance.now() - at))).toBeLessThan(2_000);
  expect(guild.botChannelId).toBe(guild.channel('Music'));

  expect(panels(all).map(({ id }) => id)).toEqual([panel.id]);
  await all
    .listener()
    .click(panel, 'reprise:pause')
    .until(({ text }) => text.includes('Paused'));
  expect(player.paused).toBe(true);
  await all.listener().click(panel, 'reprise:stop').acknowledged();
  await until('silence', () => player.current === undefined && player.queue.isEmpty);
}

describe('a bot that is started again', () => {
  it('goes on in good order: song, place, queue, volume, repeats, sound, and the message with its buttons', async () => {
    await using all = await world();
    const former = await all.bot();
    const music = await makeMusic(all);
    await former.bot.stop();
    expect(all.discord.voice.nodesHeardIn(all.guild.id)).toEqual(['A']);
    await using run = await all.bot();
    await goesOn(all, run, music);
  });

  it('goes on in the same way after it was killed', async () => {
    await using all = await world();
    const former = await startProgram(all);
    const music = await makeMusic(all);
    const snapshot = join(all.dataDir, 'players.snapshot');
    const before = Date.now();
    // One more change: whatever is written from here on has all that was before.
    await all.listener().slash('autoplay', { mode: 'on' }).reply();
    const writtenAt = (): number => statSync(snapshot, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    await until('a snapshot of it', () => writtenAt() > before, 10_000);
    former.kill('SIGKILL');
    await once(former, 'exit');
    await using run = await all.bot();
    await goesOn(all, run, music);
  }, 30_000);

  it('remembers songs, favourites, histories and settings', async () => {
    await using all = await world();
    const ada = all.listener();
    {
      await using _former = await all.bot();
      await ada.slash('play', { query: 'dear song' }).until(isAnswer);
      expect((await ada.slash('favourites add').reply()).text).toContain('dear song');
    }
    await using run = await all.bot();
    const node = all.node();
    node.clearRequests();
    expect((await ada.slash('favourites list').reply()).text).toContain('dear song');
    const { choices } = await ada.autocomplete('play', { query: 'dea' });
    expect(choices.map(({ name }) => name).join()).toContain('dear song');
    const reply = await all.listener().slash('play', { query: 'dear song' }).until(isAnswer);
    expect(reply.text).toContain('⚡');
    expect(node.requests.filter(({ path }) => path.includes('/loadtracks'))).toEqual([]);
    expect(playerOf(run, all.guild).current?.title).toBe('dear song');
  });
});

describe('a bot that is started with the token of another one', () => {
  it('starts without the players of that one, and tells of it once', async () => {
    await using all = await world();
    {
      await using _former = await all.bot();
      await all.listener().slash('play', { query: 'my song' }).until(isAnswer);
    }
    await using discord = new FakeDiscord({ userId: '170939974227591169' });
    discord.guild({ ...GUILD, id: all.guild.id });
    const told = async (): Promise<readonly { readonly msg: string }[]> => {
      await using run = await wholeBot({ discord, dataDir: all.dataDir, env: all.env });
      expect(run.bot.services.pool.players.size).toBe(0);
      return logged(run, 'warn', 'error').filter(({ msg }) => msg.includes('players'));
    };
    const file = join(all.dataDir, 'players.snapshot.damaged');
    expect(await told()).toMatchObject([{ file, error: { code: 'SNAPSHOT_FOREIGN' } }]);
    expect(statSync(file).isFile()).toBe(true);
    expect(await told()).toEqual([]);
  });
});

/** Starts the bot as a process of its own, and waits until it is ready. */
async function startProgram(all: World): Promise<ChildProcess> {
  const api = await all.discord.listen();
  const bot = spawn(process.execPath, ['--import', LOADER, PROGRAM], {
    env: {
      ...process.env,
      ...all.env,
      DISCORD_TOKEN: all.discord.token,
      OWN_NODE_VOICE: 'silent',
      DISCORD_API_BASE: api,
      DATA_DIR: all.dataDir,
      HTTP: 'off',
      LOG_FORMAT: 'json',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const chunk of bot.stdout) if (`${chunk}`.includes('The bot is ready.')) break;
  bot.stdout.resume();
  return bot;
}
