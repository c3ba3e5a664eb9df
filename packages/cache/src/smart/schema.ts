/**
 * Checks a value that comes from or goes to a store: any schema of the Standard Schema specification, as those of zod,
 * Valibot and ArkType, that answers at once.
 */
export interface Schema<V> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => SchemaResult<V> | Promise<SchemaResult<V>>;
    readonly types?: { readonly input: unknown; readonly output: V } | undefined;
  };
}

/** What a {@link Schema} says. */
export type SchemaResult<V> =
  | { readonly value: V; readonly issues?: undefined }
  | { readonly issues: readonly { readonly message: string }[] };
