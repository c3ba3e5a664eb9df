import type { DiscordMessage } from '@reprise/devkit';
import { PermissionFlagsBits } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { HttpSide } from '../../src/http/http-side.ts';
import { keptSong } from '../../src/library/kept-song.ts';
import { pageParts } from '../http/page-parts.ts';
import { HARMFUL, HOSTILE_TITLES } from '../support/queued.ts';
import { until } from './support/until.ts';
import { isAnswer, logged, playerOf, there, type World, world } from './support/world.ts';

const NAMES = HOSTILE_TITLES.map((_, i) => `hostile ${i}`);

/** Marks that turn the direction of what follows, and what cannot be seen. */
const INVISIBLE = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u;

/** A world whose site calls its songs what is hostile. */
async function hostileWorld(): Promise<World> {
  const all = await world();
  for (const [i, title] of HOSTILE_TITLES.entries()) all.site.titles.set(there(NAMES[i], 'name'), title);
  return all;
}

/** Discord itself has taken it, so that its lengths are right. */
function isHarmless({ text, pings }: DiscordMessage, where: string): void {
  expect(pings, where).toEqual([]);
  // The bot's own mentions are of a channel, a role or a person, and call nobody.
  expect(text, where).not.toMatch(HARMFUL);
}

function isPlaying({ text }: DiscordMessage): boolean {
  return text.includes('Playing');
}

describe('titles that are up to something', () => {
  it('are harmless in each answer, in what plays, in lists, and while somebody types', async () => {
    await using all = await hostileWorld();
    const { guild } = all;
    await using run = await all.bot();
    const { playback, history, favourites } = run.bot.services;
    const ada = all.listener(undefined, { permissions: PermissionFlagsBits.ManageGuild });
    for (const name of NAMES) {
      // A guild for each: more would be too much at once for one.
      const person = all.listener(all.another(), { permissions: PermissionFlagsBits.ManageGuild });
      isHarmless(await person.slash('play', { query: name }).until(isPlaying), `/play ${name}`);
      isHarmless(await person.slash('nowplaying').reply(), `/nowplaying ${name}`);
      isHarmless(await person.slash('favourites add').reply(), `/favourites add ${name}`);
      isHarmless(await person.slash('cache inspect', { song: name }).reply(), `/cache inspect ${name}`);
    }
    const [userId, guildId] = [ada.user.id, guild.id];
    for (const userInput of NAMES) {
      const request = { userInput, guildId, requestedBy: userId, voiceChannelId: guild.channel('Music') };
      const outcome = await playback.playRequestCached(request);
      if (outcome.status === 'failed') throw outcome.error;
      history.note({ userId, guildId, song: outcome.song });
      await favourites.add(userId, keptSong(outcome.song));
    }
    expect(playerOf(run, guild).queue.length).toBe(NAMES.length - 1);
    for (const command of ['queue', 'history', 'favourites list', 'skip']) {
      isHarmless(await ada.slash(command).reply(), `/${command}`);
    }
    isHarmless(
      await all.listener(undefined, { permissions: PermissionFlagsBits.ManageGuild }).slash('cache stats').reply(),
      '/cache stats',
    );
    const { choices } = await ada.autocomplete('play', { query: '' });
    expect(choices.length).toBeGreaterThanOrEqual(NAMES.length - 1);
    for (const { name, value } of choices) {
      expect([name.length > 0, name.length <= 100, `${value}`.length <= 100]).toEqual([true, true, true]);
      expect(name).not.toMatch(INVISIBLE);
    }
    expect(logged(run, 'warn', 'error', 'fatal')).toEqual([]);
  }, 30_000);

  it('are harmless in the message that tells what plays, each of them', async () => {
    await using all = await hostileWorld();
    await using run = await all.bot();
    const guilds = NAMES.map(() => all.another());
    await Promise.all(
      guilds.map((guild, i) =>
        all
          .listener(guild)
          .slash('play', { query: there(NAMES[i], 'name') })
          .until(isAnswer),
      ),
    );
    for (const guild of guilds) {
      const message = await until('what plays', () => guild.messages('general')[0]);
      isHarmless(message, message.text.slice(0, 200));
    }
    await using http = new HttpSide({ port: 0, cluster: run.bot.local, health: () => run.bot.health });
    await http.start();
    const page = await (await fetch(http.url)).text();
    // Whatever was not escaped would be a tag, or none at all, which is thrown.
    const { tags, text } = pageParts(page);
    expect(tags.map(({ name }) => name)).not.toContain('img');
    expect(tags.flatMap(({ attributes }) => [...attributes.keys()]).filter((key) => key.startsWith('on'))).toEqual([]);
    expect(text).toContain('<img onerror=alert(1) src=x>');
    expect(text).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/u);
    expect(page.length).toBeLessThan(200_000);
  }, 30_000);
});
