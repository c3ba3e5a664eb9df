import { z } from 'zod';
import type { StartErrorCode } from '../bot/bot-errors.ts';
import type { RunningNode } from '../bot/bot-parts.ts';

// What a shard and the process that started it say to each other, besides what a Cluster is asked.

/** The shard asks where the own node is; null when there is none. */
export const OWN_NODE = 'own-node';
/** The shard can be asked from now on, and waits for its turn to log in. */
export const LOGIN_TURN = 'login-turn';
/** The shard plays. */
export const READY = 'ready';
/** The shard cannot start before somebody has changed something. */
export const REFUSED = 'refused';
/** The shard is to end, in good order. */
export const END = 'end';

/** Time in which the turn to log in comes, with thousands of shards before it. In milliseconds. */
export const TURN_MS: number = 24 * 60 * 60 * 1_000;

/** Answer to {@link OWN_NODE}. */
export const ownNodeAnswer: z.ZodType<RunningNode | null> = z
  .object({ url: z.string(), password: z.string() })
  .nullable();

const START_ERROR_CODES = ['TOKEN_REFUSED', 'GATEWAY_REFUSED', 'NO_NODE'] as const satisfies readonly StartErrorCode[];

/** What is said with {@link REFUSED}. */
export const refusal: z.ZodType<{ code: StartErrorCode; message: string }> = z.object({
  code: z.enum(START_ERROR_CODES),
  message: z.string(),
});
