import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { vector } from './mls-bytes.ts';

/** DHKEMP256_AES128GCM_SHA256_P256, the one that version 1 of the protocol has. */
export const CIPHER_SUITE = 2;
/** MLS 1.0. */
export const PROTOCOL_VERSION = 1;

const UNCOMPRESSED = 4;
const COORDINATE_BYTES = 32;

/** SignWithLabel of RFC 9420, section 5.1.2. */
export function signed(label: string, content: Buffer, privateKey: KeyObject): Buffer {
  return sign('sha256', labelled(label, content), privateKey);
}

/** VerifyWithLabel of RFC 9420, section 5.1.2. */
export function isSigned(label: string, content: Buffer, publicKey: KeyObject, signature: Buffer): boolean {
  return verify('sha256', labelled(label, content), publicKey, signature);
}

/** RefHash of RFC 9420, section 5.2: by it, things are called in other messages. */
export function reference(label: string, content: Buffer): Buffer {
  return createHash('sha256').update(labelled(label, content)).digest();
}

/** The point of a public key of P-256, as MLS writes it. */
export function pointOf(publicKey: KeyObject): Buffer {
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  return Buffer.concat([Buffer.from([UNCOMPRESSED]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
}

/** The public key with that point. @throws Error when there is none. */
export function publicKeyOf(point: Buffer): KeyObject {
  const x = point.subarray(1, 1 + COORDINATE_BYTES).toString('base64url');
  const y = point.subarray(1 + COORDINATE_BYTES).toString('base64url');
  return createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x, y } });
}

function labelled(label: string, content: Buffer): Buffer {
  return Buffer.concat([vector(Buffer.from(`MLS 1.0 ${label}`)), vector(content)]);
}
