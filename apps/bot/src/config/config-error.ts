/** Something about a variable: together they read as a sentence, as `HTTP_PORT must be a whole number from 0 to 65535`. */
export interface ConfigProblem {
  readonly variable: string;
  readonly problem: string;
}

/** The settings are wrong. Nothing was started. No secret is in its message or its problems. */
export class ConfigError extends Error {
  override readonly name: string = 'ConfigError';
  /** For a program. */
  readonly code: 'CONFIG_INVALID' = 'CONFIG_INVALID';
  /** All that is wrong, in the order of the documentation. */
  readonly problems: readonly ConfigProblem[];

  /** What is probably not meant so, and may be why something is missing. */
  readonly warnings: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[], warnings: readonly ConfigProblem[]) {
    const besides = warnings.length === 0 ? '' : `\nAnd this is probably not meant so:\n${listed(warnings)}`;
    super(`The configuration is wrong, so nothing was started:\n${listed(problems)}${besides}`);
    this.problems = problems;
    this.warnings = warnings;
  }
}

function listed(problems: readonly ConfigProblem[]): string {
  return problems.map(({ variable, problem }) => `  ${variable} ${problem}`).join('\n');
}
