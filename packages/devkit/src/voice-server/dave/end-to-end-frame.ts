import { isSilenceFrame } from '../silence-frame.ts';

/** By what the last two bytes tell a frame that is encrypted from end to end (DAVE protocol, "Frame Format"). */
const MARK = 0xfafa;
const MARK_BYTES = 2;
/** Of the tag, the nonce, the clear ranges, this size itself and the mark. */
const SIZE_BYTES = 1;

/**
 * What a frame holds that is encrypted from end to end: of the length of its Opus, but still encrypted. Silence is sent as it
 * is; `undefined` for everything else that does not say that it is encrypted.
 */
export function sealedOpus(frame: Buffer): Buffer | undefined {
  if (isSilenceFrame(frame)) return frame;
  const sizeAt = frame.length - MARK_BYTES - SIZE_BYTES;
  if (sizeAt < 0 || frame.readUInt16BE(frame.length - MARK_BYTES) !== MARK) return undefined;
  const supplementBytes = frame.readUInt8(sizeAt);
  return supplementBytes > frame.length ? undefined : frame.subarray(0, frame.length - supplementBytes);
}
