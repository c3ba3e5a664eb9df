import { type Json, numberOf } from '../../discord/json.ts';
import type { DaveGroup } from './dave-group.ts';
import { DaveOpcode } from './opcodes.ts';

/** Gives the group what a client says about it as JSON. */
export function takeWords(group: DaveGroup, userId: string, op: number, { transition_id }: Json): void {
  if (op === DaveOpcode.readyForTransition) group.ready(userId, numberOf(transition_id));
  else if (op === DaveOpcode.invalidCommitWelcome) group.flag(userId);
}

/** Gives the group what a client says about it as bytes. @throws Error telling what is wrong with it. */
export function takeBytes(group: DaveGroup, userId: string, message: Buffer): void {
  const payload = message.subarray(1);
  if (message[0] === DaveOpcode.keyPackage) group.offer(userId, payload);
  else if (message[0] === DaveOpcode.commitWelcome) group.commit(userId, payload);
}
