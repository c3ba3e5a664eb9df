import manifest from '../package.json' with { type: 'json' };

/** Version of the protocol and server whose behaviour is reproduced. */
export const LAVALINK_VERSION = { semver: '4.2.2', major: 4, minor: 2, patch: 2 } as const;
/** Said in `/v4/info` behind the version, so that nobody takes this node for one that can be heard. */
export const BUILD_TAG = 'reprise.no-sound';
/** Version of this package. */
export const PACKAGE_VERSION: string = manifest.version;
