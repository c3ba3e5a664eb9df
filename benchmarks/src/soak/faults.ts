import type { FakeDiscord, FaultyNode } from '@reprise/devkit';

/** What can be broken. */
export interface World {
  readonly nodes: readonly FaultyNode[];
  readonly discord: FakeDiscord;
  readonly guildIds: readonly string[];
  /** From 0 up to 1. */
  readonly random: () => number;
}

/** Ends a fault. */
export type Undo = () => unknown;

/** Breaks one node. */
type NodeFault = (node: FaultyNode, world: World) => Promise<Undo> | Undo;
/** Breaks something of Discord. */
type DiscordFault = (world: World) => Undo | undefined;

const PLAYER = '/v4/sessions/*/players/*';
/** Guilds whose voice fails together. */
const GUILDS_AT_ONCE = 5;

/** Each ends with its undo, but for the player who has lost something by it. */
export const NODE_FAULTS: Readonly<Record<string, NodeFault>> = {
  killed: async (node) => {
    await node.die('reset');
    return () => node.revive();
  },
  'killed, port closed': async (node) => {
    await node.die('closed');
    return () => node.revive();
  },
  frozen: async (node) => {
    await node.freeze();
    return () => node.thaw();
  },
  'connections cut': (node) => {
    node.network.cut();
    return nothing;
  },
  'connections half open': (node) => {
    node.network.halfOpen();
    return nothing;
  },
  'sessions lost': async (node) => {
    await node.loseSessions();
    return nothing;
  },
  'slow network': async (node) => {
    await node.network.delay(400);
    return () => node.network.pass();
  },
  'answers 500': (node) => node.answer({ kind: 'status', status: 500 }, { path: PLAYER }),
  'answers web pages': (node) => node.answer({ kind: 'html' }),
  'answers half': (node) => node.answer({ kind: 'halfJson' }, { path: PLAYER }),
  'never answers': (node) => node.answer({ kind: 'never' }, { path: PLAYER, method: 'PATCH' }),
  'voice servers out of reach': (node, { nodes, discord }) => {
    return discord.voice.refuse({ node: nameOf(nodes.indexOf(node)), how: 'hang' });
  },
  'malformed messages': (node) => {
    node.sendMalformed(200, 1);
    return nothing;
  },
};

export const DISCORD_FAULTS: Readonly<Record<string, DiscordFault>> = {
  'voice sessions invalid (4006)': (world) => eachOfSome(world, (guildId) => world.discord.invalidateSession(guildId)),
  'voice servers crash (4015)': (world) =>
    eachOfSome(world, (guildId) => world.discord.voice.close(guildId, 4015, { resumable: false })),
  'voice sessions time out (4009)': (world) =>
    eachOfSome(world, (guildId) => world.discord.voice.close(guildId, 4009, { resumable: false })),
  'voice servers die silently': (world) =>
    eachOfSome(world, (guildId) => world.discord.voice.dieSilently(guildId, 'stops')),
  'voice servers move': (world) => eachOfSome(world, (guildId) => world.discord.moveVoiceServer(guildId)),
  'guilds out of reach': (world) => {
    const guildIds = some(world);
    for (const guildId of guildIds) world.discord.startGuildOutage(guildId);
    return () => {
      for (const guildId of guildIds) world.discord.endGuildOutage(guildId);
    };
  },
  'gateway lost, resumed': ({ discord }) => {
    discord.loseGateway();
    return () => discord.resumeGateway();
  },
  'gateway lost for good': ({ discord }) => {
    discord.loseGateway();
    return () => discord.reidentifyGateway();
  },
  'voice slow': ({ discord }) => {
    discord.voice.answerAfterMs = 1_500;
    return () => {
      discord.voice.answerAfterMs = 100;
    };
  },
};

/** Names of the nodes: A, B, C … */
export function nameOf(index: number): string {
  return String.fromCharCode(65 + index);
}

/** One of a list. */
export function oneOf<T>(random: () => number, list: readonly T[]): T | undefined {
  return list[Math.floor(random() * list.length)];
}

function nothing(): void {}

function eachOfSome(world: World, change: (guildId: string) => unknown): undefined {
  for (const guildId of some(world)) change(guildId);
}

function some({ guildIds, random }: World): readonly string[] {
  return Array.from({ length: GUILDS_AT_ONCE }, () => oneOf(random, guildIds)).filter((id) => id !== undefined);
}
