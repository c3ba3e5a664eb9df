/** One sounding pitch, or a silence, and how long it lasts. */
export interface Note {
  /** MIDI number (60 is middle C); `undefined` is a rest. */
  readonly midi: number | undefined;
  /** Length as a fraction of a whole note. */
  readonly length: number;
}

/** How the letters of a melody are to be read. */
export interface Score {
  /** Key signature, `D` for D major, `Am` for A minor. */
  readonly key: string;
  /** Length of a letter without a number, as a fraction of a whole note: `1 / 8` is an eighth. */
  readonly unit: number;
  /** Letters of the ABC notation: `C` is middle C, `c` an octave above, `C,` one below, `^` `_` `=` sharpen, flatten, undo. */
  readonly melody: string;
}

/** A melody holds something that is not a note. */
export class NotationError extends Error {
  override readonly name = 'NotationError';
}

const SEMITONES: Readonly<Record<string, number>> = { C: 0, D: 2, E: 4, F: 5, G: 7, A: 9, B: 11 };
const CIRCLE_OF_FIFTHS = ['Cb', 'Gb', 'Db', 'Ab', 'Eb', 'Bb', 'F', 'C', 'G', 'D', 'A', 'E', 'B', 'F#', 'C#'];
const ORDER_OF_SHARPS = 'FCGDAEB';
const MAJOR_C = CIRCLE_OF_FIFTHS.indexOf('C');
/** A minor key has the signature of the major key three steps back on the circle of fifths. */
const MINOR_STEPS = 3;

const TOKEN =
  /\s+|(?<bar>\|)|(?<triplet>\(3)|(?<tie>-)|(?<mark>[_=^]?)(?<letter>[A-Ga-gz])(?<octave>[,']*)(?<times>\d*)(?<over>\/\d*)?/y;

/**
 * Reads a melody in the part of the ABC notation our tunes need: notes, rests, lengths, accidentals that hold until the
 * bar line, ties and triplets.
 *
 * @throws {@link NotationError} naming the place that cannot be read.
 */
export function parseMelody(score: Score): Note[] {
  const signature = keySignature(score.key);
  const notes: Note[] = [];
  let accidentals = new Map<string, number>();
  let tripletsLeft = 0;
  let tied = false;
  let at = 0;
  while (at < score.melody.length) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(score.melody);
    if (match === null) throw new NotationError(`Cannot read ${JSON.stringify(score.melody.slice(at, at + 12))}.`);
    at = TOKEN.lastIndex;
    const { bar, triplet, tie, mark, letter, octave, times, over } = match.groups ?? {};
    if (bar !== undefined) accidentals = new Map();
    if (triplet !== undefined) tripletsLeft = 3;
    if (tie !== undefined) tied = true;
    if (letter === undefined) continue;

    const length = score.unit * factor(times, over) * (tripletsLeft > 0 ? 2 / 3 : 1);
    tripletsLeft = Math.max(0, tripletsLeft - 1);
    const midi = letter === 'z' ? undefined : pitch(letter, octave ?? '', mark ?? '', accidentals, signature);
    const last = notes.at(-1);
    if (tied && last !== undefined && last.midi === midi) notes.splice(-1, 1, { midi, length: last.length + length });
    else notes.push({ midi, length });
    tied = false;
  }
  return notes;
}

function factor(times: string | undefined, over: string | undefined): number {
  const top = times === undefined || times === '' ? 1 : Number(times);
  if (over === undefined) return top;
  return top / (over === '/' ? 2 : Number(over.slice(1)));
}

function pitch(
  letter: string,
  octave: string,
  mark: string,
  accidentals: Map<string, number>,
  signature: ReadonlyMap<string, number>,
): number {
  const name = letter.toUpperCase();
  // Written accidentals hold for their own octave until the next bar line.
  const place = letter + octave;
  if (mark !== '') accidentals.set(place, mark === '^' ? 1 : mark === '_' ? -1 : 0);
  const shift = accidentals.get(place) ?? signature.get(name) ?? 0;
  const middle = letter === name ? 60 : 72;
  const octaves = [...octave].reduce((sum, sign) => sum + (sign === "'" ? 1 : -1), 0);
  return middle + (SEMITONES[name] ?? 0) + 12 * octaves + shift;
}

function keySignature(key: string): ReadonlyMap<string, number> {
  const minor = key.endsWith('m');
  const tonic = minor ? key.slice(0, -1) : key;
  const place = CIRCLE_OF_FIFTHS.indexOf(tonic);
  if (place < 0) throw new NotationError(`Unknown key ${JSON.stringify(key)}.`);
  const sharps = place - MAJOR_C - (minor ? MINOR_STEPS : 0);
  const letters = sharps >= 0 ? ORDER_OF_SHARPS.slice(0, sharps) : ORDER_OF_SHARPS.slice(sharps);
  return new Map([...letters].map((letter) => [letter, Math.sign(sharps)]));
}
