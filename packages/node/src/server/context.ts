import type { SessionList } from '../session/session-list.ts';
import type { SourceList } from '../sources/source-list.ts';

/** What the handlers of requests work with. */
export interface NodeContext {
  readonly sources: SourceList;
  readonly sessions: SessionList;
  /** Whether what is played is heard. */
  readonly isAudible: boolean;
}
