import { createHmac, timingSafeEqual } from 'node:crypto';

const SIGNATURE_BYTES = 16;

/** Signs records, so that who can write to the server but does not know the secret cannot make any. */
export class Seal {
  readonly #secret: string | undefined;

  constructor(secret: string | undefined) {
    this.#secret = secret;
  }

  /** The record as it is written under a name. */
  close(name: string, record: Buffer): Buffer {
    if (this.#secret === undefined) return record;
    return Buffer.concat([record, signature(this.#secret, name, record)]);
  }

  /** The record of what is read under a name; undefined when the signature is missing, or that of another name. */
  open(name: string, sealed: Buffer): Buffer | undefined {
    if (this.#secret === undefined) return sealed;
    if (sealed.length < SIGNATURE_BYTES) return undefined;
    const record = sealed.subarray(0, -SIGNATURE_BYTES);
    const isOurs = timingSafeEqual(sealed.subarray(-SIGNATURE_BYTES), signature(this.#secret, name, record));
    return isOurs ? record : undefined;
  }
}

function signature(secret: string, name: string, record: Buffer): Buffer {
  const hmac = createHmac('sha256', secret);
  // With its length in front, an end of the name cannot pass for a beginning of the record.
  return hmac
    .update(`${Buffer.byteLength(name)}:${name}`)
    .update(record)
    .digest()
    .subarray(0, SIGNATURE_BYTES);
}
