import type { CommandTexts } from '../command-texts.ts';
import type { LibraryTexts } from '../en/library.ts';

export const library: LibraryTexts = {};

export const libraryCommands: Readonly<
  Record<'favourites list' | 'favourites add' | 'favourites remove' | 'favourites play', CommandTexts>
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
};
