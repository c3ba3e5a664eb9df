import type { GatewayPacket } from '@reprise/devkit';

/** How the world of a soak is set up. */
export interface WorldSetup {
  readonly seed: number;
  readonly nodes: number;
  /** Guilds whose voice may fail. */
  readonly guildIds: readonly string[];
}

/** What the bot's process tells the world. */
export type ToWorld =
  | { readonly kind: 'setUp'; readonly setup: WorldSetup }
  /** The bot's library of Discord sends something. */
  | { readonly kind: 'send'; readonly guildId: string; readonly payload: object }
  | { readonly kind: 'begin' }
  /** No further faults, and an end to all that there are. */
  | { readonly kind: 'heal' }
  | { readonly kind: 'listen'; readonly id: number };

/** What the world tells the bot's process. */
export type FromWorld =
  | { readonly kind: 'ready'; readonly urls: readonly string[] }
  | { readonly kind: 'packet'; readonly packet: GatewayPacket }
  | { readonly kind: 'fault'; readonly name: string }
  | { readonly kind: 'healed' }
  /** Nodes heard in each guild. */
  | { readonly kind: 'heard'; readonly id: number; readonly nodes: Readonly<Record<string, readonly string[]>> };
