import { z } from 'zod';

/** What is to be known of a variable besides its value. */
export interface VariableNotes {
  /** Heading it stands under. */
  readonly group: string;
  /** What it is for: a sentence for the documentation. */
  readonly about: string;
  /** What it may be: follows `must be`. */
  readonly allowed: string;
  /** What it is when it is not given, as text; undefined when that is nothing. */
  readonly fallback?: string;
  /** What is told in place of a fallback that depends on others. */
  readonly fallbackNote?: string;
  /** Never shown, and can be given as a file. */
  readonly isSecret?: boolean;
  /** The variable may be given as an empty text, which is not the same as not giving it. */
  readonly canBeEmpty?: boolean;
}

/** Notes of a variable that has a value when it is not given. */
export interface DefaultNotes extends VariableNotes {
  readonly fallback: string;
}

/** A variable: its text, or undefined, becomes a value. */
export type Field<T> = z.ZodType<T, string | undefined>;

/** The notes of all fields. */
export const notes: z.core.$ZodRegistry<VariableNotes> = z.registry<VariableNotes>();

/** Makes a value of a text; undefined when it is not what is allowed. */
export type Read<T> = (text: string) => T | undefined;

/** A variable that always has a value. The fallback is read as if it had been given. */
export function withFallback<T>(about: DefaultNotes, read: Read<T>): Field<T> {
  return z
    .string()
    .optional()
    .transform((text, context) => read(text ?? about.fallback) ?? refused(about, context))
    .register(notes, about);
}

/** A variable that may be left out. */
export function optional<T>(about: VariableNotes, read: Read<T>): Field<T | undefined> {
  return z
    .string()
    .optional()
    .transform((text, context) => (text === undefined ? undefined : (read(text) ?? refused(about, context))))
    .register(notes, about);
}

function refused({ allowed }: VariableNotes, context: z.core.$RefinementCtx<unknown>): never {
  context.addIssue({ code: 'custom', message: `must be ${allowed}` });
  return z.NEVER;
}
