import type { Tune } from './tune.ts';

/** A list of tunes under one name. */
export interface TunePlaylist {
  /** Its name in identifiers. */
  readonly slug: string;
  readonly name: string;
  /** Whether a tune is on it. */
  readonly has: (tune: Tune) => boolean;
}

/** The playlists of the catalogue; each is a question asked of every tune. */
export const PLAYLISTS: readonly TunePlaylist[] = [
  { slug: 'beethoven', name: 'The best of Beethoven', has: (tune) => tune.author === 'Ludwig van Beethoven' },
  { slug: 'baroque', name: 'Baroque favourites', has: tagged('baroque') },
  { slug: 'classical', name: 'Classical favourites', has: tagged('classical') },
  { slug: 'calm', name: 'Calm music', has: tagged('calm') },
  { slug: 'folk', name: 'Songs of everybody', has: tagged('folk') },
  { slug: 'children', name: "Children's songs", has: tagged('children') },
  { slug: 'holiday', name: 'Holidays', has: tagged('holiday') },
];

function tagged(tag: string): (tune: Tune) => boolean {
  return (tune) => tune.tags.includes(tag);
}
