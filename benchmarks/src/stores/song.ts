import { makeTrack } from '@reprise/node';

/** What a bot keeps of a song: about 1 KB as JSON. */
export interface Song {
  readonly track: ReturnType<typeof makeTrack>;
}

/** The song of a number. */
export function songOf(number: number): Song {
  const identifier = String(number).padStart(11, 'x');
  const track = makeTrack({
    identifier,
    title: `Somebody feat. Somebody Else – Song number ${number} (Official Music Video) [4K Remaster]`,
    author: 'Somebody and their Friends – Topic',
    lengthMs: 180_000 + (number % 120) * 1_000,
    uri: `https://www.youtube.com/watch?v=${identifier}`,
    artworkUrl: `https://i.ytimg.com/vi/${identifier}/maxresdefault.jpg`,
    sourceName: 'youtube',
  });
  return { track };
}
