/** Frames of which one is made for the first, rough look. */
const ROUGH = 4;
/** What a place furthest from the wanted one loses: of two that are as good, the nearer is taken. */
const FAR = 0.1;

/**
 * Finds where a sound is most like a pattern.
 *
 * Both channels count on their own: after a karaoke they are each other's opposite, and their sum is silence.
 *
 * @param pattern - Interleaved stereo.
 * @param sound - Interleaved stereo; at least `to` frames and the pattern long.
 * @param wanted - The frame that is taken when none is better.
 * @param to - The last frame that may be taken. The first is 0.
 * @returns The frame of `sound` at which it is most alike.
 */
export function mostAlike(pattern: Float32Array, sound: Float32Array, wanted: number, to: number): number {
  const frames = to + pattern.length / 2;
  const rough = best(coarse(pattern, pattern.length / 2), coarse(sound, frames), {
    from: 0,
    to: Math.floor(to / ROUGH),
    wanted: wanted / ROUGH,
    far: to / ROUGH,
  });
  const near = (rough < 0 ? wanted / ROUGH : rough) * ROUGH;
  const fine = best(pattern, sound, {
    from: Math.max(0, Math.round(near - ROUGH)),
    to: Math.min(to, Math.round(near + ROUGH)),
    wanted,
    far: to,
  });
  return fine < 0 ? wanted : fine;
}

interface Search {
  readonly from: number;
  readonly to: number;
  readonly wanted: number;
  readonly far: number;
}

/** The frame with the highest correlation, whatever the loudness there; -1 when nothing is alike at all. */
function best(pattern: Float32Array, sound: Float32Array, { from, to, wanted, far }: Search): number {
  let found = -1;
  let highest = 0;
  for (let frame = from; frame <= to; frame++) {
    const at = 2 * frame;
    let alike = 0;
    let energy = 1e-9;
    for (let i = 0; i < pattern.length; i++) {
      const sample = sound[at + i] ?? 0;
      alike += sample * (pattern[i] ?? 0);
      energy += sample * sample;
    }
    const distance = far === 0 ? 0 : (frame - wanted) / far;
    const score = (alike / Math.sqrt(energy)) * (1 - FAR * distance * distance);
    if (score > highest) {
      highest = score;
      found = frame;
    }
  }
  return found;
}

/** Averages of so many frames each: a quarter of the frames are a sixteenth of the work. */
function coarse(samples: Float32Array, frames: number): Float32Array {
  const made = new Float32Array(2 * Math.floor(frames / ROUGH));
  for (let i = 0; i < made.length; i += 2) {
    for (let k = 0; k < 2 * ROUGH; k += 2) {
      made[i] = (made[i] ?? 0) + (samples[i * ROUGH + k] ?? 0);
      made[i + 1] = (made[i + 1] ?? 0) + (samples[i * ROUGH + k + 1] ?? 0);
    }
  }
  return made;
}
