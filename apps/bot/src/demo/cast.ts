/** A guild of the demo and who is in it. The first of its people manages it. */
export interface DemoGuild {
  readonly name: string;
  /** Language it speaks, as Discord writes it. */
  readonly locale: string;
  readonly people: readonly string[];
}

/** The guilds of the demo. Nobody is in two of them, so that nobody is too fast for the bot. */
export const GUILDS: readonly DemoGuild[] = [
  { name: 'Blue', locale: 'en-US', people: ['ada', 'bela', 'chen'] },
  { name: 'Green', locale: 'en-US', people: ['dora', 'emil', 'fatima'] },
  { name: 'Red', locale: 'en-US', people: ['goran', 'hana', 'ivo'] },
  { name: 'Silver', locale: 'de', people: ['jule', 'karl', 'lena'] },
  { name: 'Gold', locale: 'en-US', people: ['mina', 'noor', 'otto'] },
  { name: 'Violet', locale: 'en-US', people: ['pia', 'quinn', 'rosa'] },
];

/** What people ask for, as they would type it. */
export const TUNES: readonly string[] = [
  'ode to joy',
  'für elise',
  'moonlight sonata',
  'symphony no 5',
  'canon in d',
  'spring vivaldi',
  'minuet in g',
  'rondo alla turca',
  'william tell',
  'can-can',
  'the blue danube',
  'swan lake',
  'mountain king',
  'morning mood',
  'vltava',
  'gymnopédie',
  'the entertainer',
  'greensleeves',
  'frère jacques',
  'scarborough fair',
  'auld lang syne',
  'amazing grace',
  'korobeiniki',
  'drunken sailor',
  'sakura sakura',
  'jingle bells',
];

/** Playlists of the catalogue. */
export const PLAYLISTS: readonly string[] = ['demo:playlist:beethoven', 'demo:playlist:calm', 'demo:playlist:folk'];
