/** Codes with which Discord's voice servers close, as far as a client of its own fault or theirs can get them. */
export const CloseCode = {
  unknownOpcode: 4001,
  notDecoded: 4002,
  notAuthenticated: 4003,
  alreadyAuthenticated: 4005,
  sessionInvalid: 4006,
  unknownProtocol: 4012,
  disconnected: 4014,
  unknownMode: 4016,
  daveRequired: 4017,
  badRequest: 4020,
} as const;

/** What a session survives: its client may come back with opcode 7. */
const RESUMABLE: ReadonlySet<number> = new Set([1000, 1001, 4000, 4009, 4015]);

/** Whether a session is there after it was closed with that code. */
export function isResumable(code: number): boolean {
  return RESUMABLE.has(code);
}
