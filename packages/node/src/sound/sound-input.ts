/** Where the audio of a track is. */
export type SoundInput =
  /** A file of this machine. */
  { readonly kind: 'file'; readonly path: string } | MediaInput;

/** Bytes that are read through a function, as those behind an address that is guarded. */
export interface MediaInput {
  readonly kind: 'media';
  /** MIME type, as far as it is known. */
  readonly type: string | undefined;
  /** Size in bytes; undefined for what is live or does not tell. */
  readonly size: number | undefined;
  /**
   * Places that it can be read from as if it began there, in the order of time, the first at 0; for media in parts that each
   * play by themselves. @defaultValue none: it is read from the beginning
   */
  readonly places?: readonly MediaPlace[];
  /** Opens the bytes from `start` on. May be called again, further on, when what it gave broke off. */
  read(start: number, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
}

/** A place that media can be read from. */
export interface MediaPlace {
  /** Place in the track, in milliseconds. */
  readonly ms: number;
  /** What {@link MediaInput.read} is asked for to begin there; need not be the count of bytes before it. */
  readonly start: number;
}
