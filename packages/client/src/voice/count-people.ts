/** Where a user is, as a library of Discord or Discord itself tells it. */
export interface Presence {
  readonly userId: string;
  readonly channelId: string | null;
  /** Undefined when it is not known: then it counts as a person, so that nobody is left alone. */
  readonly isBot: boolean | undefined;
}

/** Those in a channel who are no bots. Who is deafened counts: they come back to listen. */
export function peopleIn(presences: Iterable<Presence>, channelId: string, botId: string): number {
  let people = 0;
  for (const presence of presences) {
    if (presence.channelId === channelId && presence.userId !== botId && presence.isBot !== true) people++;
  }
  return people;
}

/** People in the bot's channel; undefined when the bot itself is not seen there: such a library keeps no voice states. */
export function peopleAround(presences: readonly Presence[], channelId: string, botId: string): number | undefined {
  const isBotThere = presences.some((presence) => presence.userId === botId && presence.channelId === channelId);
  return isBotThere ? peopleIn(presences, channelId, botId) : undefined;
}
