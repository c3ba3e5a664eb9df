import type { DiscordMessage } from '@reprise/devkit';
import { ManualClock } from '@reprise/devkit';
import type { Player } from 'reprise';
import { Panels } from '../../src/panel/panels.ts';
import { type BotStage, type BotStageOptions, botStage } from './bot-stage.ts';

/** A bot that tells what plays in the channel general. */
export interface PanelStage extends BotStage {
  readonly panels: Panels;
  /** The clock of the panels alone. */
  readonly clock: ManualClock;
  /** What they have written and nobody has removed. */
  readonly shown: readonly DiscordMessage[];
  /** A player that was asked for in general, and plays the first of these songs. */
  asked(...songs: readonly string[]): Promise<Player>;
  /** Waits until the only message is as wanted, while the clock goes on. */
  until(test: (message: DiscordMessage) => boolean): Promise<DiscordMessage>;
}

/** Starts a {@link PanelStage}. */
export async function panelStage(options: BotStageOptions = {}): Promise<PanelStage> {
  const stage = await botStage(options);
  const { guild, services } = stage;
  const clock = new ManualClock();
  const panels = new Panels({ ...services, clock });
  panels.start();
  const shown = (): readonly DiscordMessage[] =>
    guild.messages('general').filter(({ isEphemeral, isDeleted }) => !isEphemeral && !isDeleted);
  return {
    ...stage,
    panels,
    clock,
    get shown() {
      return shown();
    },
    asked: async (...songs) => {
      const voiceChannelId = guild.channel('Music');
      const data = { textChannelId: guild.channel('general') };
      await services.pool.createPlayer({ guildId: guild.id, voiceChannelId, data });
      return stage.playing(...songs);
    },
    until: (test) =>
      until(() => {
        clock.advance(2_000);
        const [message, ...others] = shown();
        return message !== undefined && others.length === 0 && test(message) ? message : undefined;
      }),
    [Symbol.asyncDispose]: async () => {
      await panels.close();
      await stage[Symbol.asyncDispose]();
    },
  };
}

const PATIENCE_MS = 15_000;

/** Waits until something is there: what crosses a socket takes its moment, whatever the clock says. */
export async function until<T>(find: () => T | undefined): Promise<T> {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    const found = find();
    if (found !== undefined) return found;
    if (performance.now() > end) throw new Error(`It did not come: ${find.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
