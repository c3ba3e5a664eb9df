import type { FailureClass } from '@reprise/cache';
import { z } from 'zod';
import type { CleanRequest } from '../cluster/cluster.ts';

const FAILURE_CLASSES = [
  'nothing-found',
  'gone',
  'rate-limited',
  'other',
  'network',
] as const satisfies readonly FailureClass[];

const MOST_WARMED = 1_000;
const LONGEST_UNUSED_DAYS = 3_650;
const MOST_PLAYERS = 1_000;

/** Body of a request to warm. */
export const warmBody: z.ZodType<{ limit: number }> = z.strictObject({ limit: z.int().min(1).max(MOST_WARMED) });

/** A request that says nothing more than its address does. */
export const emptyBody: z.ZodType<object> = z.strictObject({});

/** Which of the players are wanted. */
export const playersQuery: z.ZodType<{ limit: number; offset: number }> = z.object({
  limit: z.coerce.number().int().min(1).max(MOST_PLAYERS).default(100),
  offset: z.coerce.number().int().min(0).default(0),
});

// Not optional: who leaves it out must not find out by what is gone.
const dryRun = z.boolean();

/** Body of a request to clean. */
export const cleanBody: z.ZodType<CleanRequest & { dryRun: boolean }> = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.literal('expired'), dryRun }),
  z.strictObject({ mode: z.literal('failed'), failureClass: z.enum(FAILURE_CLASSES).exactOptional(), dryRun }),
  z.strictObject({ mode: z.literal('unused'), days: z.int().min(1).max(LONGEST_UNUSED_DAYS), dryRun }),
  z.strictObject({ mode: z.literal('guild'), guildId: z.string().regex(/^\d{17,20}$/, 'no id of a guild'), dryRun }),
  z.strictObject({ mode: z.literal('all'), dryRun }),
]);
