import type { Info } from '@reprise/protocol';
import { BUILD_TAGS, LAVALINK_VERSION, PACKAGE_VERSION } from '../../identity.ts';
import { FILTER_NAMES } from '../../player/filters.ts';
import type { NodeContext } from '../context.ts';
import { json, type Reply } from '../reply.ts';

/** `GET /version` */
export function version(): Reply {
  const { semver } = LAVALINK_VERSION;
  return { status: 200, headers: { 'content-type': 'text/plain;charset=ISO-8859-1' }, body: semver };
}

/**
 * `GET /v4/info`. The numbers are those of the server whose behaviour this is, because clients compare them; the build
 * tag, `jvm` and `lavaplayer` say what is true of us.
 */
export function info({ sources, isAudible }: NodeContext): Reply {
  const { semver, major, minor, patch } = LAVALINK_VERSION;
  const answer: Info = {
    version: {
      semver: `${semver}+${isAudible ? BUILD_TAGS.audible : BUILD_TAGS.silent}`,
      major,
      minor,
      patch,
      preRelease: '',
    },
    buildTime: 0,
    git: { branch: 'unknown', commit: 'unknown', commitTime: 0 },
    jvm: `none, this is Node.js ${process.versions.node}`,
    lavaplayer: isAudible ? 'none, sound is made by Node.js' : 'none, no sound is sent',
    sourceManagers: sources.names,
    filters: FILTER_NAMES,
    plugins: [{ name: 'reprise-node', version: PACKAGE_VERSION }],
  };
  return json(answer);
}

/** `GET /v4/stats`. Frames belong to a session, so there are none here. */
export function stats({ sessions }: NodeContext): Reply {
  return json(sessions.stats(null));
}
