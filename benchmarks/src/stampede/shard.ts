import type { Rush } from './ask-all.ts';

/** Where processes share entries. */
export type SharedStore =
  | { readonly kind: 'lmdb'; readonly path: string }
  | { readonly kind: 'valkey'; readonly url: string };

/** Commands of the processes that share a store. */
export interface ShardCommands {
  /** Opens the store; resolves when it answers. */
  open(store: SharedStore): Promise<void>;
  askAll(askers: number): Promise<Rush>;
  close(): Promise<void>;
}
