import { html } from 'hono/html';
import type { PlayerReport } from '../../cluster/bot-report.ts';
import type { TotalReport } from '../../cluster/total-report.ts';
import { count, place, shown } from './figures.ts';
import type { Html } from './html.ts';

/** More make a page that nobody reads, each five seconds. */
const MOST_SHOWN = 50;

/** Whether players can be listened to: not at all, by another click, or on this very page, which then stands still. */
export type Listening = 'none' | 'offered' | 'open';

/** Who plays what, where it is in the song, and on which node. */
export function playerSection({ players }: TotalReport, listening: Listening): Html {
  const more = players.length - MOST_SHOWN;
  return html`<section>
    <h2>Players</h2>
    ${LISTENING_NOTES[listening]}
    ${players.length === 0 ? html`<p class="quiet">Nothing plays.</p>` : html`<ul class="cards">${players.slice(0, MOST_SHOWN).map((player) => card(player, listening))}</ul>`}
    ${more > 0 && html`<p class="quiet">And ${count(more)} more.</p>`}
  </section>`;
}

const LISTENING_NOTES: Readonly<Record<Listening, Html>> = {
  none: html``,
  offered: html`<p class="quiet"><a href="/?listen">Listen</a> to what plays.</p>`,
  open: html`<p class="quiet">You hear each player where it is. The page stands still meanwhile, so that the sound goes on: <a href="/">let it move again</a>.</p>`,
};

function card(player: PlayerReport, listening: Listening): Html {
  const { guildId, guildName, state, node, title, queued } = player;
  return html`<li>
    <h3><bdi>${title === undefined ? 'Nothing' : shown(title)}</bdi></h3>
    ${title !== undefined && progress(player)}
    <p class="quiet"><bdi>${shown(guildName, 80)}</bdi>, ${state}${node !== undefined && html` on <bdi>${shown(node, 64)}</bdi>`}, ${queued === 0 ? 'nothing waits' : html`${count(queued)} wait`}</p>
    ${listening === 'open' && state === 'playing' && html`<audio controls="" preload="none" src="/api/players/${guildId}/stream" aria-label="Listen to ${shown(guildName, 80)}"></audio>`}
  </li>`;
}

function progress({ positionMs, durationMs }: PlayerReport): Html {
  if (durationMs === undefined) return html`<p>live, for ${place(positionMs)}</p>`;
  const position = Math.max(0, Math.min(positionMs, durationMs));
  const times = `${place(position)} of ${place(durationMs)}`;
  return html`<p class="place"><progress max="${Math.max(1, durationMs)}" value="${position}" aria-label="${times}"></progress> ${times}</p>`;
}
