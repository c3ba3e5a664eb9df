/** What yt-dlp and ffmpeg need to be found on the `PATH` and to reach the network; no part of it is the bot's. */
const HANDED_ON: readonly string[] = [
  'PATH',
  'PATHEXT',
  'SystemRoot',
  'TMPDIR',
  'TEMP',
  'TZ',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'NODE_EXTRA_CA_CERTS',
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY'].flatMap((name) => [name, name.toLowerCase()]),
];

/** The environment of the process of the node: a few names, as that of the bot holds its token. */
export function childEnv(outer: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    HANDED_ON.flatMap((name): [string, string][] => {
      const value = outer[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
