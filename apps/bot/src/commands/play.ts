import { PermissionFlagsBits } from 'discord.js';
import { songText } from '../display/song-text.ts';
import type { Played, PlayOutcome } from '../playback/play-outcome.ts';
import type { PlayProblem } from '../playback/play-problem.ts';
import type { PlayPosition, PlayRequest } from '../playback/play-request.ts';
import { isDj } from './access.ts';
import type { Command } from './command.ts';
import type { CommandUse } from './command-use.ts';
import { foundText, PlaylistReport } from './play-report.ts';
import { checkSource, SOURCES } from './play-source.ts';
import { playerOptions } from './player-options.ts';
import { Refusal } from './refusal.ts';
import { typedSong } from './typed-song.ts';

const POSITIONS = ['end', 'next', 'now'] as const satisfies readonly PlayPosition[];

/** How it ends when no node has the site: what reads any link takes its page for a file, and fails. */
const NOT_FOUND: ReadonlySet<PlayProblem> = new Set<PlayProblem>(['nothing-found', 'song-gone', 'source-failing']);

/** A song that takes longer is told of, so that nobody wonders. */
const SEARCHING_AFTER_MS = 1_000;

/** Plays a song, a playlist or a link. */
export const play: Command = {
  options: [
    { kind: 'text', name: 'query', isRequired: true, isSuggested: true },
    { kind: 'pick', name: 'position', values: POSITIONS },
    { kind: 'flag', name: 'shuffle' },
    { kind: 'pick', name: 'source', values: SOURCES },
  ],
  suggest(interaction, { suggestions }) {
    const { guildId, user } = interaction;
    return suggestions.for({ userId: user.id, guildId, typed: interaction.options.getFocused() });
  },
  async run(use) {
    const { options } = use.interaction;
    const query = typedSong(use, unwrapped(options.getString('query', true)));
    const position = POSITIONS.find((value) => value === options.getString('position')) ?? 'end';
    if (position === 'now') checkMayReplace(use);
    await playSongs(use, query, {
      position,
      isShuffled: options.getBoolean('shuffle') ?? false,
      ...sourceOf(options.getString('source')),
    });
  },
};

/** Plays what somebody asks for, and tells them what became of it until the last song of a playlist is there. */
export async function playSongs(
  use: CommandUse,
  userInput: PlayRequest['userInput'],
  wishes: Pick<PlayRequest, 'position' | 'isShuffled' | 'source'>,
): Promise<void> {
  const { services, settings, guild, member, player, signal } = use;
  const voiceChannelId = enterable(use);
  // One that came by itself does not know yet where to tell what plays.
  if (player !== undefined) player.data.textChannelId ??= use.channelId;
  if (wishes.source !== undefined) checkSource(use, userInput, wishes.source);
  const release = services.loads.enter(guild.id);
  if (release === undefined) throw new Refusal(({ play }) => play.tooManySearches);
  const outcome = await withNotice(
    use,
    services.playback.playRequestCached({
      userInput,
      guildId: guild.id,
      voiceChannelId,
      requestedBy: member.id,
      ...wishes,
      limit: settings.maxPlaylist,
      limits: settings,
      player: playerOptions(settings, use.channelId),
      signal,
    }),
  ).finally(release);
  // The dispatcher tells who asked, and counts it.
  if (outcome.status === 'failed') {
    if (NOT_FOUND.has(outcome.problem)) checkSource(use, userInput, wishes.source);
    throw outcome.error;
  }
  services.history.note({ userId: member.id, guildId: guild.id, song: outcome.song });
  await use.answer(answerOf(use, outcome));
  if (outcome.playlist !== undefined) await new PlaylistReport(use, outcome.playlist).follow();
}

function answerOf({ texts }: CommandUse, played: Played): string {
  const song = songText(played.song);
  const what = played.status === 'playing' ? texts.play.playing(song) : texts.play.queued(song, played.queuePosition);
  return `${what}\n-# ${foundText(played, texts)}`;
}

/** Says that it searches, when that takes its time. */
async function withNotice(use: CommandUse, work: Promise<PlayOutcome>): Promise<PlayOutcome> {
  const { clock, log } = use.services;
  let notice: Promise<unknown> = Promise.resolve();
  const cancel = clock.after(SEARCHING_AFTER_MS, () => {
    notice = use
      .answer(use.texts.play.searching)
      .catch((error: unknown) => log.debug('That it takes longer could not be told.', { error }));
  });
  try {
    return await work;
  } finally {
    cancel();
    // The answer must not be overtaken by what only said that it will come.
    await notice;
  }
}

/** The channel of who asks, which the bot can enter. @throws {@link Refusal} when it cannot. */
export function enterable({ guild, member, player, texts }: CommandUse): string {
  const { channel } = member.voice;
  if (channel === null) throw new Refusal(({ common }) => common.joinFirst);
  if (player?.voiceChannelId === channel.id) return channel.id;
  const me = guild.members.me;
  const isOpen =
    me === null ||
    channel
      .permissionsFor(me)
      .has([PermissionFlagsBits.ViewChannel, PermissionFlagsBits.Connect, PermissionFlagsBits.Speak]);
  if (isOpen && (channel.joinable || me === null)) return channel.id;
  throw new Refusal(() => texts.play.problems['voice-gone']);
}

/** A link as it is: who does not want a preview of it writes it in angle brackets. */
function unwrapped(query: string): string {
  return /^<(https?:\/\/[^\s<>]+)>$/.exec(query.trim())?.[1] ?? query;
}

/** What others listen to is replaced by those only who could skip it. */
function checkMayReplace(use: CommandUse): void {
  const { guild, member, settings, services, texts, interaction } = use;
  const { memberPermissions: permissions } = interaction;
  if (use.player?.current === undefined || isDj({ guild, member, permissions, settings, services })) return;
  throw new Refusal(() => texts.common.djsOnly(`<@&${settings.djRoleId}>`));
}

function sourceOf(source: string | null): Pick<PlayRequest, 'source'> {
  return source === null ? {} : { source };
}
