import { MASKED } from './secret-mask.ts';

/** Where Discord's API has a token in its address: that of an interaction is good for 15 minutes, that of a webhook for ever. */
const PATH_TOKEN = /(\/(?:webhooks|interactions)\/\d{1,20}\/)[\w-]+/g;

/** The text without tokens that stand in addresses of Discord: too many, and too short-lived, to be learnt. */
export function withoutPathTokens(text: string): string {
  return text.replace(PATH_TOKEN, `$1${MASKED}`);
}
