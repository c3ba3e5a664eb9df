import type { PlayRequest } from '../playback/play-request.ts';
import type { CommandUse } from './command-use.ts';
import { Refusal } from './refusal.ts';

/** Where people may choose to search: the prefix of the search, and what the source of that is called by nodes. */
const SOURCE_OF = { ytsearch: 'youtube', ytmsearch: 'youtube', scsearch: 'soundcloud', demosearch: 'demo' } as const;

/** What Discord offers: it takes no other choices while the bot runs, whatever the nodes have by then. */
export const SOURCES: readonly (keyof typeof SOURCE_OF)[] = ['ytsearch', 'ytmsearch', 'scsearch', 'demosearch'];

/** Sites that yt-dlp or a plug-in brings, and by whose names people look for a song. */
const SITES: ReadonlySet<string> = new Set(['youtube', 'soundcloud', 'bandcamp', 'vimeo', 'twitch', 'demo']);

/** Other words would not help. @param given - Where somebody chose to search. @throws {@link Refusal} when no node has the site that is meant. */
export function checkSource(
  { services: { pool } }: CommandUse,
  input: PlayRequest['userInput'],
  given: string | undefined,
): void {
  if (typeof input !== 'string') return;
  const { source } = pool.describeQuery(input, given === undefined ? {} : { source: given });
  if (source === undefined || !SITES.has(source)) return;
  const known = new Set([...pool.nodes().values()].flatMap(({ info }) => info?.sourceManagers ?? []));
  // A search is made on YouTube where its own site cannot be asked, unless somebody chose that site.
  const hasStandIn = given === undefined && !/^https?:/i.test(input) && known.has('youtube');
  if (known.size === 0 || known.has(source) || hasStandIn) return;
  const there = SOURCES.filter((prefix) => known.has(SOURCE_OF[prefix]));
  throw new Refusal(({ commands, play }) => {
    const names = there.map((prefix) => commands.play.values?.source?.[prefix] ?? prefix);
    return play.noSource(names.length === 0 ? undefined : names.join(', '));
  });
}
