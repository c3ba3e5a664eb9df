/** "expand 32-byte k". */
const CONSTANTS = [0x61707865, 0x3320646e, 0x79622d32, 0x6b206574];
const DOUBLE_ROUNDS = 10;
/** The columns and diagonals of the state, on which a double round works. */
const QUARTERS = [
  [0, 4, 8, 12],
  [1, 5, 9, 13],
  [2, 6, 10, 14],
  [3, 7, 11, 15],
  [0, 5, 10, 15],
  [1, 6, 11, 12],
  [2, 7, 8, 13],
  [3, 4, 9, 14],
] as const;

/** The key that XChaCha20 uses for a nonce, by draft-irtf-cfrg-xchacha-03, section 2.2. */
export function hchacha20(key: Buffer, nonce: Buffer): Buffer {
  const state = new Uint32Array(16);
  state.set(CONSTANTS);
  for (let i = 0; i < 8; i += 1) state[4 + i] = key.readUInt32LE(4 * i);
  for (let i = 0; i < 4; i += 1) state[12 + i] = nonce.readUInt32LE(4 * i);
  for (let round = 0; round < DOUBLE_ROUNDS; round += 1) for (const [a, b, c, d] of QUARTERS) mix(state, a, b, c, d);
  const out = Buffer.alloc(32);
  for (let i = 0; i < 4; i += 1) {
    out.writeUInt32LE(state[i] ?? 0, 4 * i);
    out.writeUInt32LE(state[12 + i] ?? 0, 16 + 4 * i);
  }
  return out;
}

function mix(state: Uint32Array, a: number, b: number, c: number, d: number): void {
  add(state, a, b, d, 16);
  add(state, c, d, b, 12);
  add(state, a, b, d, 8);
  add(state, c, d, b, 7);
}

/** Adds one word to another, and turns a third by the sum. */
function add(state: Uint32Array, to: number, from: number, turned: number, bits: number): void {
  const sum = ((state[to] ?? 0) + (state[from] ?? 0)) >>> 0;
  state[to] = sum;
  const mixed = ((state[turned] ?? 0) ^ sum) >>> 0;
  state[turned] = (mixed << bits) | (mixed >>> (32 - bits));
}
