/** A way in which this node answers otherwise than the recorded Lavalink 4.2.2, on purpose. */
export interface Difference {
  /** Where: the entry's name and the place in its answer, as the comparison writes it. */
  readonly where: RegExp;
  /** Why, in the words of `packages/node/README.md`, section "Differences from the real server". */
  readonly reason: string;
}

/** All of them. A difference that is not here fails the suite, and so does one here that does not show. */
export const DIFFERENCES: readonly Difference[] = [
  {
    where: /^info: body\.(version\.semver|jvm|lavaplayer|buildTime|git\.\w+)$/,
    reason: 'The identity in `/v4/info` is our own',
  },
  { where: /^info: body\.plugins\[0\]$/, reason: '`plugins` names this package' },
  { where: /^info: body\.sourceManagers\[\d\]$/, reason: '`sourceManagers` lists `demo` first' },
  { where: /\.(cause|causeStackTrace)$/, reason: 'The `cause` of an exception is our own' },
  { where: /\.pluginInfo\.mediaUrl$/, reason: 'A `local` track has a `pluginInfo.mediaUrl`' },
  { where: /^an unknown route with trace: body\.trace$/, reason: '`?trace=true` gives no stack trace' },
];
