import { type Clock, systemClock } from '@reprise/clock';
import { durationMs } from '@reprise/options';
import type { BotConfig } from '../config/index.ts';
import { discordChecks } from './checks/discord.ts';
import { disk } from './checks/disk.ts';
import { outsideNode } from './checks/outside-node.ts';
import { ffmpeg, ownNode } from './checks/own-node.ts';
import { store } from './checks/store.ts';
import { valkey } from './checks/valkey.ts';
import { versions } from './checks/versions.ts';
import type { Check, Finding, Verdict } from './finding.ts';
import { plain } from './plain-text.ts';
import { runChecks } from './run-checks.ts';

/** Options of {@link examine}. */
export interface ExamineOptions {
  /** How long each check may take. All run at once. @defaultValue 10000 */
  readonly deadlineMs?: number;
  /** Texts that must not be seen. None is put into a finding; this is for what others say. @defaultValue none */
  readonly secrets?: readonly string[];
  /** The time of day, in milliseconds since 1970. @defaultValue `Date.now` */
  readonly now?: () => number;
  /** @defaultValue the machine's clock */
  readonly clock?: Clock;
}

/** What was found. */
export interface DoctorReport {
  /** The worst of all findings. */
  readonly verdict: Verdict;
  /** In the order in which they are shown. */
  readonly findings: readonly Finding[];
}

/**
 * Looks at everything that the settings lead to. It changes nothing: what it writes to see whether that can be read again, it
 * removes. A check that throws or takes too long is a finding, never an error.
 *
 * @throws TypeError or RangeError naming the option that is wrong.
 */
export async function examine(config: BotConfig, options: ExamineOptions = {}): Promise<DoctorReport> {
  const deadlineMs = durationMs('examine: deadlineMs', options.deadlineMs ?? 10_000, { min: 1 });
  const { clock = systemClock, secrets = [], now = Date.now } = options;
  const found = await runChecks(checksOf(config, clock, now), clock, deadlineMs);
  return reportOf(found.map((finding) => masked(finding, secrets)));
}

/** A report of findings. */
export function reportOf(findings: readonly Finding[]): DoctorReport {
  const verdicts = new Set(findings.map(({ verdict }) => verdict));
  const verdict = verdicts.has('failed') ? 'failed' : verdicts.has('warning') ? 'warning' : 'ok';
  return { verdict, findings };
}

function checksOf(config: BotConfig, clock: Clock, now: () => number): readonly Check[] {
  return [
    ...discordChecks(config.discord, clock, now),
    ...config.nodes.map((node) => outsideNode(node, config.defaultSearchSource ?? 'ytsearch', clock)),
    ownNode(config, now),
    ffmpeg(config.ownNode),
    store(config.dataDir),
    ...(config.cache.valkeyUrl === undefined ? [] : [valkey(config.cache.valkeyUrl)]),
    disk(config.dataDir),
    versions(),
  ];
}

function masked({ name, verdict, text, advice }: Finding, secrets: readonly string[]): Finding {
  const mask = (line: string): string => plain(secrets.reduce((safe, secret) => safe.replaceAll(secret, '***'), line));
  return { name, verdict, text: mask(text), ...(advice === undefined ? {} : { advice: mask(advice) }) };
}
