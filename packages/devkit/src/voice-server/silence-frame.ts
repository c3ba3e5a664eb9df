const SILENCE = Buffer.from([0xf8, 0xff, 0xfe]);

/** Whether a frame is what a song is ended by. It is never encrypted from end to end. */
export function isSilenceFrame(frame: Buffer): boolean {
  return frame.equals(SILENCE);
}
