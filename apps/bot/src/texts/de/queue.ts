import type { CommandTexts } from '../command-texts.ts';
import type { QueueTexts } from '../en/queue.ts';

export const queue: QueueTexts = {
  title: 'Warteschlange',
  empty: 'Es läuft nichts, und nichts wartet. Fang mit `/play` an.',
  nothingWaits: 'In der Warteschlange wartet kein Lied.',
  waiting: (songs) =>
    songs === 0 ? 'nichts wartet' : songs === 1 ? '1 Lied wartet' : `${counted(songs)} Lieder warten`,
  timeLeft: (time, isAtLeast) => (isAtLeast ? `noch mehr als ${time}` : `noch ${time}`),
  repeats: { track: 'das Lied wiederholt sich', queue: 'die Warteschlange wiederholt sich' },
  loop: {
    off: 'Nichts wiederholt sich.',
    track: 'Das Lied wiederholt sich.',
    queue: 'Die Warteschlange wiederholt sich.',
  },
  shuffled: (songs) => `Die ${counted(songs)} wartenden Lieder sind neu gemischt.`,
  tooFewToShuffle: 'Zum Mischen müssen mindestens zwei Lieder warten.',
  noSuchPlace: (place, waiting) =>
    `In der Warteschlange gibt es keine Nummer ${place}${waiting === 1 ? ', nur ein Lied wartet' : `: ${counted(waiting)} Lieder warten`}.`,
  removed: (song) => `Entfernt: ${song}`,
  removedSome: (songs) => `${counted(songs)} Lieder entfernt:`,
  andMore: (songs) => `und ${counted(songs)} weitere`,
  notYours: (role) => `Lieder, die sich andere gewünscht haben, kann nur ${role} entfernen.`,
  moved: (song, place) => `${song} ist jetzt Nummer ${place} in der Warteschlange`,
  cleared: (songs) =>
    songs === 1 ? 'Das wartende Lied ist entfernt.' : `Alle ${counted(songs)} wartenden Lieder sind entfernt.`,
  historyTitle: 'Was gespielt wurde',
  historyEmpty: 'Es wurde noch nichts gespielt.',
  askedBefore: 'früher gewünscht',
};

function counted(songs: number): string {
  return songs.toLocaleString('de');
}

export const queueCommands: Readonly<
  Record<'queue' | 'loop' | 'shuffle' | 'remove' | 'move' | 'clear' | 'history', CommandTexts>
> = {
  queue: { description: 'Zeigt, was als Nächstes läuft', options: { page: 'Seite' } },
  loop: {
    description: 'Wiederholt das Lied oder die Warteschlange',
    options: { mode: 'Was wiederholt wird' },
    values: { mode: { off: 'nichts', track: 'das Lied', queue: 'die Warteschlange' } },
  },
  shuffle: { description: 'Mischt die Warteschlange' },
  remove: {
    description: 'Nimmt Lieder aus der Warteschlange',
    options: { position: 'Nummer in der Warteschlange', to: 'Letzte Nummer, um mehrere zu entfernen' },
  },
  move: {
    description: 'Verschiebt ein Lied in der Warteschlange',
    options: { from: 'Seine Nummer', to: 'Seine neue Nummer' },
  },
  clear: { description: 'Leert die Warteschlange; was läuft, läuft weiter' },
  history: { description: 'Zeigt, was gespielt wurde', options: { page: 'Seite' } },
};
