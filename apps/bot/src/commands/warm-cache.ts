import type { WarmWish } from '../songs/warm-run.ts';
import { songsOfPlaylist } from '../songs/warm-songs.ts';
import { followWarming } from './cache/warm-follower.ts';
import type { Command } from './command.ts';
import type { CommandUse } from './command-use.ts';
import { Refusal } from './refusal.ts';

const SOURCES = ['popular', 'playlist', 'history'] as const;
const LIMIT = { kind: 'number', name: 'limit', min: 1, max: 50 } as const;
const USUAL_LIMIT = 20;

/** Looks songs up before somebody asks for them, and shows how far that is. */
export const warmCache: Command = {
  options: [
    { kind: 'pick', name: 'source', values: SOURCES },
    { kind: 'text', name: 'playlist' },
    LIMIT,
    { kind: 'flag', name: 'force' },
  ],
  async run(use) {
    const { guild, member, services, signal } = use;
    const isForced = use.interaction.options.getBoolean('force') ?? false;
    const { run, isNew } = services.upkeep.warm({
      choose: chosen(use, isForced),
      isForced,
      signal,
      startedBy: member.id,
      guildId: guild.id,
    });
    await followWarming(use, run, { show: (answer) => use.answer(answer), isNew });
  },
};

/** Finds out which songs are meant. @throws {@link Refusal} when that cannot be known. */
function chosen({ guild, interaction, services }: CommandUse, isForced: boolean): WarmWish['choose'] {
  const limit = interaction.options.getInteger(LIMIT.name) ?? USUAL_LIMIT;
  const link = interaction.options.getString('playlist')?.trim();
  // Who gives a link means it, whether they picked the source or not.
  const usual = link === undefined ? 'popular' : 'playlist';
  switch (interaction.options.getString('source') ?? usual) {
    case 'playlist':
      if (!isLink(link)) throw new Refusal(({ cache }) => cache.warming.needsLink);
      return (signal) => songsOfPlaylist(services.pool, link, { limit, isForced, signal });
    case 'history':
      return async () => ({ keys: (await services.history.ofGuild(guild.id)).slice(0, limit).map(({ key }) => key) });
    default:
      return () => ({ keys: { top: limit } });
  }
}

function isLink(text: string | undefined): text is string {
  return text !== undefined && /^https?:$/.test(URL.parse(text)?.protocol ?? '');
}
