export type { BotConfig, DiscordConfig, OutsideNode } from './bot-config.ts';
export { ConfigError, type ConfigProblem } from './config-error.ts';
export { OWN_NODE_NAME } from './node-list.ts';
export { type ConfigSources, type ReadConfig, readConfig } from './read-config.ts';
