import { SHORTEST_SECRET } from '../log/secret-mask.ts';
import type { ConfigProblem } from './config-error.ts';
import type { Environment } from './environment.ts';
import { isLoopback } from './host.ts';
import type { NodeAddress } from './node-list.ts';

/** Every tutorial of Lavalink has it: nobody who finds the node has to guess. */
const WELL_KNOWN_PASSWORD = 'youshallnotpass';

/** What must hold between variables. */
export interface Relation {
  /** Variables it looks at: when one of them is wrong by itself, nothing is said of how they go together. */
  readonly of: readonly (keyof Environment)[];
  /** The variable to change when it does not hold. */
  readonly variable: keyof Environment;
  /** What is wrong, as {@link ConfigProblem.problem}; undefined when it holds. */
  readonly problem: (values: Environment) => ConfigProblem['problem'] | undefined;
}

/** Everything that must hold between variables. */
export const RELATIONS: readonly Relation[] = [
  {
    of: ['DISCORD_TOKEN', 'DISCORD_API_BASE'],
    variable: 'DISCORD_TOKEN',
    problem: ({ DISCORD_TOKEN: token, DISCORD_API_BASE: base }) => {
      const isFake = base !== undefined && isLoopback(new URL(base).hostname);
      if (token === undefined || isFake || /^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) return undefined;
      return 'does not look like a token: that has three parts with dots between. Copy it from the page "Bot" of the developer portal';
    },
  },
  {
    of: ['DISCORD_API_BASE', 'ALLOW_REMOTE_API'],
    variable: 'DISCORD_API_BASE',
    problem: ({ DISCORD_API_BASE: base, ALLOW_REMOTE_API: isAllowed }) => {
      if (base === undefined || isAllowed || isLoopback(new URL(base).hostname)) return undefined;
      return 'is on another machine, and the token would go there; set ALLOW_REMOTE_API=true if it shall';
    },
  },
  {
    of: ['SHARDS', 'SHARD_IDS'],
    variable: 'SHARD_IDS',
    problem: ({ SHARDS: shards, SHARD_IDS: ids }) => {
      if (ids === undefined) return undefined;
      if (shards === 'auto') return 'needs a number in SHARDS, the same on all machines';
      return ids.every((id) => id < shards) ? undefined : `must be below SHARDS, ${shards}, counted from 0`;
    },
  },
  {
    of: ['LAVALINK_NODES', 'LAVALINK_PASSWORD'],
    variable: 'LAVALINK_PASSWORD',
    problem: ({ LAVALINK_NODES: nodes, LAVALINK_PASSWORD: password }) => passwordProblem(nodes, password),
  },
  {
    of: ['OWN_NODE', 'LAVALINK_NODES'],
    variable: 'OWN_NODE',
    problem: ({ OWN_NODE: isOn, LAVALINK_NODES: nodes }) =>
      isOn || nodes.length > 0 ? undefined : 'is off and LAVALINK_NODES is empty, so nothing could play',
  },
  {
    of: ['CACHE_TTL_MS', 'CACHE_METADATA_TTL_MS'],
    variable: 'CACHE_METADATA_TTL_MS',
    problem: ({ CACHE_TTL_MS: ttlMs, CACHE_METADATA_TTL_MS: metadataTtlMs }) =>
      metadataTtlMs >= ttlMs ? undefined : `must be at least CACHE_TTL_MS, ${ttlMs}, but is ${metadataTtlMs}`,
  },
  {
    of: ['HTTP', 'HTTP_HOST', 'HTTP_PASSWORD'],
    variable: 'HTTP_PASSWORD',
    problem: ({ HTTP: isOn, HTTP_HOST: host, HTTP_PASSWORD: password }) =>
      !isOn || password !== undefined || isLoopback(host)
        ? undefined
        : 'must be given, because other machines can reach HTTP_HOST; or leave HTTP_HOST at 127.0.0.1',
  },
];

/** The password of each node: one for all, or one for each. A single node's may have commas. */
export function passwordsOf(nodes: readonly NodeAddress[], password: string): readonly string[] | undefined {
  if (nodes.length === 1) return [password];
  const parts = password.split(',').map((part) => part.trim());
  if (parts.length === 1) return nodes.map(() => password);
  return parts.length === nodes.length ? parts : undefined;
}

function passwordProblem(nodes: readonly NodeAddress[], password: string | undefined): string | undefined {
  if (nodes.length === 0) return undefined;
  if (password === undefined) return 'must be given, because there are LAVALINK_NODES';
  const passwords = passwordsOf(nodes, password);
  if (passwords === undefined) {
    const parts = password.split(',').length;
    return `has ${parts} parts for ${nodes.length} nodes: it must be one without a comma, or as many as nodes`;
  }
  if (passwords.some((one) => one.length < SHORTEST_SECRET)) {
    return `must have at least ${SHORTEST_SECRET} characters for each node`;
  }
  const open = nodes.filter(({ uri }, i) => passwords[i] === WELL_KNOWN_PASSWORD && !isLoopback(new URL(uri).hostname));
  if (open.length === 0) return undefined;
  const names = open.map(({ identifier }) => identifier).join(', ');
  return `is the one that everybody knows, for ${names}: give the node another one`;
}
