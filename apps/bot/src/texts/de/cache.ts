import type { CommandTexts } from '../command-texts.ts';
import type { CacheTexts } from '../en/cache.ts';

const shown = new Intl.NumberFormat('de').format;
const songs = (count: number): string => `${shown(count)} ${count === 1 ? 'Lied' : 'Lieder'}`;
const failed = (count: number): string => `${shown(count)} ${count === 1 ? 'Fehlschlag' : 'Fehlschläge'}`;
const counts = (ok: number, skipped: number, missed: number): string =>
  `${shown(ok)} gefunden · ${shown(skipped)} übersprungen · ${shown(missed)} fehlgeschlagen`;

export const cache: CacheTexts = {
  statistics: {
    title: (status) => `Cache der Lieder · ${status}`,
    statuses: { learning: 'lernt noch', healthy: 'gut', fair: 'mäßig', cold: 'kalt' },
    sections: {
      efficiency: 'Nutzen',
      latency: 'Dauer',
      storage: 'Speicher',
      top: 'Beliebteste Lieder',
      health: 'Zustand',
    },
    rates: (hour, day, lifetime) =>
      `Trefferquote: ${hour} in der letzten Stunde · ${day} am letzten Tag · ${lifetime} insgesamt`,
    requests: (hits, misses, joined, stale) =>
      `Treffer ${hits} · Fehlzugriffe ${misses} · warteten mit anderen ${joined} · veraltet ausgegeben ${stale}`,
    efficiency: (share) => `Davon bekannt, was seit dem Start gewünscht wurde: ${share}`,
    known: (p50, p95) => `Bekannte Lieder: p50 ${p50} · p95 ${p95}`,
    lookedUp: (p50, p95) => `Gesuchte: p50 ${p50} · p95 ${p95}`,
    saved: (time) => `Gesparte Zeit, gemessen: ${time}`,
    entries: (count, max) => `${count} von ${max} Einträgen`,
    memory: (bytes, max) => `${bytes} von ${max} im Arbeitsspeicher`,
    disk: (bytes) => `${bytes} im dauerhaften Speicher`,
    removed: (evicted, expired) => `Verdrängt ${evicted} · abgelaufen ${expired}`,
    remembered: (failures) => `Gemerkte Fehlschläge: ${failures}`,
    topSong: (song, score) => `${song} · ${score} ×`,
    noSongs: 'Noch hat sich niemand ein Lied gewünscht.',
    node: (name, state, players) => `Node ${name}: ${state} · Player: ${players}`,
    moreNodes: (count) => `und ${count} weitere Nodes`,
    noNodes: 'Kein Audio-Node',
    nodeStates: {
      idle: 'nicht gestartet',
      connecting: 'verbindet sich',
      ready: 'bereit',
      degraded: 'antwortet langsam',
      down: 'nicht erreichbar',
      misconfigured: 'weist den Bot ab',
    },
    ytDlp: (version) => `yt-dlp ${version}`,
    store: (name) => `Dauerhafter Speicher: ${name}`,
    storeFailing: (name) => `Dauerhafter Speicher: ${name} **antwortet nicht**; Lieder bleiben nur im Arbeitsspeicher`,
    noStore: 'Kein dauerhafter Speicher: Lieder sind vergessen, wenn der Bot endet',
    lastWarm: (ago, warmed, missed) => `Zuletzt vorgewärmt ${ago}: ${warmed} gefunden, ${missed} fehlgeschlagen`,
    notWarmed: 'Seit dem Start nicht vorgewärmt',
    lastClean: (ago) => `Zuletzt aufgeräumt ${ago}`,
    notCleaned: 'Seit dem Start nicht aufgeräumt',
    processes: (count) => `Von ${count} Prozessen zusammen`,
    noAnswer: 'Gerade antwortet kein Prozess des Bots. Versuch es gleich noch einmal.',
    open: 'Statistik',
    refresh: 'Neu laden',
    warm: 'Vorwärmen',
    clean: 'Aufräumen',
  },
  song: {
    unknown: (input) => `Über ${input} ist nichts bekannt.`,
    blank: 'Welches Lied? Gib einen Namen oder einen Link an.',
    source: (name) => `Quelle: ${name}`,
    key: (key) => `Schlüssel: ${key}`,
    found: (ago, took) => `Gefunden ${ago}, das dauerte ${took}`,
    freshUntil: (at) => `Frisch bis: ${at}`,
    staleSince: (at) => `Veraltet seit: ${at}. Wird neu gesucht, wenn jemand danach fragt`,
    expires: (at) => `Läuft ab: ${at}`,
    served: (times, ago) => `${shown(times)}-mal aus dem Cache gegeben, zuletzt ${ago}`,
    notServed: 'Noch nicht aus dem Cache gegeben',
    size: (bytes) => `Belegt ${bytes}`,
    inMemoryAndStore: 'Im Arbeitsspeicher und im dauerhaften Speicher',
    inMemory: 'Nur im Arbeitsspeicher',
    inStore: 'Nur im dauerhaften Speicher',
    failing: (failure, until) => `⚠️ Ließ sich zuletzt nicht finden (${failure}); neuer Versuch ${until}`,
    forgotten: (song) => `Vergessen: ${song}. Es wird neu gesucht, wenn jemand danach fragt.`,
    forgottenNotInStore: (song) =>
      `Im Arbeitsspeicher vergessen: ${song}. Der dauerhafte Speicher antwortet nicht, daher kann es nach einem Neustart wieder bekannt sein.`,
    exported: (count) => `${songs(count)} dieses Prozesses.`,
    exportCut: (left) => `${songs(left)} passten nicht in die Datei; die zuletzt benutzten sind darin.`,
  },
  warming: {
    choosing: 'Sucht die Lieder zusammen…',
    progress: (done, total, ok, skipped, missed) => `${shown(done)}/${shown(total)} · ${counts(ok, skipped, missed)}`,
    eta: (time) => `noch ${time}`,
    othersRun: 'Es wird gerade schon vorgewärmt. So steht es:',
    done: (ok, skipped, missed) => `Vorgewärmt: ${counts(ok, skipped, missed)}`,
    cancelled: (ok, skipped, missed, left) =>
      `Abgebrochen: ${counts(ok, skipped, missed)} · ${shown(left)} kamen nicht mehr dran`,
    ended: (ok, skipped, missed, left) =>
      `Vorzeitig zu Ende: ${counts(ok, skipped, missed)} · ${shown(left)} kamen nicht mehr dran`,
    nothing: 'Es gibt noch kein Lied zum Vorwärmen.',
    failures: (reasons) => `Fehlgeschlagen: ${reasons}`,
    goesOn: 'Es geht im Hintergrund weiter. `/warmcache` zeigt, wie weit es ist, `/cache stats`, wie es ausging.',
    needsLink: 'Gib dazu den Link einer Playlist an.',
    notYours:
      'Das kann nur abbrechen, wer es begonnen hat, wer den Server verwaltet, auf dem es begann, oder der Besitzer des Bots.',
    cancel: 'Abbrechen',
  },
  cleaning: {
    removed: (count, bytes, remaining) => `${songs(count)} entfernt · ${bytes} frei · ${shown(remaining)} bleiben`,
    wouldRemove: (count, bytes, remaining) =>
      `${songs(count)} würden entfernt · ${bytes} würden frei · ${shown(remaining)} blieben. Geändert wurde nichts.`,
    removedFailures: (count) => `${failed(count)} vergessen: neuer Versuch, wenn jemand danach fragt`,
    wouldRemoveFailures: (count) => `${failed(count)} würden vergessen. Geändert wurde nichts.`,
    confirmAll: (count, bytes, until) =>
      `Das entfernt ${songs(count)} (${bytes}), die der Bot auf **allen** Servern kennt. Der Knopf läuft ab ${until}.`,
    confirm: 'Alle entfernen',
    keep: 'Behalten',
    kept: 'Es wurde nichts entfernt.',
    tooLate: 'Das war zu spät: Es wurde nichts entfernt. Nutze noch einmal `/cleancache`.',
  },
  failures: {
    'nothing-found': 'nichts gefunden',
    gone: 'nicht verfügbar',
    'rate-limited': 'Seite überlastet',
    other: 'Seite gestört',
    network: 'keine Antwort',
  },
  storeNotCounted: 'Der dauerhafte Speicher der Lieder antwortet gerade nicht: Was nur er hält, ist nicht mitgezählt.',
  storeGone:
    'Der dauerhafte Speicher der Lieder antwortet gerade nicht. Was er hält, ließ sich nicht entfernen und kann nach einem Neustart wieder da sein. Der Arbeitsspeicher ist sauber.',
};

export const cacheCommands: Readonly<
  Record<'cache stats' | 'cache inspect' | 'cache forget' | 'cache export' | 'warmcache' | 'cleancache', CommandTexts>
> = {
  'cache stats': { description: 'Wie viele Lieder der Bot kennt und wie viel Zeit das spart' },
  'cache inspect': { description: 'Was über ein Lied bekannt ist', options: { song: 'Ein Name oder ein Link' } },
  'cache forget': {
    description: 'Vergisst ein Lied, damit es neu gesucht wird',
    options: { song: 'Ein Name oder ein Link' },
  },
  'cache export': { description: 'Gibt dem Besitzer des Bots, was bekannt ist, als Datei' },
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
        unused: 'lange nicht gespielte (Besitzer des Bots)',
        guild: 'auf diesem Server gewünschte',
        all: 'alle (Besitzer des Bots)',
      },
    },
  },
};
