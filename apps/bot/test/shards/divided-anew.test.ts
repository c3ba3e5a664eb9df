import { describe, expect, it } from 'vitest';
import { ready, ShardStage, until } from './support/shard-stage.ts';

/** Several processes start, several times. */
const PATIENCE_MS = 120_000;

/** Waits until all guilds are heard, with what they played. */
async function goesOn({ guilds }: ShardStage, url: string): Promise<void> {
  const { players } = await until(
    url,
    ({ players }) => players.filter(({ state }) => state === 'playing').length === 3,
  );
  expect(players.map(({ guildName, title }) => `${guildName}: ${title}`).toSorted()).toEqual(
    guilds.map(({ name }, i) => `${name}: song ${i}`),
  );
}

describe('a bot that is divided anew', { timeout: PATIENCE_MS }, () => {
  it('goes on with all players: from two shards to three, and to one', async () => {
    // Their ids put the guilds on different shards, however many there are.
    await using stage = await ShardStage.start(3);
    {
      await using bot = stage.run(['--shards', '2']);
      await ready(bot);
      for (const i of [0, 1, 2]) expect(await stage.play(i, `600000:song ${i}`)).toContain(`Playing **[song ${i}]`);
      await stage.play(0, '600000:next');
    }
    {
      await using bot = stage.run(['--shards', '3']);
      await goesOn(stage, await ready(bot));
      expect(bot.lines.filter(({ msg }) => msg === 'Players go on where they were.')).toHaveLength(3);
    }
    await using bot = stage.run([]);
    const { url } = await bot.line(({ msg }) => msg === 'The page of the bot is there.');
    await goesOn(stage, `${url}`);
    expect(bot.lines.filter(({ level }) => level === 'warn' || level === 'error')).toEqual([]);
    const queue = (await stage.person(0).slash('queue').reply()).text;
    expect(queue).toContain('next');
  });
});
