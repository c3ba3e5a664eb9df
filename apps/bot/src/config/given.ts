import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import type { ConfigProblem } from './config-error.ts';
import { VARIABLES, type Variable } from './schema.ts';

/** Variables as a process has them. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** What was given, from all sources. */
export interface Given {
  /** The text of each of our variables that was given. */
  readonly texts: ReadonlyMap<string, string>;
  /** Names of all variables there are, ours and others. */
  readonly names: readonly string[];
  readonly problems: readonly ConfigProblem[];
}

/** More than any token or password; a file that is larger is not one. */
const LARGEST_SECRET_BYTES = 65_536;

/** Gathers what was given: `.env` in the working folder, before it the environment, and files of secrets. */
export function gather(env: Variables, cwd: string): Given {
  const problems: ConfigProblem[] = [];
  const all = new Map(Object.entries(withoutShardOf(env, { ...dotEnv(cwd, problems), ...env })));
  const texts = new Map<string, string>();
  for (const variable of VARIABLES) {
    const text = variable.isSecret === true ? secretText(variable, all, cwd, problems) : all.get(variable.name)?.trim();
    if (text !== undefined && (text !== '' || variable.canBeEmpty === true)) texts.set(variable.name, text);
  }
  return { texts, names: [...all.keys()], problems };
}

/**
 * The ShardingManager of discord.js starts its processes with `SHARDS` as the number of their shard, so that `SHARD_IDS` says
 * nothing either, and with the token it was given, so that a token out of a file is there twice.
 */
function withoutShardOf(env: Variables, all: Variables): Variables {
  if (env.SHARDING_MANAGER !== 'true') return all;
  const { SHARDS: _shard, SHARD_IDS: _ids, ...rest } = all;
  return env.DISCORD_TOKEN === undefined ? rest : { ...rest, DISCORD_TOKEN_FILE: undefined };
}

function dotEnv(cwd: string, problems: ConfigProblem[]): Variables {
  try {
    const content = readFileSync(join(cwd, '.env'), 'utf8');
    // Editors of Windows put a mark in front, and its shell writes UTF-16.
    if (!content.includes('\0')) return parseEnv(content.replace(/^\uFEFF/, ''));
    problems.push({ variable: '.env', problem: 'is no text in UTF-8: save it as one' });
    return {};
  } catch (error) {
    const code = codeOf(error);
    if (code !== 'ENOENT') problems.push({ variable: '.env', problem: `cannot be read (${code})` });
    return {};
  }
}

function secretText(
  { name }: Variable,
  all: ReadonlyMap<string, string | undefined>,
  cwd: string,
  problems: ConfigProblem[],
): string | undefined {
  const text = all.get(name)?.trim();
  const variable = `${name}_FILE`;
  const file = all.get(variable)?.trim();
  if (!file) return text;
  if (text) {
    problems.push({ variable, problem: `and ${name} are both given: one of them is enough` });
    return text;
  }
  return fileText(variable, resolve(cwd, file), problems);
}

function fileText(variable: string, path: string, problems: ConfigProblem[]): string | undefined {
  // The path is not shown: a token that was put into the wrong variable is one, too.
  const wrong = (problem: string): undefined => void problems.push({ variable, problem });
  try {
    const content = readFileSync(path);
    if (content.length > LARGEST_SECRET_BYTES) return wrong(`names a file of more than ${LARGEST_SECRET_BYTES} bytes`);
    const text = content.toString('utf8').trim();
    return text === '' ? wrong('names a file that is empty') : text;
  } catch (error) {
    return wrong(`names a file that cannot be read (${codeOf(error)})`);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown reason';
}
