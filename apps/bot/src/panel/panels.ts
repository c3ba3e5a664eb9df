import type { EventEmitter } from 'node:events';
import type { Playable, Player, PoolEvents } from 'reprise';
import type { BotServices } from '../bot/bot-services.ts';
import type { AnswerParts } from '../display/answer.ts';
import type { GuildSettings } from '../settings/guild-settings.ts';
import { CATALOGUE, localeOf } from '../texts/catalogue.ts';
import type { Texts } from '../texts/texts.ts';
import { ChannelMessages } from './channel-messages.ts';
import { Failures } from './failures.ts';
import { GuildPanel } from './guild-panel.ts';
import { isToLeave, type LeaveReason, setLeaveTimes } from './leaving.ts';
import { nowPlaying } from './now-playing.ts';

/** What {@link Panels} work with. */
export type PanelServices = Pick<BotServices, 'client' | 'pool' | 'settings' | 'log' | 'clock' | 'defaultLocale'>;

type Handlers = { readonly [K in keyof PoolEvents]?: (...args: PoolEvents[K]) => void };

/**
 * Tells in each guild what plays, in one message with buttons, where the bot was asked to play; and leaves when nothing is
 * played or nobody listens for as long as the guild has set.
 */
export class Panels {
  readonly #services: PanelServices;
  readonly #panels = new Map<Player, GuildPanel>();
  readonly #failures = new Failures();
  /** What was started last: a song that repeats is no news. */
  readonly #songs = new WeakMap<Player, Playable>();
  readonly #farewells = new WeakMap<Player, LeaveReason>();
  #stopListening: () => void = () => undefined;

  constructor(services: PanelServices) {
    this.#services = services;
  }

  /** Begins, once the pool is connected: players that come from a former process are taken up with the message they have. */
  start(): void {
    this.#stopListening();
    this.#stopListening = listen(this.#services.pool, this.#handlers);
    for (const player of this.#services.pool.players.values()) void this.#adopt(player);
  }

  /** Ends. The messages stay as they are, for the next process. */
  async close(): Promise<void> {
    this.#stopListening();
    const panels = [...this.#panels.values()];
    this.#panels.clear();
    await Promise.all(panels.map((panel) => panel.close()));
  }

  readonly #handlers: Handlers = {
    trackStart: (player, track) => this.#song(player, track),
    trackException: (player, track, exception) => this.#failures.add(player, track, exception),
    trackStuck: (player, track) => this.#failures.add(player, track, 'no-sound'),
    playbackAborted: (player) => {
      player.data.panelNotice = this.#failures.takeAll(player, this.#texts(player));
      this.#of(player)?.renew();
    },
    queueEnd: (player) => this.#ended(player),
    playerStateChange: (player) => {
      if (player.state !== 'destroyed') this.#of(player)?.refresh();
    },
    // Nothing tells of a changed queue, volume or filter: a node reports every few seconds.
    playerUpdate: (player) => {
      this.#failures.goesOn(player);
      this.#of(player)?.refresh();
    },
    playerDestroy: (player) => void this.#finish(player),
    inactivePlayer: (player) => void this.#leave(player, 'leftQuiet'),
    inactiveChannel: (player) => void this.#leave(player, 'leftAlone'),
  };

  #song(player: Player, track: Playable): void {
    const isRepeated = this.#songs.get(player)?.equals(track) === true;
    this.#songs.set(player, track);
    this.#note(player);
    if (isRepeated) this.#of(player)?.refresh();
    else this.#of(player)?.renew();
  }

  #ended(player: Player): void {
    const isFailure = this.#note(player);
    const panel = this.#of(player);
    if (isFailure && player.data.panelMessageId === undefined) panel?.renew();
    else panel?.refresh();
  }

  /** Notes what is told of the song before. False when there is nothing to tell. */
  #note(player: Player): boolean {
    const notice = this.#failures.take(player, this.#texts(player));
    if (notice === undefined) delete player.data.panelNotice;
    else player.data.panelNotice = notice;
    return notice !== undefined;
  }

  /** The panel of a player; undefined when nobody has said where it is to be. */
  #of(player: Player): GuildPanel | undefined {
    const known = this.#panels.get(player);
    const { textChannelId } = player.data;
    if (known !== undefined || textChannelId === undefined) return known;
    const { client, clock, log } = this.#services;
    const messages = new ChannelMessages(client, textChannelId);
    const panel = new GuildPanel({ player, messages, clock, log, render: () => this.#render(player) });
    this.#panels.set(player, panel);
    return panel;
  }

  async #render(player: Player): Promise<AnswerParts | undefined> {
    const settings = await this.#services.settings.get(player.guildId);
    if (!settings.announce) return undefined;
    const texts = this.#texts(player, settings);
    if (player.state !== 'destroyed') return nowPlaying(player, texts, { isStaying: settings.stay });
    const { panel } = texts.playback;
    return { embeds: [{ title: panel.nothing, description: panel[this.#farewells.get(player) ?? 'left'] }] };
  }

  /** A player of a former process goes on with the message and the settings of its guild. */
  async #adopt(player: Player): Promise<void> {
    setLeaveTimes(player, await this.#services.settings.get(player.guildId));
    this.#of(player)?.refresh();
  }

  async #leave(player: Player, reason: LeaveReason): Promise<void> {
    const { settings, log } = this.#services;
    if (!isToLeave(player, reason, await settings.get(player.guildId))) return;
    this.#farewells.set(player, reason);
    try {
      await player.destroy();
    } catch (error) {
      log.warn('A player that nobody needs could not be ended in good order.', { guild: player.guildId, error });
    }
  }

  async #finish(player: Player): Promise<void> {
    await this.#panels.get(player)?.finish();
    this.#panels.delete(player);
  }

  #texts({ guildId }: Player, settings: GuildSettings | undefined = this.#services.settings.peek(guildId)): Texts {
    const { client, defaultLocale } = this.#services;
    const guildLocale = client.guilds.cache.get(guildId)?.preferredLocale;
    return CATALOGUE[settings?.locale ?? (guildLocale && localeOf(guildLocale)) ?? defaultLocale];
  }
}

/** Listens to events, until the function it answers is called. */
function listen(events: EventEmitter, handlers: Handlers): () => void {
  const entries = Object.entries(handlers);
  for (const [event, handler] of entries) events.on(event, handler);
  return () => {
    for (const [event, handler] of entries) events.off(event, handler);
  };
}
