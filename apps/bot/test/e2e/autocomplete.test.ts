import { setTimeout } from 'node:timers/promises';
import type { DiscordMember } from '@reprise/devkit';
import { describe, expect, it } from 'vitest';
import { slowdown } from './support/slowdown.ts';
import { until } from './support/until.ts';
import { isAnswer, loads, logged, playerOf, tenAtOnce, there, world } from './support/world.ts';

const GUILDS = 50;
const PEOPLE = 20;
const KEYSTROKES = 10;
const BETWEEN_MS = 200;

describe('what is suggested while somebody types', () => {
  it('is there within 50 ms from memory alone, while 50 guilds play and a playlist loads', async () => {
    await using all = await world();
    const node = all.node();
    await using run = await all.bot();
    const songs = Array.from({ length: GUILDS }, (_, i) => `summer song number ${i}`);
    const guilds = songs.map(() => all.another());
    await tenAtOnce(guilds, (guild, i) =>
      all
        .listener(guild)
        .slash('play', { query: there(songs[i], 'song') })
        .until(isAnswer),
    );
    const listed = Array.from({ length: 120 }, (_, i) => ({ name: `list song ${i + 1}`, isBare: true }));
    const release = all.site.hold('list song 100');
    await all
      .listener()
      .slash('play', { query: all.site.list('PL1', listed) })
      .until(isAnswer);

    const people = Array.from({ length: PEOPLE }, (_, i) => all.outsider(guilds[i]));
    const words = 'summer son';
    const typed = Array.from({ length: KEYSTROKES }, (_, i) => words.slice(0, i + 1));
    const answers: Answer[] = [];
    let isFast = false;
    // Others may use this machine at the same moment: of three tries one has to be good.
    for (let round = 1; round <= 3 && !isFast; round += 1) {
      const slower = slowdown();
      const given = await typeAll(people, typed);
      const factor = slower();
      const took = given.map(({ tookMs }) => tookMs).sort((a, b) => a - b);
      const [p50, p99] = [quantile(took, 0.5), quantile(took, 0.99)];
      console.info(
        `Suggestions: ${took.length} keystrokes, p50 ${p50} ms, p99 ${p99} ms; others made it ${factor.toFixed(1)} times slower`,
      );
      answers.push(...given);
      isFast = p99 <= 50 * factor;
    }
    expect(isFast).toBe(true);
    release();

    for (const { choices } of answers) {
      expect(choices.length).toBeGreaterThan(0);
      expect(choices.length).toBeLessThanOrEqual(25);
      for (const { name, value } of choices) {
        expect(name.length).toBeGreaterThanOrEqual(1);
        expect(name.length).toBeLessThanOrEqual(100);
        expect(`${value}`.length).toBeLessThanOrEqual(100);
      }
    }
    const asked = loads(node).map(({ query }) => query.get('identifier') ?? '');
    expect(asked.filter((identifier) => words.startsWith(identifier.replace('ytsearch:', '')))).toEqual([]);
    await until('the list', () => playerOf(run, all.guild).queue.length === 119);
  }, 60_000);

  it('is what was picked: a choice plays its song, and no node is asked', async () => {
    await using all = await world();
    await using run = await all.bot();
    const ada = all.listener();
    await ada.slash('play', { query: 'clair de lune' }).until(isAnswer);
    const { choices } = await ada.autocomplete('play', { query: 'lun' });
    const node = all.node();
    node.clearRequests();
    const [choice] = choices;
    const reply = await all
      .listener()
      .slash('play', { query: `${choice?.value}` })
      .until(isAnswer);
    expect(reply.text).toContain('⚡');
    expect(playerOf(run, all.guild).queue.length).toBe(1);
    expect(loads(node)).toEqual([]);
  });

  it('is nothing, with one line in the log, when it cannot be made', async () => {
    await using all = await world();
    await using run = await all.bot();
    const { history } = run.bot.services;
    history.peekUser = () => {
      throw new Error('The history is broken.');
    };
    const ada = all.listener();
    for (const query of ['a', 'ab', 'abc']) expect((await ada.autocomplete('play', { query })).choices).toEqual([]);
    expect(logged(run, 'warn', 'error')).toHaveLength(1);
  });
});

type Answer = Awaited<ReturnType<DiscordMember['autocomplete']>>;

/** Twenty people who type five letters a second, each the next one after the answer to the former. */
async function typeAll(people: readonly DiscordMember[], typed: readonly string[]): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  await Promise.all(
    people.map(async (person, i) => {
      await setTimeout((i * BETWEEN_MS) / people.length);
      for (const query of typed) {
        answers.push(await person.autocomplete('play', { query }));
        await setTimeout(BETWEEN_MS);
      }
    }),
  );
  return answers;
}

function quantile(sorted: readonly number[], share: number): number {
  return there(sorted[Math.floor(sorted.length * share)], 'value');
}
