import { html } from 'hono/html';
import type { TotalReport } from '../../cluster/total-report.ts';
import type { Health } from '../health.ts';
import { cacheSection } from './cache-section.ts';
import { headSection, shardSection } from './head-section.ts';
import type { Html } from './html.ts';
import { nodeSection } from './node-section.ts';
import { type Listening, playerSection } from './player-section.ts';

/** Seconds after which a browser asks anew. */
const REFRESH_S = 5;

/** The whole page. Undefined is what no process answered. */
export function statusPage(report: TotalReport | undefined, health: Health, listening: Listening): Html {
  return html`<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  ${listening !== 'open' && html`<meta http-equiv="refresh" content="${REFRESH_S}">`}
  <title>${report?.isDemo === true ? 'Reprise, a demo' : 'Reprise'}</title>
  <link rel="stylesheet" href="/style.css">
  ${listening === 'open' && html`<script src="/listen.js" defer=""></script>`}
</head>
<body>
  <main>
    ${report === undefined ? silence() : sections(report, health, listening)}
  </main>
</body>
</html>
`;
}

function sections(report: TotalReport, health: Health, listening: Listening): Html {
  return html`${headSection(report, health)}
    ${nodeSection(report)}
    ${playerSection(report, listening)}
    ${cacheSection(report)}
    ${shardSection(report)}`;
}

function silence(): Html {
  return html`<header><h1>Reprise</h1><p class="pill bad">away</p></header>
    <p class="notice bad">No process of the bot answers.</p>`;
}
