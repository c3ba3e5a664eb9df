/**
 * Id of the bot that a token is of, before anybody is asked: what stands before the first dot, in base64. A token that is reset
 * keeps it. Undefined for a token that does not tell, as one of a proxy.
 */
export function botIdOf(token: string | undefined): string | undefined {
  const [first = ''] = token?.split('.') ?? [];
  const id = Buffer.from(first, 'base64').toString('latin1');
  return /^\d{15,20}$/.test(id) ? id : undefined;
}
