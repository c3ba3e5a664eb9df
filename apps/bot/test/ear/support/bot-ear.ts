import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DiscordGuild, type DiscordMember, FakeDiscord, type HeardVoice } from '@reprise/devkit';
import { AudioNode, type AudioNodeOptions } from '@reprise/node';
import { PermissionFlagsBits } from 'discord.js';
import { silentLog } from '../../../src/log/log.ts';
import type { OwnNode } from '../../../src/own-node/own-node.ts';
import { isAnswer } from '../../e2e/support/world.ts';
import { startNode } from '../../own-node/support.ts';
import { type WholeBot, wholeBot } from '../../support/whole-bot.ts';
import { trustedServer } from './ear.ts';
import { type TuneName, tuneFolder } from './tunes.ts';

/** Whose node plays: one that is there already, in this process, or the bot's own, a process that the bot starts. */
export type NodeKind = 'outside' | 'own';

/** What a {@link botEar} is to have. */
export interface BotEarOptions {
  readonly node: NodeKind;
  readonly tunes: readonly TuneName[];
  /** Of the node, if it was there already, beside those that let it be heard. @defaultValue none */
  readonly nodeOptions?: AudioNodeOptions;
}

/** A guild of a {@link BotEar}. */
export interface HeardGuild {
  readonly guild: DiscordGuild;
  readonly heard: HeardVoice;
  /** Types a command as somebody who may, and was never there before: nobody is too fast. Answers what the bot says. */
  says(command: string, options?: Readonly<Record<string, string | number | boolean>>): Promise<string>;
}

/** Discord, the whole bot, a node, and a voice server that hears it. */
export interface BotEar extends AsyncDisposable {
  readonly run: WholeBot;
  /** A new guild. */
  guild(): HeardGuild;
}

/** Starts a {@link BotEar}. */
export async function botEar({ node: kind, tunes, nodeOptions = {} }: BotEarOptions): Promise<BotEar> {
  await using ends = new AsyncDisposableStack();
  const folder = ends.use(await tuneFolder(tunes));
  const { server } = ends.use(await trustedServer());
  const discord = ends.use(new FakeDiscord({ voiceServers: [server] }));
  const caFile = join(folder.path, 'ca.pem');
  await writeFile(caFile, server.ca);
  let env: Record<string, string> = { DEFAULT_SEARCH_SOURCE: 'demosearch', OWN_NODE: 'off', WARM_LIMIT: '0' };
  let ownNode: OwnNode | undefined;
  if (kind === 'own') {
    ownNode = ends.use(await withVariable('NODE_EXTRA_CA_CERTS', caFile, () => startOwn(folder.path)));
    env = { ...env, OWN_NODE: 'on' };
  } else {
    const heard = { port: 0, password: 'secret', voice: 'discord', musicDir: folder.path } as const;
    const node = new AudioNode({ ...heard, ...nodeOptions });
    await node.start();
    ends.use(node);
    env = { ...env, LAVALINK_NODES: `main=${node.url}`, LAVALINK_PASSWORD: 'secret' };
  }
  const run = ends.use(await wholeBot({ discord, env, ...(ownNode && { ownNode }) }));
  let people = 0;
  const newcomer = (guild: DiscordGuild): DiscordMember => {
    people += 1;
    const member = discord.user(`person ${people}`).in(guild, { permissions: PermissionFlagsBits.ManageGuild });
    member.joinVoice('Music');
    return member;
  };
  const owned = ends.move();
  return {
    run,
    guild() {
      const guild = discord.guild();
      return {
        guild,
        heard: server.heard(guild.id),
        says: async (command, options) => (await newcomer(guild).slash(command, options).until(isAnswer)).text,
      };
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function startOwn(musicDir: string): Promise<OwnNode> {
  return startNode(silentLog, { musicDir, voice: 'discord' });
}

async function withVariable<T>(name: string, value: string, run: () => Promise<T>): Promise<T> {
  const before = process.env[name];
  process.env[name] = value;
  try {
    return await run();
  } finally {
    if (before === undefined) delete process.env[name];
    else process.env[name] = before;
  }
}
