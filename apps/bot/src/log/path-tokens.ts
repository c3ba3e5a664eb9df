import { MASKED } from './secret-mask.ts';

/** Where Discord's API has a token in its address: that of an interaction is good for 15 minutes, that of a webhook for ever. */
const PATH_TOKEN = /(\/(?:webhooks|interactions)\/\d{1,20}\/)[\w-]+/g;

/** Where a node has the id of a session in its addresses: who knows it, and the password, may do what they like with its players. */
const PATH_SESSION = /(\/sessions\/)[\w.~%-]+/g;

/** What our own node tells of a session when it is opened, which is before anybody else can have learnt its id. */
const TOLD_SESSION = /\b(Session )[a-z\d]{16}\b/g;

/** The text without tokens of Discord and session ids of nodes that stand at places that are known. */
export function withoutPathTokens(text: string): string {
  return text
    .replace(PATH_TOKEN, `$1${MASKED}`)
    .replace(PATH_SESSION, `$1${MASKED}`)
    .replace(TOLD_SESSION, `$1${MASKED}`);
}
