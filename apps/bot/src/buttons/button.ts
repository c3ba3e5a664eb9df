import type { ButtonUse } from './button-use.ts';

/** What a click on a button does. Rights are checked before; Discord was told that the click was heard. */
export interface Button {
  run(use: ButtonUse): Promise<void>;
}
