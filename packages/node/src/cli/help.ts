import { FLAGS, type Flag, variableOf } from './flags.ts';

/** The text of `--help`. */
export function helpText(): string {
  const rows = FLAGS.map((flag) => [usageOf(flag), flag.help, variableOf(flag)] as const);
  const width = Math.max(...rows.map(([usage]) => usage.length));
  const lines = rows.flatMap(([usage, help, variable]) => [
    `  ${usage.padEnd(width)}  ${help}`,
    `  ${' '.repeat(width)}  ${variable}`,
  ]);
  return [
    'Usage: reprise-node [options]',
    '',
    'A Lavalink v4 audio node: the whole protocol over a catalogue of public-domain tunes,',
    'a music folder, YouTube and others if there is a yt-dlp, and, if wanted, http.',
    '',
    'Options (with their default) and the environment variables that stand for them:',
    '',
    ...lines,
    `  ${'--version, -v'.padEnd(width)}  Print the version and exit`,
    `  ${'--help, -h'.padEnd(width)}  Print this and exit`,
    '',
    'Try: reprise-node --password secret, then',
    "  curl -H 'Authorization: secret' 'http://127.0.0.1:2333/v4/loadtracks?identifier=demosearch:beethoven'",
    '',
  ].join('\n');
}

function usageOf({ name, value }: Flag): string {
  return value === undefined ? `--${name}` : `--${name} ${value}`;
}
