/** What is said wherever it fits. */
export interface CommonTexts {
  /** Somebody uses the bot too fast. @param seconds - Until the next try. */
  readonly slowDown: (seconds: number) => string;
  /** @param id - Names what happened in the log. */
  readonly broken: (id: string) => string;
  readonly restarting: string;
  readonly starting: string;
  readonly managersOnly: string;
  readonly ownerOnly: string;
  /** @param role - How the role is shown. */
  readonly djsOnly: (role: string) => string;
  readonly joinFirst: string;
  /** @param channel - How the bot's channel is shown. */
  readonly joinMine: (channel: string) => string;
  readonly notInVoice: string;
  readonly nothingPlays: string;
  /** A button whose message is out of date. */
  readonly outdated: string;
  /** A button that asks somebody else. */
  readonly notYours: string;
  readonly live: string;
  readonly page: (page: number, pages: number) => string;
  readonly previousPage: string;
  readonly nextPage: string;
  /** Something that is not known yet, in a table of figures. */
  readonly noData: string;
}

export const common: CommonTexts = {
  slowDown: (seconds) => `That was a bit fast. Try again in ${seconds} s.`,
  broken: (id) => `Something broke on our side. If it happens again, tell whoever runs the bot: \`${id}\`.`,
  restarting: 'The bot is restarting. Try again in a moment.',
  starting: 'The bot is still starting. Try again in a moment.',
  managersOnly: 'Only those who may manage the server can do that.',
  ownerOnly: 'Only the owner of the bot can do that, for it concerns all servers.',
  djsOnly: (role) => `Only ${role} can do that while others listen.`,
  joinFirst: 'Join a voice channel first.',
  joinMine: (channel) => `Join ${channel} first: that is where the music plays.`,
  notInVoice: 'The bot is in no voice channel.',
  nothingPlays: 'Nothing plays.',
  outdated: 'This button is out of date.',
  notYours: 'Only who asked for it can decide that.',
  live: 'live',
  page: (page, pages) => `Page ${page} of ${pages}`,
  previousPage: 'Back',
  nextPage: 'Next',
  noData: 'no data yet',
};
