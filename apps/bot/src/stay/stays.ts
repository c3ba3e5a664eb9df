import type { Cancel, Clock } from '@reprise/clock';
import { type Client, Events, type Guild } from 'discord.js';
import { type NodePool, type Player, type PlayerData, VoiceLostError } from 'reprise';
import { voiceOptions } from '../commands/player-options.ts';
import type { Log } from '../log/log.ts';
import type { SettingsBook } from '../settings/settings-book.ts';
import { LostVoices } from './lost-voices.ts';
import { BETWEEN_JOINS_MS, PacedLine } from './paced-line.ts';
import { StayPauses } from './stay-pauses.ts';
import { placeProblem } from './stay-place.ts';

/** What {@link Stays} work with. */
export interface StayServices {
  readonly client: Client;
  readonly pool: NodePool;
  readonly settings: SettingsBook;
  readonly log: Log;
  readonly clock: Clock;
}

/** Who is thrown out comes back after this time. */
const COME_BACK_MS = 10_000;
/** Who is thrown out once more within this time was meant. */
const MEANT_WITHIN_MS = 600_000;
/** Guilds whose settings are read at once. */
const READ_AT_ONCE = 20;

/** What is remembered of a guild where the bot is not as it should be. */
interface Absence {
  readonly pauses: StayPauses;
  takenOutAt: number;
  /** It has come back since: only then it can be thrown out again. */
  isBack: boolean;
  /** Where it told what plays. */
  data: Partial<Pick<PlayerData, 'textChannelId'>>;
  cancel: Cancel | undefined;
}

/**
 * Keeps the bot where it is to stay day and night: it comes into the channels of the guilds' settings at the start, and back
 * when it was lost.
 *
 * Discord does not tell whether a moderator disconnected the bot or Discord did. So it comes back once; who is thrown out again
 * within ten minutes, or told to leave, stays away until somebody calls it, or the next start. So it does where the channel is gone.
 */
export class Stays {
  readonly #services: StayServices;
  readonly #line: PacedLine;
  readonly #absences = new Map<string, Absence>();
  /** Guilds into which it comes back only when it is called. */
  readonly #away = new Set<string>();
  /** Guilds into which it is coming by itself. */
  readonly #coming = new Set<string>();
  readonly #lostVoices: LostVoices;
  #isOver = true;

  constructor(services: StayServices) {
    this.#services = services;
    this.#line = new PacedLine(services.clock, BETWEEN_JOINS_MS);
    this.#lostVoices = new LostVoices(services.pool);
  }

  /** Begins, once the pool is connected and the players of a former process are there. Never rejects. */
  async start(): Promise<void> {
    const { client, pool } = this.#services;
    this.#isOver = false;
    pool.on('playerCreate', this.#onCreate);
    pool.on('playerDestroy', this.#onDestroy);
    pool.on('playerError', this.#onError);
    client.on(Events.GuildAvailable, this.#onGuild);
    const ids = [...client.guilds.cache.keys()];
    for (let from = 0; from < ids.length && !this.#isOver; from += READ_AT_ONCE) {
      await Promise.all(ids.slice(from, from + READ_AT_ONCE).map((id) => this.#look(id)));
    }
  }

  /** Ends: where the bot is, it stays. */
  close(): void {
    const { client, pool } = this.#services;
    this.#isOver = true;
    pool.off('playerCreate', this.#onCreate);
    pool.off('playerDestroy', this.#onDestroy);
    pool.off('playerError', this.#onError);
    client.off(Events.GuildAvailable, this.#onGuild);
    this.#line.close();
    for (const { cancel } of this.#absences.values()) cancel?.();
    this.#absences.clear();
  }

  /** Somebody tells the bot to leave: it does not come back by itself. */
  sendAway(guildId: string): void {
    this.#away.add(guildId);
    this.#forget(guildId);
  }

  /** Somebody calls the bot: from now on it comes back by itself. */
  called(guildId: string): void {
    this.#away.delete(guildId);
  }

  readonly #onCreate = ({ guildId }: Player): void => this.called(guildId);

  readonly #onDestroy = (player: Player): void => {
    const { guildId } = player;
    if (!this.#coming.has(guildId) && !this.#away.has(guildId)) void this.#takenOut(player);
  };

  readonly #onError = (player: Player, error: Error): void => {
    const { guildId } = player;
    if (error instanceof VoiceLostError) this.#lostVoices.add(guildId);
    else if (player.voiceChannelId !== undefined) return;
    if (!this.#coming.has(guildId)) void this.#troubled(guildId, error);
  };

  readonly #onGuild = ({ id }: Guild): void => void this.#look(id);

  async #look(guildId: string): Promise<void> {
    const { pool, settings } = this.#services;
    const { stay, stayChannelId } = await settings.get(guildId);
    if (this.#isOver || !stay || stayChannelId === undefined) return;
    const player = pool.getPlayer(guildId);
    // A player of a former process enters its own channel in its turn, and tells by an error when it cannot.
    const isComing = player?.formerChannelId !== undefined && !this.#lostVoices.has(guildId);
    if (!isComing && !this.#isThere(guildId)) this.#queue(guildId);
  }

  #isThere(guildId: string): boolean {
    return this.#services.pool.getPlayer(guildId)?.voiceChannelId !== undefined && !this.#lostVoices.has(guildId);
  }

  async #takenOut({ guildId, data: { textChannelId } }: Player): Promise<void> {
    const { client, clock, settings, log } = this.#services;
    this.#lostVoices.forget(guildId);
    const { stay } = await settings.get(guildId);
    if (!stay || this.#isOver || !client.guilds.cache.has(guildId)) return this.#forget(guildId);
    const absence = this.#absenceOf(guildId);
    const now = clock.now();
    const isMeant = absence.isBack && now - absence.takenOutAt <= MEANT_WITHIN_MS;
    absence.takenOutAt = now;
    absence.isBack = false;
    absence.data = textChannelId === undefined ? {} : { textChannelId };
    if (!isMeant) return this.#later(guildId, COME_BACK_MS);
    this.#away.add(guildId);
    log.info('The bot was thrown out twice of where it stays day and night: it stays away until it is called.', {
      guild: guildId,
    });
  }

  /** What it tried by itself went wrong. */
  async #troubled(guildId: string, error: unknown): Promise<void> {
    const { clock, log, settings } = this.#services;
    const { stay } = await settings.get(guildId);
    if (this.#isOver || !stay || this.#away.has(guildId)) return;
    const { ms, isFirst } = this.#absenceOf(guildId).pauses.next(clock.now());
    if (isFirst) {
      log.warn('The bot is not where it stays day and night; it tries again.', { guild: guildId, error });
    }
    this.#later(guildId, ms);
  }

  #later(guildId: string, ms: number): void {
    const absence = this.#absenceOf(guildId);
    absence.cancel?.();
    absence.cancel = this.#services.clock.after(ms, () => {
      absence.cancel = undefined;
      this.#queue(guildId);
    });
  }

  #queue(guildId: string): void {
    if (!this.#isOver) this.#line.add(() => void this.#come(guildId));
  }

  /** Comes into the channel, unless somebody wants it otherwise by now. Never rejects. */
  async #come(guildId: string): Promise<void> {
    const { client, settings, log } = this.#services;
    const { stay, stayChannelId } = await settings.get(guildId);
    const guild = client.guilds.cache.get(guildId);
    // What Discord took away for a while says nothing of its channels; it is looked at when it is there again.
    if (!stay || guild?.available !== true || stayChannelId === undefined || this.#isOver) return;
    if (this.#away.has(guildId) || this.#coming.has(guildId)) return;
    if (this.#isThere(guildId)) {
      // Somebody called it: what they hear counts.
      this.#lostVoices.forgetSong(guildId);
      return;
    }
    const why = placeProblem(guild, stayChannelId);
    if (why !== undefined) {
      this.#away.add(guildId);
      log.warn('The bot cannot stay day and night where it is to: it comes when it is called, or at the next start.', {
        guild: guildId,
        channel: stayChannelId,
        why,
      });
      await this.#endOutside(guildId);
      return;
    }
    await this.#enter(guildId, stayChannelId);
  }

  async #enter(guildId: string, voiceChannelId: string): Promise<void> {
    const { pool, settings } = this.#services;
    this.#coming.add(guildId);
    try {
      if (this.#lostVoices.has(guildId)) await this.#lostVoices.enterAnew(guildId);
      else {
        const options = voiceOptions(await settings.get(guildId));
        const data = this.#absences.get(guildId)?.data ?? {};
        await pool.createPlayer({ ...options, guildId, voiceChannelId, data });
        const absence = this.#absences.get(guildId);
        if (absence !== undefined) absence.isBack = true;
      }
      await this.#lostVoices.goOn(guildId);
      this.#coming.delete(guildId);
    } catch (error) {
      this.#coming.delete(guildId);
      await this.#troubled(guildId, error);
    }
  }

  /** A player that waits in vain for its channel could be ended by nobody. Never rejects. */
  async #endOutside(guildId: string): Promise<void> {
    const { pool, log } = this.#services;
    const player = pool.getPlayer(guildId);
    if (player === undefined || player.voiceChannelId !== undefined) return;
    try {
      await player.destroy();
    } catch (error) {
      log.warn('A player could not be ended in good order.', { guild: guildId, error });
    }
  }

  #absenceOf(guildId: string): Absence {
    const known = this.#absences.get(guildId);
    if (known !== undefined) return known;
    const takenOutAt = Number.NEGATIVE_INFINITY;
    const made: Absence = { pauses: new StayPauses(), takenOutAt, isBack: false, data: {}, cancel: undefined };
    this.#absences.set(guildId, made);
    return made;
  }

  #forget(guildId: string): void {
    this.#absences.get(guildId)?.cancel?.();
    this.#absences.delete(guildId);
    this.#lostVoices.forget(guildId);
  }
}
