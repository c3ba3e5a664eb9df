import type { BotConfig } from '../config/index.ts';
import type { MaskedLog } from '../log/create-log.ts';
import { OwnNode } from '../own-node/own-node.ts';

/**
 * Starts the bot's own node, if it is wanted. Where there are others, the bot goes on without it.
 *
 * @throws `OwnNodeError` when it does not start and is the only one.
 */
export async function startOwnNode(
  { ownNode, nodes }: BotConfig,
  log: MaskedLog,
  signal: AbortSignal,
): Promise<OwnNode | undefined> {
  const { isOn, voice, musicDir, playsWebLinks, isYtDlpOn, ytDlpPath, ffmpegPath } = ownNode;
  if (!isOn) return undefined;
  try {
    const node = await OwnNode.start({
      voice,
      ...(musicDir !== undefined && { musicDir }),
      http: playsWebLinks,
      ...(ffmpegPath !== undefined && { ffmpegPath }),
      ytdlp: isYtDlpOn && ytDlpPath !== undefined ? { path: ytDlpPath } : isYtDlpOn,
      log,
      signal,
    });
    log.addSecret(node.password);
    return node;
  } catch (error) {
    if (nodes.length === 0 || signal.aborted) throw error;
    log.error('The own node does not start; the bot goes on with the others.', { error });
    return undefined;
  }
}
