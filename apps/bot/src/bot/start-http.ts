import { join } from 'node:path';
import type { Clock } from '@reprise/clock';
import type { Cluster } from '../cluster/cluster.ts';
import type { BotConfig } from '../config/index.ts';
import type { Health } from '../http/health.ts';
import type { Listen } from '../http/http-options.ts';
import { HttpSide } from '../http/http-side.ts';
import type { MaskedLog } from '../log/create-log.ts';
import { writeWhole } from './whole-file.ts';

/** What the page tells of, and how. */
export interface HttpParts {
  readonly config: BotConfig;
  readonly log: MaskedLog;
  readonly clock: Clock;
  readonly cluster: Cluster;
  readonly health: () => Health;
  /** How players are listened to on the page; undefined where they are not. */
  readonly listen?: Listen;
}

/** Starts the page, metrics and interface, if they are wanted. @throws `HttpSideError` when the port cannot be had. */
export async function startHttp({
  config,
  log,
  clock,
  cluster,
  health,
  listen,
}: HttpParts): Promise<HttpSide | undefined> {
  const { isOn, host, port, password, allowedHosts } = config.http;
  if (!isOn) return undefined;
  const http = new HttpSide({
    host,
    port,
    ...(password !== undefined && { password }),
    allowedHosts,
    cluster,
    health,
    ...(listen !== undefined && { listen }),
    log: { error: (details, line) => log.error(line, { details }) },
    clock,
  });
  await http.start();
  try {
    await keepToken(http, config, log);
  } catch (error) {
    await http.close();
    throw error;
  }
  log.info('The page of the bot is there.', { url: http.url });
  return http;
}

/** Whoever may read the folder of the bot may also tell it what to do. */
async function keepToken({ writeToken }: HttpSide, { dataDir }: BotConfig, log: MaskedLog): Promise<void> {
  if (writeToken === undefined) return;
  log.addSecret(writeToken);
  await writeWhole(join(dataDir, 'http-token'), writeToken);
}
