/** Where the audio of a track is. */
export type SoundInput =
  /** A file of this machine. */
  | { readonly kind: 'file'; readonly path: string }
  /** Bytes that are read through a function, as those behind an address that is guarded. */
  | {
      readonly kind: 'media';
      /** MIME type, as far as it is known. */
      readonly type: string | undefined;
      /** Size in bytes; undefined for what is live or does not tell. */
      readonly size: number | undefined;
      /** Opens the bytes from `start` on. May be called again, further on, when what it gave broke off. */
      read(start: number, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
    };
