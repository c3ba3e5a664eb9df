import type { Cancel } from '@reprise/clock';
import { type Player, PlayerOrphanedError } from 'reprise';
import { BETWEEN_JOINS_MS, PacedLine } from './paced-line.ts';
import { placeProblem } from './stay-place.ts';
import type { StayServices } from './stays.ts';

/** Waits before each further try, in milliseconds. The last one is followed by the end: somebody may be calling the bot just then. */
const PAUSES_MS = [10_000, 30_000, 60_000, 10_000];

/** A player that was not let back into its channel. */
interface Outside {
  failures: number;
  error: unknown;
  cancel: Cancel | undefined;
}

/**
 * Cares for players of a former process that Discord does not let back into their channels: tries again a few times, and then
 * ends them, as nobody could. Where the bot stays day and night that is up to {@link Stays}.
 *
 * Who calls the bot meanwhile has it: a player that was sent elsewhere is left alone.
 */
export class Returns {
  readonly #services: StayServices;
  readonly #line: PacedLine;
  readonly #outside = new Map<string, Outside>();
  #isOver = false;

  constructor(services: StayServices) {
    this.#services = services;
    this.#line = new PacedLine(services.clock, BETWEEN_JOINS_MS);
  }

  /** Begins, once the pool is connected: the first players cannot have failed before. */
  start(): void {
    const { pool } = this.#services;
    pool.on('playerError', this.#onError);
    pool.on('playerDestroy', this.#onDestroy);
  }

  /** Ends: who is not back by now tries at the next start. */
  close(): void {
    const { pool } = this.#services;
    this.#isOver = true;
    pool.off('playerError', this.#onError);
    pool.off('playerDestroy', this.#onDestroy);
    this.#line.close();
    for (const { cancel } of this.#outside.values()) cancel?.();
    this.#outside.clear();
  }

  readonly #onError = ({ guildId, formerChannelId, voiceChannelId }: Player, error: Error): void => {
    if (formerChannelId === undefined || voiceChannelId !== undefined || this.#outside.has(guildId)) return;
    const one: Outside = { failures: 0, error, cancel: undefined };
    this.#outside.set(guildId, one);
    this.#failed(guildId, one, error);
  };

  readonly #onDestroy = ({ guildId }: Player): void => this.#forget(guildId);

  #failed(guildId: string, one: Outside, error: unknown): void {
    one.error = error;
    // Without a node nobody gets anywhere: that says nothing of the channel.
    if (!(error instanceof PlayerOrphanedError)) one.failures += 1;
    this.#later(guildId, one);
  }

  #later(guildId: string, one: Outside): void {
    const ms = PAUSES_MS[Math.max(one.failures, 1) - 1];
    one.cancel = this.#services.clock.after(ms ?? 0, () => {
      one.cancel = undefined;
      this.#line.add(() => void this.#look(guildId, one));
    });
  }

  /** Sees whether it is still outside, and what can be done. Never rejects. */
  async #look(guildId: string, one: Outside): Promise<void> {
    const { client, pool, settings } = this.#services;
    const { stay, stayChannelId } = await settings.get(guildId);
    if (this.#isOver || this.#outside.get(guildId) !== one) return;
    const player = pool.getPlayer(guildId);
    const channelId = player?.formerChannelId;
    if (player === undefined || channelId === undefined) return this.#forget(guildId);
    const guild = client.guilds.cache.get(guildId);
    if (guild === undefined) return this.#end(player, 'the bot is not in the guild any more');
    const isCalled = player.voiceChannelId !== undefined;
    // What Discord took away for a while says nothing of its channels.
    if (isCalled || !guild.available || (stay && stayChannelId !== undefined)) return this.#later(guildId, one);
    const why = placeProblem(guild, channelId);
    if (why !== undefined) return this.#end(player, why);
    if (one.failures >= PAUSES_MS.length) return this.#end(player, 'Discord did not let it in', one.error);
    await this.#enter(player, channelId, one);
  }

  async #enter(player: Player, channelId: string, one: Outside): Promise<void> {
    const { guildId } = player;
    try {
      await player.connect(channelId);
      this.#forget(guildId);
    } catch (error) {
      if (!this.#isOver && this.#outside.get(guildId) === one) this.#failed(guildId, one, error);
    }
  }

  async #end(player: Player, why: string, error?: unknown): Promise<void> {
    const { log } = this.#services;
    const { guildId: guild, formerChannelId: channel } = player;
    log.warn('The bot cannot go back to where it played before it was started again; what played there is ended.', {
      guild,
      channel,
      why,
      ...(error !== undefined && { error }),
    });
    try {
      await player.destroy();
    } catch (failure) {
      log.warn('A player could not be ended in good order.', { guild, error: failure });
    }
  }

  #forget(guildId: string): void {
    this.#outside.get(guildId)?.cancel?.();
    this.#outside.delete(guildId);
  }
}
