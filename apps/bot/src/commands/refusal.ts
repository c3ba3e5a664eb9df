import type { Texts } from '../texts/texts.ts';

/** What was asked for is not done, for a reason that who asked is told. Nothing has changed, and nobody has to look into it. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  /** What is told, in the language of whoever asks. */
  readonly text: (texts: Texts) => string;

  constructor(text: (texts: Texts) => string) {
    super('A command was refused.');
    this.text = text;
  }
}
