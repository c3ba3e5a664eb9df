import { createHash } from 'node:crypto';
import type { Player } from 'reprise';
import type { AnswerParts } from '../display/answer.ts';

declare module 'reprise' {
  interface PlayerData {
    /** The message that tells what plays. */
    panelMessageId: string;
    /** Stands for what that message shows, so that it is not changed for nothing, not even after a restart. */
    panelShown: string;
    /** A line that the message shows beside what plays: why a song could not be played. In the language of the guild. */
    panelNotice: string;
  }
}

/** Notes what the panel of a player shows now. */
export function noteShown({ data }: Player, answer: AnswerParts): void {
  data.panelShown = fingerprint(answer);
}

/** Whether the panel of a player shows that already. */
export function isShown({ data }: Player, answer: AnswerParts): boolean {
  return data.panelShown === fingerprint(answer);
}

function fingerprint(answer: AnswerParts): string {
  return createHash('sha1').update(JSON.stringify(answer)).digest('base64url').slice(0, 16);
}
