import { type Lyrics, type Playable, PluginMissingError } from 'reprise';
import type { AnswerParts } from '../display/answer.ts';
import { plainText, safeText } from '../display/safe-text.ts';
import { songText } from '../display/song-text.ts';
import type { Texts } from '../texts/texts.ts';
import type { Command } from './command.ts';
import type { CommandUse } from './command-use.ts';
import { Refusal } from './refusal.ts';
import { shownTrack } from './shown-track.ts';

/** Letters of a line. */
const LONGEST_LINE = 300;
/** Lines that are looked at. */
const MOST_LINES = 1_000;
/** What Discord allows for a description. */
const MOST_LETTERS = 4_096;

/** Shows the lyrics of what plays, where the audio node can look for them. */
export const lyrics: Command = {
  async run(use) {
    const { current } = use.busyPlayer;
    const found = await lookUp(use);
    if (current === undefined || found === undefined) throw new Refusal(({ playback }) => playback.lyricsMissing);
    const answer = lyricsAnswer(found, current, use.texts);
    if (answer === undefined) throw new Refusal(({ playback }) => playback.lyricsMissing);
    await use.answer(answer);
  },
};

/** @throws {@link Refusal} when the node has no lyrics. */
async function lookUp({ busyPlayer: { node, guildId } }: CommandUse): Promise<Lyrics | undefined> {
  try {
    if (node !== undefined) return await node.plugins.fetchPlayerLyrics(guildId);
  } catch (error) {
    if (!(error instanceof PluginMissingError)) throw error;
  }
  throw new Refusal(({ playback }) => playback.lyricsUnsupported);
}

/** Lyrics as a message, as many lines as fit; undefined when there are no words. */
export function lyricsAnswer(
  { text, lines, provider, sourceName }: Lyrics,
  track: Playable,
  { playback }: Texts,
): AnswerParts | undefined {
  const words = text ?? lines?.map(({ line }) => line).join('\n') ?? '';
  const head = `${songText(shownTrack(track))}\n\n`;
  const sung = words.trim().split(/\r?\n/, MOST_LINES + 1);
  const shown = fitting(
    sung.slice(0, MOST_LINES).map((line) => safeText(line, LONGEST_LINE)),
    MOST_LETTERS - head.length,
  );
  if (shown.every((line) => line === '')) return undefined;
  const source = playback.lyricsFrom(plainText(provider ?? sourceName, 100));
  const footer = shown.length < sung.length ? `${source} · ${playback.lyricsCut}` : source;
  return { embeds: [{ description: `${head}${shown.join('\n')}`, footer: { text: footer } }] };
}

/** The first lines, as many as there is room for. */
function fitting(lines: readonly string[], room: number): readonly string[] {
  let left = room;
  const end = lines.findIndex((line) => {
    left -= line.length + 1;
    return left < 0;
  });
  return end === -1 ? lines : lines.slice(0, end);
}
