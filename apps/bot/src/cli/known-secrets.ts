import { gather } from '../config/given.ts';
import { secretTexts } from '../config/secret-texts.ts';

/** The secrets of the settings, whether these are right or wrong. Nothing is masked that could not be read. */
export function knownSecrets(): readonly string[] {
  return secretTexts(gather(process.env, process.cwd()).texts);
}
