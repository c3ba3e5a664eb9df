import type { DiscordGuild, FaultyNode } from '@reprise/devkit';
import { z } from 'zod';

const PATCH = z.object({
  track: z.object({ encoded: z.string().nullish() }).nullish(),
  voice: z
    .object({ sessionId: z.string(), token: z.string(), endpoint: z.string(), channelId: z.string().optional() })
    .optional(),
  position: z.number().optional(),
  paused: z.boolean().optional(),
  volume: z.number().optional(),
});

/** What a node was told to do with the player of a guild, oldest first. */
export function playerPatches({ requests }: FaultyNode, { id }: DiscordGuild): readonly z.infer<typeof PATCH>[] {
  return requests
    .filter(({ method, path }) => method === 'PATCH' && path.endsWith(`/players/${id}`))
    .map(({ body }) => PATCH.parse(body));
}
