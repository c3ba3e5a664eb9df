import {
  type APIActionRowComponent,
  type APIButtonComponentWithCustomId,
  ButtonStyle,
  ComponentType,
} from 'discord.js';
import type { Player } from 'reprise';
import { type ButtonName, buttonId } from '../buttons/button-names.ts';
import type { Texts } from '../texts/texts.ts';

/** The buttons under what plays. They say all that is needed to handle them, and so outlive the process. */
export function panelButtons(
  { paused }: Pick<Player, 'paused'>,
  { playback }: Texts,
): readonly APIActionRowComponent<APIButtonComponentWithCustomId>[] {
  const { buttons } = playback.panel;
  return [
    row(
      button('previous', '⏮️', buttons.previous),
      paused ? button('pause', '▶️', buttons.resume) : button('pause', '⏸️', buttons.pause),
      button('skip', '⏭️', buttons.skip),
      button('stop', '⏹️', buttons.stop),
    ),
    row(
      button('loop', '🔁', buttons.loop),
      button('shuffle', '🔀', buttons.shuffle),
      button('favourite', '⭐', buttons.favourite),
    ),
  ];
}

function row(...components: APIButtonComponentWithCustomId[]): APIActionRowComponent<APIButtonComponentWithCustomId> {
  return { type: ComponentType.ActionRow, components };
}

function button(name: ButtonName, emoji: string, label: string): APIButtonComponentWithCustomId {
  return {
    type: ComponentType.Button,
    style: ButtonStyle.Secondary,
    custom_id: buttonId(name),
    emoji: { name: emoji },
    label,
  };
}
