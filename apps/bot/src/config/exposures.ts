import type { BotConfig } from './bot-config.ts';
import type { ConfigProblem } from './config-error.ts';
import { isLoopback, isPublic } from './host.ts';

/** What works, but lets others read secrets on their way. */
export function exposures({ discord, nodes, cache }: BotConfig): readonly ConfigProblem[] {
  const found: ConfigProblem[] = [];
  const api = discord.apiBase === undefined ? undefined : new URL(discord.apiBase);
  if (api?.protocol === 'http:' && !isLoopback(api.hostname)) {
    found.push({ variable: 'DISCORD_API_BASE', problem: 'is http://, so others can read the token on its way' });
  }
  for (const { identifier, uri } of nodes) {
    const { protocol, hostname } = new URL(uri);
    if (protocol === 'https:' || !isPublic(hostname)) continue;
    const problem = `has ${identifier} on a public host by http://, so others can read its password on its way: use https://`;
    found.push({ variable: 'LAVALINK_NODES', problem });
  }
  const valkey = cache.valkeyUrl === undefined ? undefined : new URL(cache.valkeyUrl);
  if (valkey?.protocol === 'redis:' && isPublic(valkey.hostname)) {
    const problem = 'is a public host without TLS, so others can read and change what is kept: use rediss://';
    found.push({ variable: 'VALKEY_URL', problem });
  }
  return found;
}
