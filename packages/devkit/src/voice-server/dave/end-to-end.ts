/** The end-to-end encryption of a channel, {@link FakeVoiceServer.endToEnd}. */
export interface EndToEnd {
  /** How often the group changed since it was founded, that included; 0 while there is none. */
  readonly epoch: number;
  /** Its members, the one that listens for the server included. */
  readonly userIds: readonly string[];
  /** What all members of the same group have: Discord shows it as the privacy code. Empty while there is none. */
  readonly privacyCode: string;
  /** How often clients said that they could not follow (opcode 31). */
  readonly flags: number;
  /** Commits that were not handed on: too late, not complete, or not good. */
  readonly refusedCommits: number;
}
