import type { Clock } from '@reprise/clock';
import type { BotConfig } from '../config/index.ts';
import type { MaskedLog } from '../log/create-log.ts';
import { findFormerPlayers } from './former-players.ts';
import { MusicBot } from './music-bot.ts';
import { startOwnNode } from './own-node.ts';
import { snapshotName } from './player-snapshot.ts';
import { startHttp } from './start-http.ts';
import { untilAborted } from './until-aborted.ts';

/** What {@link runBot} runs. */
export interface BotRun {
  readonly config: BotConfig;
  readonly log: MaskedLog;
  readonly clock: Clock;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/**
 * Runs the bot in this process until it is told to end: its own node, the stores, the page, and then Discord.
 *
 * @throws `StartError` when somebody has to change something first; what the file system or a port says.
 */
export async function runBot({ config, log, clock, signal }: BotRun): Promise<void> {
  await findFormerPlayers(config.dataDir, [snapshotName(undefined)], log);
  const ownNode = await startOwnNode(config, log, signal);
  try {
    const bot = await MusicBot.open({ config, log, clock, ownNode });
    try {
      const http = await startHttp({ config, log, clock, cluster: bot.local, health: () => bot.health });
      try {
        const told = untilAborted(signal);
        await Promise.race([bot.start(), told]);
        await Promise.race([told, bot.dismissed]);
      } finally {
        await http?.close();
      }
    } finally {
      await bot.stop();
    }
  } finally {
    await ownNode?.close();
  }
}
