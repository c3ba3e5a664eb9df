import type { APIEmbed, APIEmbedField } from 'discord.js';
import type { Playable, Player } from 'reprise';
import { requesterText, shownTrack, trackLengthMs, trackLengthText } from '../commands/shown-track.ts';
import type { AnswerParts } from '../display/answer.ts';
import { bar } from '../display/bar.ts';
import { linkTo, songText } from '../display/song-text.ts';
import { lengthText } from '../display/time-text.ts';
import type { Texts } from '../texts/texts.ts';
import { filtersText } from './filters-text.ts';
import { panelButtons } from './panel-buttons.ts';

/** How what plays is shown. */
export interface NowPlayingOptions {
  /** How far it is: only where it is asked for, as a message that stays would tell what is not so any more. @defaultValue false */
  readonly hasProgress?: boolean;
  /** The bot stays, whatever plays: so do the buttons. @defaultValue false */
  readonly isStaying?: boolean;
}

/** What plays in a guild, and how, with the buttons for it. */
export function nowPlaying(player: Player, texts: Texts, options: NowPlayingOptions = {}): AnswerParts {
  const { current, queue } = player;
  const { isStaying = false, hasProgress = false } = options;
  const isOver = current === undefined && queue.isEmpty && !isStaying;
  return {
    embeds: [
      {
        title: titleOf(player, texts),
        description: descriptionOf(player, texts, hasProgress),
        ...pictureOf(current),
        fields: current === undefined ? [] : fieldsOf(player, current, texts),
      },
    ],
    components: isOver ? [] : panelButtons(player, texts),
  };
}

function titleOf({ current, paused }: Player, { playback: { panel } }: Texts): string {
  if (current === undefined) return panel.nothing;
  return paused ? panel.paused : panel.playing;
}

function descriptionOf(player: Player, texts: Texts, hasProgress: boolean): string {
  const { current, data, state } = player;
  const { panel } = texts.playback;
  return [
    ...(current === undefined ? [] : [songText(shownTrack(current)), origin(current, texts)]),
    ...(current !== undefined && hasProgress ? [progressText(player, current, texts)] : []),
    ...(state === 'orphaned' ? [`⏳ ${panel.waitingForNode}`] : []),
    ...(data.panelNotice === undefined ? [] : [`⚠️ ${data.panelNotice}`]),
  ]
    .filter((line) => line !== undefined)
    .join('\n');
}

function origin(track: Playable, { playback: { panel } }: Texts): string | undefined {
  if (track.recommended) return panel.recommended;
  const person = requesterText(track);
  return person && panel.requestedBy(person);
}

function progressText({ position }: Player, track: Playable, { common }: Texts): string {
  const lengthMs = trackLengthMs(track);
  if (track.isStream) return `🔴 ${common.live} · ${lengthText(position)}`;
  if (lengthMs === undefined) return lengthText(position);
  const placeMs = Math.min(position, lengthMs);
  return `${bar(placeMs / lengthMs)} ${lengthText(placeMs)} / ${lengthText(lengthMs)}`;
}

function fieldsOf(player: Player, track: Playable, texts: Texts): APIEmbedField[] {
  const { queue, volume, autoplay } = player;
  const { commands, playback } = texts;
  const { panel } = playback;
  const filters = filtersText(player, texts);
  return [
    field(panel.length, trackLengthText(track, texts)),
    field(panel.queue, queue.isEmpty ? undefined : panel.waiting(queue.length)),
    field(panel.loop, queue.mode === 'off' ? undefined : (commands.loop.values?.mode?.[queue.mode] ?? queue.mode)),
    field(panel.volume, `${volume} %`),
    field(panel.filters, filters),
    field(panel.autoplay, autoplay.mode === 'disabled' ? undefined : commands.autoplay.values?.mode?.on),
  ].flat();
}

/** What there is nothing to say of is left out. */
function field(name: string, value: string | undefined): APIEmbedField[] {
  return value === undefined ? [] : [{ name, value, inline: true }];
}

/** Only over https: Discord loads it, and tells nobody what it loads. */
function pictureOf(track: Playable | undefined): Pick<APIEmbed, 'thumbnail'> {
  const url = linkTo(track?.artwork);
  return url?.startsWith('https:') === true ? { thumbnail: { url } } : {};
}
