import { z } from 'zod';
import type { BotConfig } from '../config/index.ts';
import type { Log } from '../log/log.ts';
import type { RunningNode } from './bot-parts.ts';

/** It is on this machine. */
const ANSWER_MS = 5_000;

const infoSchema = z.object({ sourceManagers: z.array(z.string()) });

/**
 * Where words are looked for that name no source: what the settings say, else YouTube, else what the own node has without it.
 * A bot that is alone with a node without yt-dlp would find nothing at all on YouTube.
 */
export async function searchSource(
  { defaultSearchSource, nodes, ownNode: { isYtDlpOn } }: BotConfig,
  ownNode: RunningNode | undefined,
  log: Log,
): Promise<string> {
  if (defaultSearchSource !== undefined) return defaultSearchSource;
  if (nodes.length > 0 || ownNode === undefined) return 'ytsearch';
  try {
    if ((await sourcesOf(ownNode)).includes('youtube')) return 'ytsearch';
  } catch (error) {
    log.warn('The own node does not say what it can load; words are looked for on YouTube.', { error });
    return 'ytsearch';
  }
  if (isYtDlpOn) {
    log.warn(
      'There is no YouTube without yt-dlp: /play finds built-in pieces and your own music. `npm start -- doctor` says what to do.',
    );
  }
  return 'demosearch';
}

async function sourcesOf({ url, password }: RunningNode): Promise<readonly string[]> {
  const answer = await fetch(`${url}/v4/info`, {
    headers: { authorization: password },
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  return infoSchema.parse(await answer.json()).sourceManagers;
}
