import type { CommandTexts } from '../command-texts.ts';
import type { CacheTexts } from '../en/cache.ts';

export const cache: CacheTexts = {};

export const cacheCommands: Readonly<
  Record<'cache stats' | 'cache inspect' | 'cache forget' | 'cache export' | 'warmcache' | 'cleancache', CommandTexts>
> = {
  'cache stats': { description: 'Wie viele Lieder der Bot kennt und wie viel Zeit das spart' },
  'cache inspect': { description: 'Was über ein Lied bekannt ist', options: { song: 'Ein Name oder ein Link' } },
  'cache forget': {
    description: 'Vergisst ein Lied, damit es neu gesucht wird',
    options: { song: 'Ein Name oder ein Link' },
  },
  'cache export': { description: 'Gibt, was bekannt ist, als Datei' },
  warmcache: {
    description: 'Sucht Lieder, bevor jemand nach ihnen fragt',
    options: {
      source: 'Welche Lieder',
      playlist: 'Link einer Playlist',
      limit: 'Wie viele höchstens',
      force: 'Auch suchen, was bekannt ist',
    },
    values: { source: { popular: 'beliebte Lieder', playlist: 'eine Playlist', history: 'was hier gespielt wurde' } },
  },
  cleancache: {
    description: 'Entfernt Lieder aus dem Cache',
    options: { mode: 'Welche', days: 'Tage, in denen niemand nach ihnen fragte', dry_run: 'Nur zählen' },
    values: {
      mode: {
        expired: 'abgelaufene',
        failed: 'Fehlschläge',
        unused: 'lange nicht gespielte',
        guild: 'auf diesem Server gewünschte',
        all: 'alle',
      },
    },
  },
};
