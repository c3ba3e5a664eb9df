import type { Cpu, FrameStats, Info, LoadResult, Memory, Message, Stats } from '@reprise/protocol';
import { AnswerRules } from './fault-answer.ts';

/** Figures of statistics to be told in place of the true ones. */
export interface StatsLie extends Partial<Omit<Stats, 'memory' | 'cpu' | 'frameStats'>> {
  readonly memory?: Partial<Memory>;
  readonly cpu?: Partial<Cpu>;
  /** `null`: none are told. */
  readonly frameStats?: Partial<FrameStats> | null;
}

/** What a faulty node does otherwise than a good one, and what becomes of true answers then. */
export class Behaviour {
  readonly rules: AnswerRules = new AnswerRules();
  /** How often each `playerUpdate` is sent. */
  updateTimes = 1;
  /** `null`: no statistics are sent. */
  statsLie: StatsLie | null = {};
  /** What the node says it speaks. */
  apiVersion = '4';
  readonly missingSources: Set<string> = new Set();

  /** A good node again. */
  reset(): void {
    this.rules.clear();
    this.updateTimes = 1;
    this.statsLie = {};
    this.apiVersion = '4';
    this.missingSources.clear();
  }

  /** What becomes of a message to the client: it may be another one, several, or none. */
  messages(text: string): readonly string[] {
    // Most messages are not touched, and reading them takes time.
    const isUntouched = this.updateTimes === 1 && this.statsLie !== null && Object.keys(this.statsLie).length === 0;
    if (isUntouched) return [text];
    const message: Message = JSON.parse(text);
    if (message.op === 'playerUpdate') return Array.from({ length: this.updateTimes }, () => text);
    if (message.op !== 'stats') return [text];
    return this.statsLie === null ? [] : [JSON.stringify(this.stats(message))];
  }

  /** The statistics that are told. */
  stats<T extends Stats>(stats: T): T {
    const { memory, cpu, frameStats, ...rest } = this.statsLie ?? {};
    return {
      ...stats,
      ...rest,
      memory: { ...stats.memory, ...memory },
      cpu: { ...stats.cpu, ...cpu },
      ...(frameStats === undefined
        ? {}
        : { frameStats: frameStats && { ...NO_FRAMES, ...stats.frameStats, ...frameStats } }),
    };
  }

  /** The `/v4/info` that is told. */
  info(info: Info): Info {
    return { ...info, sourceManagers: info.sourceManagers.filter((name) => !this.missingSources.has(name)) };
  }

  /** What is found without the missing sources: a Lavalink answers `empty` to what another source would know. */
  found(result: LoadResult): LoadResult {
    const isThere = (track: { info: { sourceName: string } }): boolean =>
      !this.missingSources.has(track.info.sourceName);
    const nothing: LoadResult = { loadType: 'empty', data: null };
    if (result.loadType === 'track') return isThere(result.data) ? result : nothing;
    if (result.loadType === 'search') {
      const data = result.data.filter(isThere);
      return data.length === 0 ? nothing : { ...result, data };
    }
    return result.loadType === 'playlist' && !result.data.tracks.every(isThere) ? nothing : result;
  }
}

const NO_FRAMES = { sent: 0, nulled: 0, deficit: 0 };
