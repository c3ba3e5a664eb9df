/** What is wrong with an encoded track. */
export type TrackDecodeReason =
  /** Not standard base64. */
  | 'base64'
  /** The header's size is not the size that came. */
  | 'size'
  /** A flag or a version that this codec does not know. */
  | 'version'
  /** A field reaches beyond the end. */
  | 'truncated'
  /** A text is not modified UTF-8. */
  | 'text'
  /** A number or a yes/no has a value it cannot have. */
  | 'value';

/** A text is not an encoded track. Nothing of it can be used. */
export class TrackDecodeError extends Error {
  /** Stable: compare this, not the message. */
  readonly code = 'TRACK_DECODE';
  /** What is wrong. */
  readonly reason: TrackDecodeReason;

  constructor(reason: TrackDecodeReason, message: string) {
    super(`This is not an encoded track: ${message}`);
    this.reason = reason;
  }

  override get name(): string {
    return 'TrackDecodeError';
  }
}
