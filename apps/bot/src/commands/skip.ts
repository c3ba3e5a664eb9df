import { type Guild, PermissionFlagsBits } from 'discord.js';
import type { Playable } from 'reprise';
import type { ButtonUse } from '../buttons/button-use.ts';
import { songText } from '../display/song-text.ts';
import type { Command } from './command.ts';
import type { CommandUse } from './command-use.ts';
import { Refusal } from './refusal.ts';
import { requesterIdOf, shownTrack } from './shown-track.ts';

/** Goes on to the next song, when enough of those who listen want that. */
export const skip: Command = {
  async run(use) {
    await use.answer(await skipOrVote(use));
  },
};

/**
 * Skips what plays, or counts a vote for it. Answers what became of it.
 *
 * @throws `Refusal` when nothing plays, or who asks has no vote.
 */
export async function skipOrVote(use: CommandUse | ButtonUse): Promise<string> {
  const { services, settings, texts, guild, member } = use;
  const player = use.busyPlayer;
  const { current, voiceChannelId } = player;
  if (current === undefined) throw new Refusal(({ common }) => common.nothingPlays);
  if (!maySkipAtOnce(use, current)) {
    const listeners = hearersIn(guild, voiceChannelId);
    if (!listeners.has(member.id)) throw new Refusal(({ playback }) => playback.deafened);
    const electorate = { listeners, percent: settings.voteSkipPercent };
    const { votes, needed, isPassed } = services.votes.vote(player, current, member.id, electorate);
    if (!isPassed) return texts.playback.voted(votes, needed);
  }
  await player.skip();
  return texts.playback.skipped(songText(shownTrack(current)));
}

/** Who asked for the song, and who has a say over what others listen to. Without a DJ role it is for the listeners to say. */
function maySkipAtOnce(
  { services, settings, member, interaction }: CommandUse | ButtonUse,
  current: Playable,
): boolean {
  if (requesterIdOf(current) === member.id || services.owners.has(member.id)) return true;
  if (interaction.memberPermissions.has(PermissionFlagsBits.ManageGuild)) return true;
  return settings.djRoleId !== undefined && member.roles.cache.has(settings.djRoleId);
}

/** Ids of the people in a voice channel who hear what plays there. */
function hearersIn(guild: Guild, channelId: string | undefined): ReadonlySet<string> {
  const states = guild.voiceStates.cache.filter(
    (state) => state.channelId === channelId && state.deaf !== true && state.member?.user.bot !== true,
  );
  return new Set(states.keys());
}
