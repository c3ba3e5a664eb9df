import manifest from '../package.json' with { type: 'json' };

/** Version of the bot. */
export const BOT_VERSION: string = manifest.version;
