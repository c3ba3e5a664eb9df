/** Fields that would reach into the prototypes of whoever copies them. */
const FORBIDDEN: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** JSON without any of these cannot name such a field: a name may be written with escapes. */
const SUSPICIOUS = /proto|constructor|\\u/;

/** Whether there may be such fields in what this JSON says. */
export function mayNameForbidden(json: string): boolean {
  return SUSPICIOUS.test(json);
}

/** Takes `__proto__`, `constructor` and `prototype` out of what was read from JSON, at every depth. */
export function stripForbidden(value: unknown): void {
  if (Array.isArray(value)) for (const item of value) stripForbidden(item);
  else if (typeof value === 'object' && value !== null) stripFields(value);
}

function stripFields(fields: object): void {
  for (const [name, field] of Object.entries(fields)) {
    if (FORBIDDEN.has(name)) Reflect.deleteProperty(fields, name);
    else stripForbidden(field);
  }
}
