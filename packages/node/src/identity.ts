import manifest from '../package.json' with { type: 'json' };

/** Version of the protocol and server whose behaviour is reproduced. */
export const LAVALINK_VERSION = { semver: '4.2.2', major: 4, minor: 2, patch: 2 } as const;
/** Said in `/v4/info` behind the version, so that nobody takes a node that only keeps time for one that can be heard. */
export const BUILD_TAGS = { audible: 'reprise', silent: 'reprise.no-sound' } as const;
/** Version of this package. */
export const PACKAGE_VERSION: string = manifest.version;
