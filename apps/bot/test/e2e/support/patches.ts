import type { DiscordGuild, FaultyNode } from '@reprise/devkit';
import { z } from 'zod';

/** What of it tests look at. */
interface PlayerPatch {
  readonly track?: { readonly encoded?: string | null | undefined } | null | undefined;
  readonly voice?: { readonly channelId?: string | undefined } | undefined;
}

const PATCH: z.ZodType<PlayerPatch> = z.object({
  track: z.object({ encoded: z.string().nullish() }).nullish(),
  voice: z.object({ channelId: z.string().optional() }).optional(),
});

/** What a node was told to do with the player of a guild, oldest first. */
export function playerPatches({ requests }: FaultyNode, { id }: DiscordGuild): readonly PlayerPatch[] {
  return requests
    .filter(({ method, path }) => method === 'PATCH' && path.endsWith(`/players/${id}`))
    .map(({ body }) => PATCH.parse(body));
}
