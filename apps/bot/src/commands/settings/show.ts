import { SETTING_NAMES } from '../../settings/checked-settings.ts';
import type { GuildSettings, SettingName } from '../../settings/guild-settings.ts';
import type { Texts } from '../../texts/texts.ts';
import type { Command } from '../command.ts';
import { settingText } from './setting-text.ts';

/** Shows every setting. */
export const settingsShow: Command = {
  async run(use) {
    const { settings, texts, services } = use;
    const { defaults } = services.settings;
    const lines = SETTING_NAMES.map((name) => settingLine(name, settings, defaults, texts));
    await use.answer({
      embeds: [
        { title: texts.settings.title, description: lines.join('\n'), footer: { text: texts.settings.howToChange } },
      ],
    });
  },
};

function settingLine(name: SettingName, settings: GuildSettings, defaults: GuildSettings, texts: Texts): string {
  const line = `**${texts.settings.names[name]}:** ${settingText(name, settings, texts)}`;
  return settings[name] === defaults[name] ? `${line} · *${texts.settings.isDefault}*` : line;
}
