import { z } from 'zod';
import type { RunningNode, ShardPlace } from '../bot/bot-parts.ts';
import { MusicBot } from '../bot/music-bot.ts';
import type { BotRun } from '../bot/run-bot.ts';
import { untilAborted } from '../bot/until-aborted.ts';
import { clusterAnswers, RemoteCluster } from './cluster-messages.ts';
import { type Answering, ProcessChannel, parentEnd } from './process-channel.ts';

const OWN_NODE = z.object({ url: z.string(), password: z.string() }).nullable();

/** Runs one shard of the bot until it is told to end, or the process that started it is gone. */
export async function runShard({ config, log, clock, signal }: BotRun, place: ShardPlace): Promise<void> {
  const end = parentEnd();
  if (end === undefined) throw new Error('A shard is started by the bot itself: start it with --shards.');
  const answers: Record<string, Answering> = {};
  const channel = new ProcessChannel(end, answers, clock);
  const ownNode: RunningNode | null = OWN_NODE.parse(await channel.ask('own-node', undefined));
  if (ownNode !== null) log.addSecret(ownNode.password);
  const all = new RemoteCluster(channel);
  const bot = await MusicBot.open({ config, log, clock, place, ownNode: ownNode ?? undefined, clusterOf: () => all });
  Object.assign(answers, clusterAnswers(bot.local));
  try {
    await bot.start();
    await untilAborted(signal);
  } finally {
    await bot.stop();
    channel.close();
  }
}
