import { ConfigError, type ConfigProblem, type ConfigSources, type ReadConfig, readConfig } from '../config/index.ts';
import { type ExamineOptions, examine, reportOf } from './examine.ts';
import type { Finding } from './finding.ts';
import { print } from './print.ts';

/** Options of {@link doctor}. */
export interface DoctorOptions extends ConfigSources, Pick<ExamineOptions, 'deadlineMs'> {
  /** Takes the lines of what was found, without their ends. */
  readonly write: (line: string) => void;
  /** Whether they go where colours are seen. */
  readonly useColor: boolean;
}

/**
 * `npm start -- doctor`: reads the settings, looks at everything they lead to, and says how it is and what to do.
 *
 * @returns The exit code: 1 when something failed, else 0.
 */
export async function doctor({ env, cwd, write, useColor, ...options }: DoctorOptions): Promise<0 | 1> {
  const read = settings({ env, cwd });
  const seen =
    read instanceof ConfigError ? undefined : await examine(read.config, { ...options, secrets: read.secrets });
  const report = reportOf([...ofSettings(read), ...(seen?.findings ?? [])]);
  for (const line of print(report, useColor)) write(line);
  if (seen === undefined) write('The rest is looked at once the settings are right.');
  return report.verdict === 'failed' ? 1 : 0;
}

function settings(sources: ConfigSources): ReadConfig | ConfigError {
  try {
    return readConfig(sources);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
}

function ofSettings(read: ReadConfig | ConfigError): readonly Finding[] {
  const failures = read instanceof ConfigError ? told('failed', read.problems) : [];
  const findings = [...failures, ...told('warning', read.warnings)];
  return findings.length > 0 ? findings : [{ name: 'settings', verdict: 'ok', text: 'They can be read.' }];
}

function told(verdict: 'failed' | 'warning', problems: readonly ConfigProblem[]): readonly Finding[] {
  return problems.map(({ variable, problem }) => ({
    name: 'settings',
    verdict,
    text: sentence(`${variable} ${problem}`),
  }));
}

function sentence(text: string): string {
  return text.endsWith('?') ? text : `${text}.`;
}
