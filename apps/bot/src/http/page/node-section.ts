import { html } from 'hono/html';
import type { TotalNode, TotalReport } from '../../cluster/total-report.ts';
import { bytes, many, percent, shown } from './figures.ts';
import type { Html } from './html.ts';

/** The nodes, and why each is as it is. */
export function nodeSection({ nodes }: TotalReport): Html {
  if (nodes.length === 0) return html`<section><h2>Nodes</h2><p class="quiet">There are no nodes.</p></section>`;
  return html`<section>
    <h2>Nodes</h2>
    <ul class="cards">${nodes.map(card)}</ul>
  </section>`;
}

function card(node: TotalNode): Html {
  const { identifier, isOwn, state, why, players, cpuLoad, memoryBytes, version, readyIn, seenBy } = node;
  const tone = state === 'ready' ? 'good' : state === 'connecting' || state === 'idle' ? 'fair' : 'bad';
  return html`<li>
    <h3><bdi>${shown(identifier, 64)}</bdi> <span class="pill ${tone}">${state}</span></h3>
    <p>${many(players, 'player')}${cpuLoad !== undefined && html`, processors ${percent(cpuLoad)}`}${memoryBytes !== undefined && html`, ${bytes(memoryBytes)}`}</p>
    <p class="quiet">${shown(why, 200)}${isOwn && ', run by the bot'}${version !== undefined && html`, version ${shown(version, 40)}`}${seenBy > 1 && html`, ready in ${readyIn} of ${seenBy} processes`}</p>
  </li>`;
}
