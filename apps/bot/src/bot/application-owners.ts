import { type Client, Team, TeamMemberMembershipState, TeamMemberRole } from 'discord.js';

/**
 * Ids of those whose application the bot is: one person, or the members of a team, without those who were only invited or may
 * only look.
 *
 * @throws What Discord says.
 */
export async function applicationOwners({ application }: Client<true>): Promise<readonly string[]> {
  const { owner } = await application.fetch();
  if (owner === null) return [];
  if (!(owner instanceof Team)) return [owner.id];
  return owner.members.filter(isTrusted).map(({ id }) => id);
}

function isTrusted({ membershipState, role }: { membershipState: TeamMemberMembershipState; role: string }): boolean {
  return membershipState === TeamMemberMembershipState.Accepted && role !== TeamMemberRole.ReadOnly;
}
