/** A wrong answer of Discord's REST API. */
export type DiscordFault =
  /** A status with Discord's words for it. 429 comes with `retryAfterS`, 1 if you say nothing. */
  | { readonly kind: 'status'; readonly status: number; readonly retryAfterS?: number }
  /** One of Discord's errors by its code, such as 10062, with the status it has. */
  | { readonly kind: 'error'; readonly code: number }
  /** The right answer, `ms` milliseconds late. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** Nothing is done and nothing is answered. */
  | { readonly kind: 'never' }
  /** Nothing is done, and the connection is reset. */
  | { readonly kind: 'cut' };
