import type { CommandTexts } from '../command-texts.ts';
import type { LibraryTexts } from '../en/library.ts';

export const library: LibraryTexts = {
  title: 'Deine Favoriten',
  empty: 'Du hast noch keine Favoriten. `/favourites add` merkt, was läuft, oder ein Lied, das du nennst.',
  count: (songs, most) => `${songs} von ${most}`,
  added: (song) => `${song} gehört jetzt zu deinen Favoriten`,
  alreadyThere: (song) => `${song} gehört schon zu deinen Favoriten`,
  full: (most) => `Du hast ${most} Favoriten, mehr können es nicht sein. Schaff Platz mit \`/favourites remove\`.`,
  nothingToAdd: 'Es läuft nichts. Nenn das Lied, das du meinst.',
  removed: (song) => `${song} gehört nicht mehr zu deinen Favoriten`,
  noSuchFavourite: 'Das ist keiner deiner Favoriten. Wähl einen der vorgeschlagenen.',
  severalFit: 'So heißen mehrere deiner Favoriten. Wähl einen der vorgeschlagenen.',
  forgetting: {
    question: (favourites, requests, until) =>
      `Das löscht, was der Bot von dir gespeichert hat, auf allen Servern: deine Favoriten (${favourites}) und die Lieder, nach denen du zuletzt gefragt hast (${requests}); sie werden dir auch vorgeschlagen. Das lässt sich nicht rückgängig machen. Bestätige es ${until}.`,
    confirm: 'Vergiss mich',
    keep: 'Behalten',
    done: 'Vergessen: deine Favoriten und die Lieder, nach denen du gefragt hast. Wonach du von jetzt an fragst, wird wieder vermerkt.',
    kept: 'Es wurde nichts gelöscht.',
    tooLate: 'Das war zu spät: Es wurde nichts gelöscht. Nutze noch einmal `/forgetme`.',
  },
};

export const libraryCommands: Readonly<
  Record<'favourites list' | 'favourites add' | 'favourites remove' | 'favourites play' | 'forgetme', CommandTexts>
> = {
  'favourites list': { description: 'Zeigt deine Favoriten', options: { page: 'Seite' } },
  'favourites add': {
    description: 'Merkt ein Lied; ohne Angabe das, was läuft',
    options: { song: 'Ein Name oder ein Link' },
  },
  'favourites remove': { description: 'Vergisst einen deiner Favoriten', options: { song: 'Welchen' } },
  'favourites play': {
    description: 'Spielt deine Favoriten oder einen davon',
    options: { song: 'Welchen; ohne Angabe alle', shuffle: 'In zufälliger Reihenfolge' },
  },
  forgetme: { description: 'Löscht, was der Bot von dir gespeichert hat' },
};
