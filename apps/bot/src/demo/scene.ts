import type { OptionValue } from '@reprise/devkit';
import type { CommandPath } from '../commands/command-paths.ts';

/** Somebody of a guild, by their names. */
export interface Role {
  readonly guild: string;
  readonly person: string;
}

/** Something that happens in the demo. */
export type Scene =
  /** Somebody joins the voice channel, or leaves it. */
  | ({ readonly kind: 'join' | 'part' } & Role)
  /** Somebody types the beginning of a song, and reads what is offered. */
  | ({ readonly kind: 'type'; readonly typed: string } & Role)
  /** Somebody takes the first of what was offered; what was typed, if nothing was. */
  | ({ readonly kind: 'pick'; readonly typed: string } & Role)
  | ({
      readonly kind: 'use';
      readonly command: CommandPath;
      readonly values: Readonly<Record<string, OptionValue>>;
    } & Role)
  /** A node dies as with kill -9, or is there again. @see DemoNodes */
  | { readonly kind: 'node-dies' | 'node-returns'; readonly node: number };
