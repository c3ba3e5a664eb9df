import { StartError } from '../bot/bot-errors.ts';
import type { ShardPlace } from '../bot/bot-parts.ts';
import { MusicBot } from '../bot/music-bot.ts';
import type { BotRun } from '../bot/run-bot.ts';
import { untilAborted } from '../bot/until-aborted.ts';
import type { MaskedLog } from '../log/create-log.ts';
import { clusterAnswers, OF_ALL, RemoteCluster } from './cluster-messages.ts';
import { type Answering, ProcessChannel, parentEnd } from './process-channel.ts';
import { END, LOGIN_TURN, OWN_NODE, ownNodeAnswer, READY, REFUSED, TURN_MS } from './shard-messages.ts';

/** A shard without the process that started it is of no use: what has not ended after that time is left. In milliseconds. */
const LONGEST_ORPHANED_MS = 4_500;

/**
 * Runs one shard of the bot until it is told to end, or the process that started it is gone.
 *
 * That process tells it by a message, not by a signal: Ctrl+C and systemd signal all processes at once, and the second
 * signal would end it without good order.
 */
export async function runShard(run: BotRun, place: ShardPlace): Promise<void> {
  const end = parentEnd();
  if (end === undefined) throw new Error('A shard is started by the bot itself: start the bot with --shards.');
  const ending = new AbortController();
  const signal = AbortSignal.any([run.signal, ending.signal]);
  const log = ofShard(run.log, place);
  const answers: Record<string, Answering> = { [END]: async () => ending.abort() };
  const channel = new ProcessChannel(end, answers, run.clock);
  const orphaned = (): void => {
    log.warn('The process that started this shard is gone; the shard ends.');
    ending.abort();
    setTimeout(() => process.exit(1), LONGEST_ORPHANED_MS).unref();
  };
  process.once('disconnect', orphaned);
  // discord.js tells that process of every connection; that it is gone is known by the disconnection.
  process.on('error', (error) => log.debug('The process that started this shard cannot be told anything.', { error }));
  try {
    await playUntil({ ...run, log, signal }, place, channel, answers);
  } catch (error) {
    // It was told to end on the way: what comes of that is no news.
    if (!signal.aborted) await tell(channel, error);
  } finally {
    channel.close();
    process.off('disconnect', orphaned);
    // Else discord.js, which listens to it for ever, would keep this process alive.
    if (process.connected) process.disconnect();
  }
}

async function playUntil(
  { config, log, clock, signal }: BotRun,
  place: ShardPlace,
  channel: ProcessChannel,
  answers: Record<string, Answering>,
): Promise<void> {
  const ownNode = ownNodeAnswer.parse(await channel.ask(OWN_NODE)) ?? undefined;
  if (ownNode !== undefined) log.addSecret(ownNode.password);
  const all = new RemoteCluster(channel, OF_ALL);
  const bot = await MusicBot.open({ config, log, clock, place, ownNode, clusterOf: () => all });
  Object.assign(answers, clusterAnswers(bot.local));
  const ended = untilAborted(signal);
  try {
    await Promise.race([begin(bot, channel, signal), ended]);
    await Promise.race([ended, bot.dismissed]);
  } finally {
    await bot.stop();
  }
}

async function begin(bot: MusicBot, channel: ProcessChannel, signal: AbortSignal): Promise<void> {
  await channel.ask(LOGIN_TURN, undefined, TURN_MS);
  if (signal.aborted) return;
  await bot.start();
  await channel.ask(READY);
}

/** Of several shards that cannot start for the same reason, the process that started them tells it once. */
async function tell(channel: ProcessChannel, error: unknown): Promise<void> {
  if (!(error instanceof StartError)) throw error;
  await channel.ask(REFUSED, { code: error.code, message: error.message });
}

/** All processes write to the same output. */
function ofShard(log: MaskedLog, { shards: [shard] }: ShardPlace): MaskedLog {
  return Object.assign(log.child({ shard }), { addSecret: (secret: string) => log.addSecret(secret) });
}
