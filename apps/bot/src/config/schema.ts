import type { z } from 'zod';
import type { BotConfig } from './bot-config.ts';
import type { Environment } from './environment.ts';
import { notes, type VariableNotes } from './field.ts';
import { passwordsOf, RELATIONS, type Relation } from './relations.ts';
import { environment } from './variables/all.ts';

const MIB = 1_048_576;

/** A variable and what is to be known of it. */
export interface Variable extends VariableNotes {
  readonly name: string;
}

/** From environment variables to settings. @param cwd - Where relative paths start. */
export function configSchema(cwd: string): z.ZodType<BotConfig> {
  const fields: z.ZodType<Environment> = environment(cwd);
  return RELATIONS.reduce(related, fields).transform(toConfig);
}

/** Every variable, in the order of the documentation. */
export const VARIABLES: readonly Variable[] = Object.entries(environment('/').shape).flatMap(([name, field]) => {
  const known = notes.get(field);
  return known === undefined ? [] : [{ name, ...known }];
});

function related(schema: z.ZodType<Environment>, { of, variable, problem }: Relation): z.ZodType<Environment> {
  const names: ReadonlySet<unknown> = new Set(of);
  return schema.superRefine(
    (values, context) => {
      const message = problem(values);
      if (message !== undefined)
        context.addIssue({ code: 'custom', path: [variable], message, params: { isRelation: true } });
    },
    // Without it nothing would be said of how variables go together while any of them is wrong by itself.
    { when: ({ issues }) => !issues.some(({ path }) => names.has(path?.[0])) },
  );
}

function toConfig(values: Environment): BotConfig {
  const passwords = passwordsOf(values.LAVALINK_NODES, values.LAVALINK_PASSWORD ?? '') ?? [];
  return {
    discord: {
      token: values.DISCORD_TOKEN,
      apiBase: values.DISCORD_API_BASE,
      ownerIds: values.OWNER_IDS,
      shards: values.SHARDS,
      shardIds: values.SHARD_IDS,
      presence: values.PRESENCE === '' ? undefined : values.PRESENCE,
    },
    nodes: values.LAVALINK_NODES.map((node, i) => ({ ...node, password: passwords[i] ?? '' })),
    ownNode: {
      isOn: values.OWN_NODE,
      musicDir: values.MUSIC_DIR,
      voice: values.OWN_NODE_VOICE,
      playsWebLinks: values.WEB_LINKS,
      isYtDlpOn: values.YTDLP,
      ytDlpPath: values.YTDLP_PATH,
      ffmpegPath: values.FFMPEG_PATH,
    },
    defaultSearchSource: values.DEFAULT_SEARCH_SOURCE,
    dataDir: values.DATA_DIR,
    cache: {
      maxSongs: values.CACHE_MAX_SONGS,
      maxBytes: values.CACHE_MAX_MIB * MIB,
      ttlMs: values.CACHE_TTL_MS,
      metadataTtlMs: values.CACHE_METADATA_TTL_MS,
      valkeyUrl: values.VALKEY_URL,
    },
    http: {
      isOn: values.HTTP,
      host: values.HTTP_HOST,
      port: values.HTTP_PORT,
      password: values.HTTP_PASSWORD,
      allowedHosts: values.HTTP_ALLOWED_HOSTS,
    },
    log: { level: values.LOG_LEVEL, format: values.LOG_FORMAT },
    defaultLocale: values.DEFAULT_LOCALE,
    warm: { afterMs: values.WARM_AFTER_MS, budgetMs: values.WARM_BUDGET_MS, limit: values.WARM_LIMIT },
    players: {
      defaultVolume: values.DEFAULT_VOLUME,
      maxQueue: values.MAX_QUEUE,
      maxPlaylist: values.MAX_PLAYLIST,
      idleLeaveMs: values.IDLE_LEAVE_MS,
      aloneLeaveMs: values.ALONE_LEAVE_MS,
      loadTimeoutMs: values.LOAD_TIMEOUT_MS,
    },
  };
}
