import { html } from 'hono/html';
import type { TotalReport } from '../../cluster/total-report.ts';
import type { Health } from '../health.ts';
import { bytes, count, duration, many, span } from './figures.ts';
import type { Html } from './html.ts';

/** How the bot is, at one glance. */
export function headSection({ phase, isDemo, processes, shards, players }: TotalReport, health: Health): Html {
  const guilds = shards.reduce((sum, shard) => sum + shard.guilds, 0);
  const playing = players.filter(({ state }) => state === 'playing').length;
  const memory = processes.reduce((sum, { rssBytes }) => sum + rssBytes, 0);
  const youngest = Math.min(...processes.map(({ uptimeMs }) => uptimeMs));
  const latest = Math.max(...processes.map(({ loopLagP99Ms }) => loopLagP99Ms));
  const isGood = phase === 'ready' && health.isReady;
  return html`<header>
      <h1>Reprise</h1>
      <p class="pill ${isGood ? 'good' : 'bad'}">${phase}${isGood || phase !== 'ready' ? '' : ', but not all is well'}</p>
    </header>
    ${isDemo && html`<p class="notice"><strong>This is a demo.</strong> Its guilds and listeners are made up and there is no Discord. Nodes, client and caches are real, and all figures are measured.</p>`}
    ${health.why.map((why) => html`<p class="notice bad">${why}</p>`)}
    <dl class="tiles">
      <div><dt>Playing</dt><dd>${count(playing)} of ${many(players.length, 'player')}</dd></div>
      <div><dt>Guilds</dt><dd>${count(guilds)}</dd></div>
      <div><dt>Up for</dt><dd>${span(youngest)}</dd></div>
      <div><dt>Memory</dt><dd>${bytes(memory)}${processes.length > 1 && html` in ${processes.length} processes`}</dd></div>
      <div><dt>Event loop late, p99</dt><dd>${duration(latest)}</dd></div>
      <div><dt>Version</dt><dd>${[...new Set(processes.map(({ version }) => version))].join(', ')}</dd></div>
    </dl>`;
}

/** The connections to Discord. */
export function shardSection({ shards }: TotalReport): Html {
  if (shards.length === 0) return html``;
  return html`<section>
    <h2>Shards</h2>
    <ul class="chips">
      ${shards.map(
        ({ id, isReady, pingMs, guilds }) =>
          html`<li class="${isReady ? 'good' : 'bad'}"><b>${id}</b> ${isReady ? 'ready' : 'away'}, ${many(guilds, 'guild')}${pingMs !== undefined && html`, ${duration(pingMs)}`}</li>`,
      )}
    </ul>
  </section>`;
}
