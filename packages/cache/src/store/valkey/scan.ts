import { HASH_MARK, PLAIN_MARK } from '../storage-key.ts';
import type { Connection } from './connection.ts';
import type { Command, Reply, Taker } from './server.ts';

/** Keys that a step looks at. */
const SCAN_COUNT = '100';

/** Names of entries, and where they are. */
export interface NamePage {
  readonly names: readonly Buffer[];
  readonly part: Taker;
}

/** The names of all entries under a prefix, page by page; of a Cluster's servers one after the other. */
export async function* namePages(
  connection: Connection,
  prefix: string,
  deadlineMs: number,
): AsyncGenerator<NamePage, void, undefined> {
  const pattern = `${escapeGlob(prefix)}[${PLAIN_MARK}${HASH_MARK}]*`;
  // The parts of a Cluster are known when it is connected.
  await connection.ask(['exists', prefix], deadlineMs);
  for (const part of (await connection.server()).parts()) {
    let cursor = '0';
    do {
      const command: Command = ['scan', cursor, 'MATCH', pattern, 'COUNT', SCAN_COUNT];
      const page = pageOf(await connection.ask(command, deadlineMs, part));
      cursor = page.cursor;
      if (page.names.length > 0) yield { names: page.names, part };
    } while (cursor !== '0');
  }
}

function pageOf(reply: Reply): { readonly cursor: string; readonly names: readonly Buffer[] } {
  const [cursor, names] = Array.isArray(reply) ? reply : [];
  return {
    cursor: cursor instanceof Buffer ? cursor.toString() : '0',
    names: Array.isArray(names) ? names.filter((name) => name instanceof Buffer) : [],
  };
}

/** A text as it stands for itself in a pattern of the server. */
function escapeGlob(text: string): string {
  return text.replaceAll(/[\\*?[\]^-]/g, '\\$&');
}
