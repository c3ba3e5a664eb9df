import { Events } from 'discord.js';
import type { Button } from '../../src/buttons/button.ts';
import type { ButtonName } from '../../src/buttons/button-names.ts';
import { Dispatcher } from '../../src/commands/dispatcher.ts';
import type { BotStage } from './bot-stage.ts';

/** Puts another dispatcher in the place of the one there is, which knows nothing of what the former one sent. */
export async function restarted(
  { client, dispatcher, services }: BotStage,
  buttons: Readonly<Partial<Record<ButtonName, Button>>>,
): Promise<void> {
  await dispatcher.stop();
  client.removeAllListeners(Events.InteractionCreate);
  const next = new Dispatcher({
    services,
    commands: {},
    buttons,
    limits: { waitMs: () => 0 },
    onUse: () => undefined,
  });
  client.on(Events.InteractionCreate, (interaction) => next.handle(interaction));
}
