import { createRequire } from 'node:module';
import { StoreError } from '../store-error.ts';

/** What is used of the package `lmdb`. */
export type Lmdb = Pick<typeof import('lmdb'), 'open'>;

/**
 * Loads the package `lmdb`, which only those install who use it.
 *
 * @throws {@link StoreError} `STORE_PACKAGE_MISSING` saying how to install it.
 */
export async function loadLmdb(): Promise<Lmdb> {
  try {
    return await import('lmdb');
  } catch (error) {
    const why = 'LmdbStore is made of the package lmdb, which cannot be loaded. Install it: npm install lmdb';
    throw new StoreError('STORE_PACKAGE_MISSING', why, { cause: error });
  }
}

/** Where another process can load the package from by `require`. */
export function lmdbLocation(): string {
  return createRequire(import.meta.url).resolve('lmdb');
}
