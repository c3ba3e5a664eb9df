/** A way in which a secret can stand in a text. */
export interface SecretForm {
  readonly text: string;
  /** It is a part of something longer that tells the secret only as a whole, as base64 of `user:secret`. */
  readonly isPart: boolean;
}

/** All ways in which a secret can stand in a text: as it is, in JSON (and JSON in JSON), in an address, in base64. */
export function formsOf(secret: string): readonly SecretForm[] {
  const known = secret.toWellFormed();
  const whole = new Set([secret, known]);
  for (const escaped of [inJson(known), inJson(known).replaceAll('/', '\\/')]) whole.add(escaped).add(inJson(escaped));
  for (const encoded of inAddress(known)) whole.add(encoded).add(lowerHex(encoded));
  const parts = new Set([0, 1, 2].flatMap((offset) => inBase64(known, offset)));
  return [
    ...[...whole].map((text) => ({ text, isPart: false })),
    ...[...parts].map((text) => ({ text, isPart: true })),
  ];
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function inAddress(text: string): readonly string[] {
  const asForm = new URLSearchParams({ _: text }).toString().slice(2);
  const asUserInfo = encodeURIComponent(text).replace(/[!'()*]/g, percent);
  return [encodeURIComponent(text), encodeURI(text), asForm, asForm.replaceAll('+', '%20'), asUserInfo];
}

function percent(char: string): string {
  return `%${char.charCodeAt(0).toString(16).toUpperCase()}`;
}

function lowerHex(text: string): string {
  return text.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
}

/**
 * The characters of base64 that depend on nothing but the secret, when it stands `offset` bytes (modulo 3) after the
 * beginning of what was encoded: a character holds 6 bits.
 */
function inBase64(secret: string, offset: number): readonly string[] {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)]);
  const [from, to] = [Math.ceil((8 * offset) / 6), Math.floor((8 * bytes.length) / 6)];
  const texts = [bytes.toString('base64'), bytes.toString('base64url')].map((text) => text.slice(from, to));
  return [...texts, ...texts.map(encodeURIComponent)];
}
