import manifest from '../../package.json' with { type: 'json' };

/** What this package calls itself to a node, as `NAME/VERSION`. */
export const CLIENT_NAME: string = `${manifest.name}/${manifest.version}`;
