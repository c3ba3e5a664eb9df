export { ManualClock } from '../../../devkit/src/time/manual-clock.ts';
