import { type Client, Events, GatewayDispatchEvents } from 'discord.js';
import type { NodePool } from 'reprise';
import { z } from 'zod';
import type { MaskedLog } from '../log/create-log.ts';

const SECRET = z.string().min(1);

/** Where a packet of the gateway has a secret. */
const SECRETS: Readonly<Record<string, z.ZodType<{ readonly secret: string; readonly userId?: string }>>> = {
  [GatewayDispatchEvents.Ready]: z.object({ session_id: SECRET }).transform((ready) => ({ secret: ready.session_id })),
  [GatewayDispatchEvents.VoiceServerUpdate]: z.object({ token: SECRET }).transform(({ token }) => ({ secret: token })),
  [GatewayDispatchEvents.VoiceStateUpdate]: z
    .object({ session_id: SECRET, user_id: z.string() })
    .transform((state) => ({ secret: state.session_id, userId: state.user_id })),
};

/** Lets the log learn what Discord and nodes tell in confidence, before anything else happens with it: sessions, and tokens of voice. */
export function learnSecrets(client: Client, pool: NodePool, log: Pick<MaskedLog, 'addSecret'>): void {
  client.on(Events.Raw, ({ t, d }: { readonly t: string | null; readonly d: unknown }) => {
    const found = SECRETS[t ?? '']?.safeParse(d).data;
    // The sessions of others are nobody's way in.
    if (found !== undefined && (found.userId ?? client.user?.id) === client.user?.id) log.addSecret(found.secret);
  });
  pool.on('nodeReady', ({ sessionId }) => {
    if (sessionId !== undefined) log.addSecret(sessionId);
  });
}
