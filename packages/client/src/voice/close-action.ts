/** What a closed voice connection asks for. */
export type CloseActionKind =
  /** Nothing: the node closed it itself, mostly for new voice data. */
  | 'ignore'
  /** Discord ended it: whether the bot was kicked is told by its own voice state. */
  | 'look'
  /** The voice session is void: a new one is needed. */
  | 'renew'
  /** This node cannot speak with Discord's voice servers; another one may. */
  | 'moveNode'
  /** Trying again cannot help. */
  | 'giveUp';

/** What to do, and why. */
export interface CloseAction {
  readonly kind: CloseActionKind;
  readonly why: string;
}

/**
 * Discord's voice close event codes. A node takes up by itself what can be taken up (1001, 1006, most of 4000 to 4020):
 * what reaches a client is what it could not.
 *
 * @see https://discord.com/developers/docs/topics/opcodes-and-status-codes#voice-voice-close-event-codes
 */
const ACTIONS: Readonly<Record<number, CloseAction>> = {
  1000: { kind: 'look', why: 'Discord ended the voice connection' },
  4004: { kind: 'giveUp', why: "Discord refuses the voice token, as when the pool's user id is another bot's (4004)" },
  4006: { kind: 'renew', why: 'the voice session is no longer valid (4006)' },
  4009: { kind: 'renew', why: 'the voice session timed out (4009)' },
  4011: { kind: 'renew', why: 'the voice server was not found (4011)' },
  4012: { kind: 'moveNode', why: 'the node speaks a voice protocol that Discord does not know (4012)' },
  4014: { kind: 'look', why: 'the bot was disconnected (4014)' },
  4015: { kind: 'renew', why: 'the voice server crashed (4015)' },
  4016: { kind: 'moveNode', why: 'the node encrypts in a way that Discord does not know (4016)' },
  4017: { kind: 'moveNode', why: 'Discord wants end-to-end encryption, which the node does not have (4017)' },
  4021: { kind: 'giveUp', why: 'Discord limits how often the bot connects to voice (4021)' },
  4022: { kind: 'look', why: 'the call ended (4022)' },
};

/** What to do when a node says that a voice connection closed. `byRemote`: Discord closed it, not the node. */
export function closeAction(code: number, byRemote: boolean): CloseAction {
  if (code === 1000 && !byRemote) return { kind: 'ignore', why: 'the node ended the voice connection' };
  return ACTIONS[code] ?? { kind: 'renew', why: `the voice connection broke (${code})` };
}
