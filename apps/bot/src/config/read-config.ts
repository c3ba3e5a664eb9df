import { SecretMask } from '../log/secret-mask.ts';
import type { BotConfig } from './bot-config.ts';
import { ConfigError, type ConfigProblem } from './config-error.ts';
import { exposures } from './exposures.ts';
import { type Given, gather, type Variables } from './given.ts';
import { misspellings } from './misspellings.ts';
import { configSchema, VARIABLES } from './schema.ts';
import { secretTexts, shown } from './secret-texts.ts';

/** Where settings come from. */
export interface ConfigSources {
  /** As `process.env`. */
  readonly env: Variables;
  /** Folder of `.env`, and where relative paths start. */
  readonly cwd: string;
}

/** Settings, and what is to be known about them. */
export interface ReadConfig {
  readonly config: BotConfig;
  /** What is probably not meant so, as variables that nobody reads. The bot starts none the less. */
  readonly warnings: readonly ConfigProblem[];
  /** Every text that must not be seen in a log, the longest first. */
  readonly secrets: readonly string[];
}

const SECRET: ReadonlySet<string> = new Set(VARIABLES.filter(({ isSecret }) => isSecret).map(({ name }) => name));

/**
 * Reads all settings: the built-in ones, over them `.env`, over them the environment, and secrets from the files that
 * `NAME_FILE` names. A variable that is empty counts as not given.
 *
 * @throws {@link ConfigError} with everything that is wrong, and everything that is probably not meant so.
 */
export function readConfig({ env, cwd }: ConfigSources): ReadConfig {
  const given = gather(env, cwd);
  const secrets = secretTexts(given.texts);
  const result = configSchema(cwd).safeParse(Object.fromEntries(given.texts));
  const problems = [...given.problems, ...problemsOf(result.error?.issues ?? [], given, secrets)];
  const warnings = [...misspellings(given.names), ...(result.success ? exposures(result.data) : [])];
  if (!result.success || problems.length > 0) throw new ConfigError(problems.toSorted(inOrder), warnings);
  return { config: result.data, warnings, secrets };
}

/** As in the documentation; what has to do with a file stands with its variable. */
function inOrder(one: ConfigProblem, other: ConfigProblem): number {
  return placeOf(one) - placeOf(other);
}

function placeOf({ variable }: ConfigProblem): number {
  return VARIABLES.findIndex(({ name }) => name === variable.replace(/_FILE$/, ''));
}

/** A part of what zod tells of something wrong. */
interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly params?: Readonly<Record<string, unknown>> | undefined;
}

function problemsOf(issues: readonly Issue[], given: Given, secrets: readonly string[]): readonly ConfigProblem[] {
  if (issues.length === 0) return [];
  const mask = new SecretMask(secrets);
  return issues.map((issue) => problemOf(issue, given, mask));
}

function problemOf(issue: Issue, { texts }: Given, secrets: SecretMask): ConfigProblem {
  const variable = String(issue.path[0]);
  const text = texts.get(variable);
  if (text === undefined || SECRET.has(variable) || issue.params?.isRelation === true) {
    return { variable, problem: issue.message };
  }
  return { variable, problem: `${issue.message}, but is ${shown(text, secrets)}` };
}
