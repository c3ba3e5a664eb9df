import { systemClock } from '@reprise/clock';
import type { ShardPlace } from '../bot/bot-parts.ts';
import type { BotRun } from '../bot/run-bot.ts';
import { readConfig } from '../config/index.ts';
import { catchUnhandled } from '../log/catch-unhandled.ts';
import { createLog } from '../log/create-log.ts';
import { shardPlace } from '../shards/shard-place.ts';
import type { StartArguments } from './arguments.ts';
import { EXIT } from './exit-codes.ts';

/**
 * Starts the bot, or the demo when there is no token, and runs it until it is told to end.
 *
 * @throws `ConfigError`, `StartError`, and what the file system or a port says.
 */
export async function start({ shards, musicDir, isListenedTo }: StartArguments, signal: AbortSignal): Promise<number> {
  const place = shardPlace(process.env);
  const env = {
    ...process.env,
    ...(shards !== undefined && { SHARDS: shards }),
    ...(musicDir !== undefined && { MUSIC_DIR: musicDir }),
  };
  const { config, warnings, secrets } = readConfig({ env, cwd: process.cwd() });
  if (config.discord.token === undefined) {
    const { playDemo } = await import('../demo/demo.ts');
    return playDemo({ config, warnings, signal, isListenedTo });
  }
  const { level, format } = config.log;
  const isPretty = format === 'auto' ? process.stdout.isTTY === true : format === 'pretty';
  const log = createLog({ level, format: isPretty ? 'pretty' : 'json', secrets });
  catchUnhandled(log);
  for (const { variable, problem } of warnings) log.warn(`${variable} ${problem}`);
  try {
    await runWhole({ config, log, clock: systemClock, signal }, place);
  } catch (error) {
    // What is given up on the way, because it was told to end, is no failure.
    if (!signal.aborted) throw error;
    if (error !== signal.reason) log.warn('The bot ended, but not in good order.', { error });
  }
  log.flush();
  return EXIT.ok;
}

/** The bot as it is divided: one process, the one that starts the others, or one of those. */
async function runWhole(run: BotRun, place: ShardPlace | undefined): Promise<void> {
  if (place !== undefined) {
    const { runShard } = await import('../shards/run-shard.ts');
    return runShard(run, place);
  }
  if (run.config.discord.shards === 1) {
    const { runBot } = await import('../bot/run-bot.ts');
    return runBot(run);
  }
  const { runShards } = await import('../shards/run-shards.ts');
  return runShards(run);
}
