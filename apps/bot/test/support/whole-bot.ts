import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, systemClock } from '@reprise/clock';
import type { FakeDiscord } from '@reprise/devkit';
import type { RunningNode } from '../../src/bot/bot-parts.ts';
import { MusicBot } from '../../src/bot/music-bot.ts';
import { readConfig } from '../../src/config/index.ts';
import { createLog, type MaskedLog } from '../../src/log/create-log.ts';

/** What a {@link wholeBot} is to have. */
export interface WholeBotOptions {
  readonly discord: FakeDiscord;
  /** Variables beside the token and the folder. */
  readonly env?: Readonly<Record<string, string>>;
  /** @defaultValue a folder of its own, which goes with it */
  readonly dataDir?: string;
  readonly ownNode?: RunningNode;
  /** @defaultValue the machine's */
  readonly clock?: Clock;
  /** Whether it goes to work at once. @defaultValue true */
  readonly isStarted?: boolean;
}

/** The whole bot, as a person runs it, in this process and without the page. */
export interface WholeBot extends AsyncDisposable {
  readonly bot: MusicBot;
  readonly dataDir: string;
  readonly log: MaskedLog;
  /** Everything that was logged, a line each. */
  readonly lines: readonly string[];
}

/** Starts a {@link WholeBot}, and waits until it is ready. */
export async function wholeBot({
  discord,
  env = {},
  dataDir,
  ownNode,
  clock = systemClock,
  isStarted = true,
}: WholeBotOptions): Promise<WholeBot> {
  const folder = dataDir ?? (await mkdtemp(join(tmpdir(), 'reprise-bot-')));
  const { config, secrets } = readConfig({
    env: { DISCORD_TOKEN: discord.token, DISCORD_API_BASE: await discord.listen(), DATA_DIR: folder, ...env },
    cwd: folder,
  });
  const lines: string[] = [];
  const log = createLog({
    level: config.log.level,
    format: 'json',
    secrets,
    destination: { write: (line) => void lines.push(line) },
  });
  const bot = await MusicBot.open({ config, log, clock, ownNode });
  try {
    if (isStarted) await bot.start();
  } catch (error) {
    await bot.stop();
    throw error;
  }
  return {
    bot,
    dataDir: folder,
    log,
    lines,
    [Symbol.asyncDispose]: async () => {
      await bot.stop();
      if (dataDir === undefined) await rm(folder, { recursive: true });
    },
  };
}
