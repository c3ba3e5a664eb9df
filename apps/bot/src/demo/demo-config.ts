import type { BotConfig, OutsideNode } from '../config/index.ts';

/** What is made up for the demo. */
export interface DemoPlaces {
  readonly token: string;
  readonly apiBase: string;
  readonly nodes: readonly OutsideNode[];
  readonly dataDir: string;
}

/** Long enough to see that nobody is there any more, in milliseconds. */
const ALONE_LEAVE_MS = 20_000;

/**
 * The settings of the demo: those of the user for what they see, nothing of theirs for what is written or asked. Stores,
 * nodes and Discord are its own.
 */
export function demoConfig(config: BotConfig, { token, apiBase, nodes, dataDir }: DemoPlaces): BotConfig {
  return {
    ...config,
    discord: { ...config.discord, token, apiBase, shards: 1, ownerIds: [] },
    nodes,
    ownNode: { ...config.ownNode, isOn: false },
    defaultSearchSource: 'demosearch',
    dataDir,
    cache: { ...config.cache, valkeyUrl: undefined },
    players: { ...config.players, aloneLeaveMs: ALONE_LEAVE_MS },
  };
}
