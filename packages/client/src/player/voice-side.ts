import type { Clock } from '@reprise/clock';
import type { Connector } from '../voice/connector.ts';
import type { VoiceData } from '../voice/voice-data.ts';
import { Escape, type EscapeOptions, isVoiceOutOfReach } from './escape.ts';
import type { PlayerContext } from './player-context.ts';
import type { PlayerCore } from './player-core.ts';
import type { PlayerVoiceHost } from './player-voice.ts';

/** The side of a player that its voice sees: how a node is given what Discord says, and who is told. */
export class VoiceSide implements PlayerVoiceHost {
  readonly selfDeaf: boolean;
  readonly selfMute: boolean;
  readonly #core: PlayerCore;
  readonly #context: PlayerContext;
  #escape: Escape | undefined;

  constructor(
    core: PlayerCore,
    context: PlayerContext,
    how: { readonly selfDeaf: boolean; readonly selfMute: boolean },
  ) {
    this.#core = core;
    this.#context = context;
    this.selfDeaf = how.selfDeaf;
    this.selfMute = how.selfMute;
  }

  get guildId(): string {
    return this.#core.guildId;
  }

  get connector(): Connector {
    return this.#context.connector;
  }

  get clock(): Clock {
    return this.#context.clock;
  }

  get joinTimeoutMs(): number {
    return this.#context.joinTimeoutMs;
  }

  async give(voice: VoiceData): Promise<void> {
    try {
      const remote = await this.#core.link.apply({ voice });
      this.#core.playback.follow(remote.state);
    } catch (error) {
      const why = 'the node could not reach the voice server';
      if (!isVoiceOutOfReach(error) || !(await this.#away(why))) throw error;
    }
  }

  async renew(why: string): Promise<void> {
    const { link, node } = this.#core;
    // A real node takes no notice of voice data that it has, and never gets past some that it could not use.
    link.distrust();
    if (node?.isAvailable) await this.#context.homes.clear(node, this.guildId);
    await link.rebuild(why);
  }

  aside(run: () => Promise<void>): void {
    void this.#core.aside(run);
  }

  follow(): void {
    this.#core.follow();
  }

  async isVoiceOpen(): Promise<boolean> {
    return (await this.#core.node?.fetchPlayer(this.guildId))?.state.connected === true;
  }

  moved(from: string, to: string): void {
    this.#context.tell('playerMove', this.#core.player, from, to);
  }

  kicked(): void {
    void this.#core.destroy('taken out of its voice channel');
  }

  moveNode(why: string): void {
    this.aside(async () => {
      const hasOther = await this.#away(why, { isForGood: true });
      if (!hasOther) this.#core.voice.gaveUp(`${why}, and there is no other node`);
    });
  }

  async leaveNode(why: string, leaving: () => void): Promise<boolean> {
    let hasOther = true;
    await this.#core.aside(async () => {
      hasOther = await this.#away(why, { leaving });
    });
    return hasOther;
  }

  failed(error: Error): void {
    this.#context.tell('playerError', this.#core.player, error);
  }

  #away(why: string, options: EscapeOptions = {}): Promise<boolean> {
    const { link } = this.#core;
    this.#escape ??= new Escape({ link, homes: this.#context.homes, wish: () => this.#core.wish });
    return this.#escape.away(why, options);
  }
}
