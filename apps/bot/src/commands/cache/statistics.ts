import type { APIEmbedField } from 'discord.js';
import type { NodePool } from 'reprise';
import { buttonId } from '../../buttons/button-names.ts';
import type { SongsReport } from '../../cluster/bot-report.ts';
import { type TotalNode, type TotalReport, totalReport } from '../../cluster/total-report.ts';
import type { AnswerParts } from '../../display/answer.ts';
import { safeText } from '../../display/safe-text.ts';
import { linkTo, songText } from '../../display/song-text.ts';
import { agoText } from '../../display/time-text.ts';
import { ifConnected } from '../../metrics/if-connected.ts';
import type { CacheSection, CacheStatus } from '../../texts/en/cache.ts';
import type { Texts } from '../../texts/texts.ts';
import { Refusal } from '../refusal.ts';
import type { Use } from '../use.ts';
import { buttonRow, labelled } from './buttons.ts';
import { Figures } from './figures.ts';

/** A rate of fewer requests says nothing yet. */
const LEAST_REQUESTS = 20;
const HEALTHY = 0.6;
const FAIR = 0.3;
const TOP_SHOWN = 5;
/** So much that no part is longer than Discord lets it be, whatever songs and nodes are called. */
const NODES_SHOWN = 5;
const TITLE_LETTERS = 40;
const LINK_LETTERS = 100;
const COLOUR = 0x5865f2;

/** The statistics of all processes, as they are now. @throws {@link Refusal} when none answers. */
export async function statistics({ services, texts }: Use): Promise<AnswerParts> {
  const report = totalReport(await services.cluster.reports());
  if (report === undefined) throw new Refusal(({ cache }) => cache.statistics.noAnswer);
  const view = new StatisticsView(report, texts);
  // Whether the store works is known to each process only for itself.
  const isStoreFailing = services.songs.cache.store?.isFailing === true;
  return view.answer({ isStoreFailing, ytDlp: ytDlpVersion(services.pool) });
}

/** What is known beside the report. */
interface Beside {
  readonly isStoreFailing: boolean;
  readonly ytDlp: string | undefined;
}

class StatisticsView {
  readonly #report: TotalReport;
  readonly #songs: SongsReport;
  readonly #texts: Texts;
  readonly #figures: Figures;

  constructor(report: TotalReport, texts: Texts) {
    this.#report = report;
    this.#songs = report.songs;
    this.#texts = texts;
    this.#figures = new Figures(texts);
  }

  answer(beside: Beside): AnswerParts {
    const { statistics } = this.#texts.cache;
    const { processes } = this.#report;
    const embed = {
      title: statistics.title(statistics.statuses[statusOf(this.#songs)]),
      color: COLOUR,
      fields: [
        this.#section('efficiency', this.#efficiency()),
        this.#section('latency', this.#latency()),
        this.#section('storage', this.#storage()),
        this.#section('top', this.#top()),
        this.#section('health', this.#health(beside)),
      ],
      ...(processes.length > 1 && { footer: { text: statistics.processes(processes.length) } }),
    };
    const buttons = buttonRow(
      labelled(buttonId('cache-refresh'), statistics.refresh),
      labelled(buttonId('cache-warm'), statistics.warm),
      labelled(buttonId('cache-clean'), statistics.clean),
    );
    return { embeds: [embed], components: [buttons] };
  }

  #section(section: CacheSection, lines: readonly string[]): APIEmbedField {
    return { name: this.#texts.cache.statistics.sections[section], value: lines.join('\n') };
  }

  #efficiency(): readonly string[] {
    const { statistics } = this.#texts.cache;
    const { cache, processor } = this.#songs;
    const isKnown = requestsOf(this.#songs) >= LEAST_REQUESTS;
    const share = (rate: number | undefined): string => this.#figures.share(isKnown ? rate : undefined);
    const { lastHour, lastDay, lifetime } = cache.hitRate;
    const { efficiency, totalProcessed } = processor;
    return [
      statistics.rates(share(lastHour), share(lastDay), share(lifetime)),
      statistics.requests(...this.#numbers(cache.hits, cache.misses, cache.joined, cache.staleServed)),
      // It begins anew with each start, other than the rates.
      statistics.efficiency(this.#figures.share(totalProcessed >= LEAST_REQUESTS ? efficiency : undefined)),
    ];
  }

  #latency(): readonly string[] {
    const { statistics } = this.#texts.cache;
    const { latency, hits, timeSavedMs } = this.#songs.cache;
    const figures = this.#figures;
    return [
      statistics.known(figures.took(latency.hit.p50Ms), figures.took(latency.hit.p95Ms)),
      statistics.lookedUp(figures.took(latency.miss.p50Ms), figures.took(latency.miss.p95Ms)),
      statistics.saved(hits === 0 ? this.#texts.common.noData : figures.span(timeSavedMs)),
    ];
  }

  #storage(): readonly string[] {
    const { statistics } = this.#texts.cache;
    const { cache, maxBytes, maxEntries, store } = this.#songs;
    const figures = this.#figures;
    const sizes = [
      statistics.entries(figures.number(cache.entries), figures.number(maxEntries)),
      statistics.memory(figures.bytes(cache.bytes), figures.bytes(maxBytes)),
      ...(store === undefined ? [] : [statistics.disk(figures.bytes(cache.diskBytes))]),
    ];
    return [
      sizes.join(' · '),
      statistics.removed(figures.number(cache.evictions), figures.number(cache.expirations)),
      statistics.remembered(figures.number(cache.negativeEntries)),
    ];
  }

  #top(): readonly string[] {
    const { statistics } = this.#texts.cache;
    const lines = this.#songs.popular.slice(0, TOP_SHOWN).map(({ title, url, score }, i) => {
      const song = songText({ title, author: '', url: shortLink(url) }, TITLE_LETTERS);
      return `${i + 1}. ${statistics.topSong(song, this.#figures.number(score))}`;
    });
    return lines.length === 0 ? [statistics.noSongs] : lines;
  }

  #health({ isStoreFailing, ytDlp }: Beside): readonly string[] {
    const { statistics } = this.#texts.cache;
    const { nodes } = this.#report;
    return [
      ...(nodes.length === 0 ? [statistics.noNodes] : nodes.slice(0, NODES_SHOWN).map((node) => this.#node(node))),
      ...(nodes.length > NODES_SHOWN ? [statistics.moreNodes(nodes.length - NODES_SHOWN)] : []),
      ...(ytDlp === undefined ? [] : [statistics.ytDlp(safeText(ytDlp, 40))]),
      this.#store(isStoreFailing),
      this.#warmed(),
      this.#cleaned(),
    ];
  }

  #node({ identifier, state, players }: TotalNode): string {
    const { statistics } = this.#texts.cache;
    return statistics.node(safeText(identifier, 40), statistics.nodeStates[state], this.#figures.number(players));
  }

  #store(isFailing: boolean): string {
    const { statistics } = this.#texts.cache;
    const { store } = this.#songs;
    if (store === undefined) return statistics.noStore;
    return isFailing ? statistics.storeFailing(safeText(store, 40)) : statistics.store(safeText(store, 40));
  }

  #warmed(): string {
    const { statistics } = this.#texts.cache;
    const { lastWarm } = this.#songs;
    if (lastWarm === undefined) return statistics.notWarmed;
    const { at, warmed, failed } = lastWarm;
    return statistics.lastWarm(agoText(at), this.#figures.number(warmed), this.#figures.number(failed));
  }

  #cleaned(): string {
    const { statistics } = this.#texts.cache;
    const { lastCleanAt } = this.#songs;
    return lastCleanAt === undefined ? statistics.notCleaned : statistics.lastClean(agoText(lastCleanAt));
  }

  #numbers(hits: number, misses: number, joined: number, stale: number): [string, string, string, string] {
    const shown = (value: number): string => this.#figures.number(value);
    return [shown(hits), shown(misses), shown(joined), shown(stale)];
  }
}

function shortLink(url: string | undefined): string | undefined {
  const link = linkTo(url);
  return link !== undefined && link.length <= LINK_LETTERS ? link : undefined;
}

function requestsOf({ cache }: SongsReport): number {
  return cache.hits + cache.misses;
}

function statusOf(songs: SongsReport): CacheStatus {
  const { lifetime } = songs.cache.hitRate;
  if (lifetime === undefined || requestsOf(songs) < LEAST_REQUESTS) return 'learning';
  if (lifetime >= HEALTHY) return 'healthy';
  return lifetime >= FAIR ? 'fair' : 'cold';
}

/** The version of yt-dlp that a node tells as one of its plugins; undefined when none does. */
function ytDlpVersion(pool: NodePool): string | undefined {
  const nodes = [...(ifConnected(() => pool.nodes())?.values() ?? [])];
  return nodes.flatMap(({ info }) => info?.plugins ?? []).find(({ name }) => /yt-?dlp/i.test(name))?.version;
}
