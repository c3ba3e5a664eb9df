/** What the network does with the bytes of a connection. */
export type NetworkMode =
  | { readonly kind: 'pass' }
  /** New connections are reset, or find nobody listening. Those there are go on. */
  | { readonly kind: 'refuse'; readonly how: 'reset' | 'closed' }
  | { readonly kind: 'delay'; readonly ms: number }
  | { readonly kind: 'throttle'; readonly bytesPerSecond: number }
  /** Each connection is cut after so many more bytes from the server. */
  | { readonly kind: 'cutAfter'; readonly bytes: number }
  /** Nothing passes, nobody is told. */
  | { readonly kind: 'blackHole' };

/** What comes through a connection: bytes, the end of one side, or a reset. */
export type Piece = Buffer | 'end' | 'reset';

/** Slow lines are served this often, so that a large piece does not come as one late lump. */
const SLICE_MS = 50;

/** Cuts bytes into pieces as small as the line is slow. */
export function sliced(bytes: Buffer, mode: NetworkMode): readonly Buffer[] {
  if (mode.kind !== 'throttle') return [bytes];
  const size = Math.max(1, Math.floor((mode.bytesPerSecond * SLICE_MS) / 1_000));
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
}
