export type {
  BotConfig,
  CacheSettings,
  DiscordConfig,
  HttpConfig,
  LogConfig,
  LogLevel,
  OutsideNode,
  OwnNodeConfig,
  PlayerConfig,
  WarmConfig,
} from './bot-config.ts';
export { ConfigError, type ConfigProblem } from './config-error.ts';
export { isLoopback, isPublic } from './host.ts';
export { OWN_NODE_NAME } from './node-list.ts';
export { type ConfigSources, type ReadConfig, readConfig } from './read-config.ts';
