/** What is a secret wherever it stands, known or not. Compared without case, `-` and `_`. */
const SENSITIVE = /(?:token|password|passwd|secret|authorization|cookie|sessionid|apikey|credentials)$/;

/** Whether what stands under this key is never told. */
export function isSensitive(key: string): boolean {
  return SENSITIVE.test(key.toLowerCase().replace(/[-_]/g, ''));
}
