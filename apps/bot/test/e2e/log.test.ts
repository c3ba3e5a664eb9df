import { describe, expect, it } from 'vitest';
import { until } from './support/until.ts';
import { isAnswer, logged, world } from './support/world.ts';

describe('the log of a bot whose nodes die', () => {
  it('says once what happens: to the nodes, to the players, to who asks in vain, and that it ends', async () => {
    await using all = await world({ nodes: ['A', 'B'] });
    const run = await all.bot();
    const said = (): readonly string[] =>
      logged(run, 'info', 'warn', 'error').map(({ level, msg }) => `${level} ${msg.replace(/(?<=is away): .*/, '')}`);
    await until('both nodes', () => said().filter((line) => line === 'info A node is connected.').length === 2);
    const { guild } = all;
    await all.listener().slash('play', { query: 'song one' }).until(isAnswer);
    const start = said().length;

    const first = run.bot.services.pool.getPlayer(guild.id)?.node?.identifier === 'A' ? 'A' : 'B';
    await all.node(first).close();
    await until('the player to move', () => said().some((line) => line.includes('play on elsewhere')));
    await all.node(first === 'A' ? 'B' : 'A').close();
    await until('the player to wait', () => said().filter((line) => line.includes('play on elsewhere')).length === 2);
    for (const song of ['two', 'three', 'four']) {
      const { text } = await all
        .listener()
        .slash('play', { query: `song ${song}` })
        .until(isAnswer);
      expect(text).toContain('No audio node can be reached');
    }
    await run[Symbol.asyncDispose]();

    const moved = 'info The players of a lost node play on elsewhere, or wait for a node.';
    expect(said().slice(start)).toEqual([
      `warn Node ${first} is away`,
      moved,
      `warn Node ${first === 'A' ? 'B' : 'A'} is away`,
      moved,
      'info A command could not be done.',
      'info The bot is stopping.',
    ]);
  }, 40_000);
});
