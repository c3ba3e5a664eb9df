import { isRecord, type Json, listOf } from '../json.ts';

const MENTION = /@everyone|@here|<@!?(\d+)>|<@&(\d+)>/g;

/** Who is called by a text, as it stands there: `@everyone`, `<@1>`, `<@&2>`; by Discord's rules of `allowed_mentions`. */
export function pingsOf(text: string, allowed: unknown, mayCallEveryone: boolean): readonly string[] {
  const found = [...text.matchAll(MENTION)].flatMap(([whole, user, role]) => {
    if (user !== undefined) return isAllowed(allowed, 'users', user) ? [`<@${user}>`] : [];
    if (role !== undefined) return isAllowed(allowed, 'roles', role) ? [`<@&${role}>`] : [];
    return mayCallEveryone && isAllowed(allowed, 'everyone') ? [whole] : [];
  });
  return [...new Set(found)];
}

function isAllowed(allowed: unknown, kind: 'users' | 'roles' | 'everyone', id?: string): boolean {
  if (!isRecord(allowed)) return true;
  const { parse, [kind]: ids }: Json = allowed;
  return listOf(parse).includes(kind) || (id !== undefined && listOf(ids).includes(id));
}
