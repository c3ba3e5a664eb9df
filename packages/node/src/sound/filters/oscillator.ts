import { SAMPLE_RATE } from '../samples.ts';

const TURN = 2 * Math.PI;

/** Radians an oscillator goes on by each frame. */
export function phaseStep(hz: number): number {
  return (TURN * hz) / SAMPLE_RATE;
}

/** The same phase within one turn: a phase that grows for hours gets coarse. */
export function withinTurn(phase: number): number {
  return phase % TURN;
}
