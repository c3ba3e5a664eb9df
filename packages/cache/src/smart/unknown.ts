/** What a store is taken to have answered when it could not say. */
export const UNKNOWN: unique symbol = Symbol('unknown');
