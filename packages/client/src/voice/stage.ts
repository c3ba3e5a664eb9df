import { StageRefusedError } from '../errors/index.ts';
import type { Connector } from './connector.ts';

/**
 * Lifts the bot from the audience of the stage it is in. Discord's gateway cannot do that, only its REST API, so it is
 * the client's part.
 *
 * @throws StageRefusedError when the client has no way to, or Discord refuses.
 */
export async function becomeSpeaker(connector: Connector, guildId: string, channelId: string): Promise<void> {
  if (connector.becomeSpeaker === undefined) {
    const why = 'the client has no way to. Hand it becomeSpeaker(guildId, channelId), or invite the bot by hand.';
    throw new StageRefusedError(guildId, channelId, why);
  }
  try {
    await connector.becomeSpeaker(guildId, channelId);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    const why = `Discord refuses (${said}). On a stage it needs the permission to mute members or an invitation, elsewhere the permission to speak.`;
    throw new StageRefusedError(guildId, channelId, why, { cause: error });
  }
}
