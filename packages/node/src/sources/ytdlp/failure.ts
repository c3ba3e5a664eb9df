import type { Severity } from '@reprise/protocol';
import { SourceError } from '../../errors.ts';

/** Why yt-dlp gave nothing. */
export type FailureKind =
  | 'not_found'
  | 'private'
  | 'login'
  | 'geo'
  | 'rate_limited'
  | 'forbidden'
  | 'not_started'
  | 'unsupported'
  | 'drm'
  | 'network'
  | 'server'
  | 'timeout'
  | 'too_large'
  | 'broken'
  | 'program';

/** What a client is told, and whether it is worth showing to a user. */
const ACCOUNTS: Readonly<Record<FailureKind, readonly [message: string, severity: Severity]>> = {
  not_found: ['This track does not exist any more.', 'common'],
  private: ['This track is private.', 'common'],
  login: ['This track is only for accounts that are signed in.', 'suspicious'],
  geo: ['This track is not available where this node is.', 'common'],
  rate_limited: ['The site answers no more requests of this node for a while.', 'suspicious'],
  forbidden: ['The site refuses this node.', 'suspicious'],
  not_started: ['This stream has not started.', 'common'],
  unsupported: ['There is nothing to play at this address.', 'common'],
  drm: ['This track is protected against copying.', 'common'],
  network: ['The site could not be reached.', 'suspicious'],
  server: ['The site has a fault of its own.', 'suspicious'],
  timeout: ['The site took too long to answer.', 'suspicious'],
  too_large: ['The answer was too large.', 'suspicious'],
  broken: ['The track could not be read; yt-dlp may need an update.', 'fault'],
  program: ['yt-dlp could not be run.', 'fault'],
};

/** The first that fits is it; what says more stands before what says less. */
const SIGNS: readonly (readonly [FailureKind, RegExp])[] = [
  ['rate_limited', /HTTP Error 429|too many requests|rate-?limit|content isn.t available, try again later/i],
  ['drm', /\bDRM\b/],
  ['private', /private video|(?:video|track) is private|members-only|join this channel/i],
  ['geo', /geo.?restrict|(?:in|from) your (?:country|location|region)/i],
  ['not_started', /will begin in|premieres in|is upcoming|has not started|not currently live|is offline/i],
  ['login', /sign in|log ?in|confirm your age|not a bot|age.restricted|HTTP Error 401|cookies/i],
  ['forbidden', /HTTP Error 403|forbidden/i],
  ['server', /HTTP Error 5\d\d/],
  [
    'not_found',
    /HTTP Error (?:404|410)|unavailable|has been removed|does not exist|no longer|not available anymore|terminated/i,
  ],
  ['unsupported', /no suitable extractor|unsupported url|not a valid url|no video formats|requested format/i],
  [
    'network',
    /timed out|refused|failed to resolve|name or service|name resolution|connection|network|unreachable|remote end|ssl|transporterror/i,
  ],
];

/** Letters of an error line that are looked at and passed on. */
const LONGEST_LINE = 500;

/** yt-dlp gave nothing. Its text begins with the kind, so that a client finds it in the `cause` of the exception. */
export class YtDlpError extends Error {
  override readonly name = 'YtDlpError';
  readonly kind: FailureKind;

  constructor(kind: FailureKind, detail: string, options?: ErrorOptions) {
    super(`${kind}: ${detail}`, options);
    this.kind = kind;
  }

  /** Whether the same call may well succeed a moment later. */
  get isPassing(): boolean {
    return this.kind === 'network' || this.kind === 'server';
  }
}

/** Its exit code for arguments that it does not understand. */
const WRONG_ARGUMENTS = 2;

/** Tells a failure by the last error line that yt-dlp wrote. @param secrets - Texts that are not passed on. */
export function readFailure(stderr: string, exitCode: number | null, secrets: readonly string[] = []): YtDlpError {
  const lines = stderr.split(/[\r\n]+/);
  const last =
    lines.findLast((line) => line.startsWith('ERROR:')) ?? lines.findLast((line) => line.trim() !== '') ?? '';
  // Hidden before it is cut: half a secret is one too.
  const shown = secrets.reduce((text, secret) => text.replaceAll(secret, '***'), last.slice(0, 10 * LONGEST_LINE));
  const line = shown
    .replace(/^ERROR:\s*/, '')
    .replace(/\p{Cc}+/gu, ' ')
    .slice(0, LONGEST_LINE);
  if (exitCode === WRONG_ARGUMENTS) return new YtDlpError('program', line);
  const kind = SIGNS.find(([, sign]) => sign.test(line))?.[0] ?? 'broken';
  return new YtDlpError(kind, line || 'yt-dlp failed and said nothing');
}

/** A failure as clients are told of it. */
export function toSourceError(cause: YtDlpError): SourceError {
  const [message, severity] = ACCOUNTS[cause.kind];
  return new SourceError(message, severity, { cause });
}
