import type { CommonTexts } from '../en/common.ts';

export const common: CommonTexts = {
  slowDown: (seconds) => `Das war etwas schnell. Versuch es in ${seconds} s noch einmal.`,
  broken: (id) => `Bei uns ist etwas kaputtgegangen. Wenn es wieder passiert, sag dem Betreiber des Bots: \`${id}\`.`,
  restarting: 'Der Bot startet neu. Versuch es gleich noch einmal.',
  starting: 'Der Bot startet noch. Versuch es gleich noch einmal.',
  managersOnly: 'Das kann nur, wer den Server verwalten darf.',
  ownerOnly: 'Das kann nur der Besitzer des Bots, denn es betrifft alle Server.',
  djsOnly: (role) => `Das kann nur ${role}, solange andere zuhören.`,
  joinFirst: 'Geh zuerst in einen Sprachkanal.',
  joinMine: (channel) => `Geh zuerst in ${channel}: Dort spielt die Musik.`,
  notInVoice: 'Der Bot ist in keinem Sprachkanal.',
  nothingPlays: 'Es läuft nichts.',
  outdated: 'Dieser Knopf ist veraltet.',
  notYours: 'Das kann nur entscheiden, wer danach gefragt hat.',
  live: 'live',
  page: (page, pages) => `Seite ${page} von ${pages}`,
  previousPage: 'Zurück',
  nextPage: 'Weiter',
  noData: 'noch keine Daten',
};
