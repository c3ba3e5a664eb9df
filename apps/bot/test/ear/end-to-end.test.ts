import { type DiscordGuild, FakeDiscord, type FakeVoiceServer } from '@reprise/devkit';
import { AudioNode } from '@reprise/node';
import { PermissionFlagsBits } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { isAnswer } from '../e2e/support/world.ts';
import { wholeBot } from '../support/whole-bot.ts';
import { listenFor, loudestDb, trustedServer } from './support/ear.ts';
import { PEAK } from './support/tone.ts';
import { tuneFolder } from './support/tunes.ts';

/** The whole bot and a node, in a Discord whose channels demand end-to-end encryption. */
interface Scene extends AsyncDisposable {
  readonly server: FakeVoiceServer;
  readonly guild: DiscordGuild;
  /** Types a command as somebody in the channel. Answers what the bot says. */
  says(command: string, options?: Readonly<Record<string, string>>): Promise<string>;
}

async function scene(): Promise<Scene> {
  await using ends = new AsyncDisposableStack();
  const { path } = ends.use(await tuneFolder(['a440', 'c523']));
  const { server } = ends.use(await trustedServer({ dave: true }));
  const discord = ends.use(new FakeDiscord({ voiceServers: [server] }));
  const node = ends.use(new AudioNode({ port: 0, password: 'secret', voice: 'discord', musicDir: path }));
  await node.start();
  const env = { DEFAULT_SEARCH_SOURCE: 'demosearch', OWN_NODE: 'off', WARM_LIMIT: '0', LAVALINK_PASSWORD: 'secret' };
  ends.use(await wholeBot({ discord, env: { ...env, LAVALINK_NODES: `main=${node.url}` } }));
  const guild = discord.guild();
  const owned = ends.move();
  let people = 0;
  return {
    server,
    guild,
    async says(command, options) {
      people += 1;
      const member = discord.user(`person ${people}`).in(guild, { permissions: PermissionFlagsBits.ManageGuild });
      member.joinVoice('Music');
      return (await member.slash(command, options).until(isAnswer)).text;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

describe('in a channel that demands end-to-end encryption', () => {
  it('/play is heard, evenly and at its level, and goes on when the bot has to be taken in anew', async () => {
    await using all = await scene();
    const { server, guild, says } = all;
    const heard = server.heard(guild.id);

    expect(await says('play', { query: 'a440' })).toContain('Playing');
    await heard.hears(440, { toleranceHz: 1 });
    expect(server.endToEnd(guild.id)).toMatchObject({ epoch: 1, flags: 0 });
    heard.clear();
    await listenFor(1_000);
    expect(heard.useless).toMatchObject({ undecryptable: 0, notEndToEnd: 0, undecodable: 0 });
    expect(loudestDb(heard.music(500))).toBeCloseTo(20 * Math.log10(PEAK / 32_768 / Math.SQRT2), 0);

    server.announceBadCommit(guild.id);
    await expect.poll(() => server.endToEnd(guild.id)?.flags).toBe(1);
    await heard.hears(440, { toleranceHz: 1 });
    expect(heard.silences(500)).toEqual([]);
    expect(await says('play', { query: 'c523' })).toContain('in the queue');
    await says('skip');
    await heard.hears(523, { toleranceHz: 2 });
  });
});
