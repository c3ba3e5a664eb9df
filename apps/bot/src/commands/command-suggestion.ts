/** Something to pick while typing. Name and value have 1 to 100 letters. */
export interface CommandSuggestion {
  readonly name: string;
  readonly value: string;
}
