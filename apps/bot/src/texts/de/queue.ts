import type { CommandTexts } from '../command-texts.ts';
import type { QueueTexts } from '../en/queue.ts';

export const queue: QueueTexts = {};

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
