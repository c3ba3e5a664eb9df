/** How a command is shown while it is typed. Discord takes 1 to 100 letters for each. */
export interface CommandTexts {
  readonly description: string;
  /** Description of each option. */
  readonly options?: Readonly<Record<string, string>>;
  /** Names of the values of options to pick from, by option. */
  readonly values?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}
