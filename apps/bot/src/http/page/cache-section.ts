import { html } from 'hono/html';
import type { PopularSong } from '../../cluster/bot-report.ts';
import type { TotalReport } from '../../cluster/total-report.ts';
import { bytes, count, duration, percent, shown, webLink } from './figures.ts';
import type { Html } from './html.ts';

/** What fewer requests say is chance. */
const ENOUGH_REQUESTS = 20;
const POPULAR_SHOWN = 10;

/** What the cache of songs did, measured. */
export function cacheSection({ songs, processes }: TotalReport): Html {
  const { cache, maxEntries, maxBytes, store, popular } = songs;
  const requests = cache.hits + cache.misses;
  const hasEnough = requests >= ENOUGH_REQUESTS;
  const isOne = processes.length === 1;
  const tile = (name: string, figure: string): Html => html`<div><dt>${name}</dt><dd>${figure}</dd></div>`;
  const figure = (of: (value: number | undefined) => string, value: number | undefined): string =>
    of(hasEnough ? value : undefined);
  const { hitRate, latency } = cache;
  return html`<section>
    <h2>Songs known</h2>
    <dl class="tiles">
      ${tile('Found in the cache, last hour', figure(percent, hitRate.lastHour))}
      ${tile('Last day', figure(percent, hitRate.lastDay))}
      ${tile('All the time', figure(percent, hitRate.lifetime))}
      ${tile('Known song, p50 / p95', pair(figure(duration, latency.hit.p50Ms), figure(duration, latency.hit.p95Ms)))}
      ${tile('New song, p50 / p95', pair(figure(duration, latency.miss.p50Ms), figure(duration, latency.miss.p95Ms)))}
      ${tile('Time saved', figure(duration, cache.timeSavedMs))}
      ${tile('Songs in memory', `${count(cache.entries)} of ${count(maxEntries)}`)}
      ${tile('Memory they take', `${bytes(cache.bytes)} of ${bytes(maxBytes)}`)}
      ${tile('Store', store === undefined ? 'none' : `${store}, ${cache.diskBytes === undefined ? 'size unknown' : bytes(cache.diskBytes)}`)}
    </dl>
    ${!hasEnough && html`<p class="quiet">Rates and times are shown from ${ENOUGH_REQUESTS} requests on; there were ${requests}.</p>`}
    ${!isOne && html`<p class="quiet">Counts of ${processes.length} processes are added up; times are those of the slowest process, and the rates of the last hour and day those of the lowest.</p>`}
    ${popular.length > 0 && html`<h3>Popular songs</h3><ol class="songs">${popular.slice(0, POPULAR_SHOWN).map(song)}</ol>`}
  </section>`;
}

function pair(p50: string, p95: string): string {
  return p50 === p95 ? p50 : `${p50} / ${p95}`;
}

function song({ title, url }: PopularSong): Html {
  const link = webLink(url);
  const name = html`<bdi>${shown(title)}</bdi>`;
  return html`<li>${link === undefined ? name : html`<a href="${link}" rel="noreferrer noopener">${name}</a>`}</li>`;
}
