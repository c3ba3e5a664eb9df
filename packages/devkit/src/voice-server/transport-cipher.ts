import { createDecipheriv, type KeyObject } from 'node:crypto';
import { hchacha20 } from './hchacha20.ts';
import type { RtpPacket } from './rtp.ts';

/** How sound is encrypted on its way. */
export type TransportMode = 'aead_aes256_gcm_rtpsize' | 'aead_xchacha20_poly1305_rtpsize';

/** All of them, the one that servers want first. */
export const MODES: readonly TransportMode[] = ['aead_aes256_gcm_rtpsize', 'aead_xchacha20_poly1305_rtpsize'];

const TAG_BYTES = 16;
const COUNTER_BYTES = 4;

/**
 * What a packet holds; `undefined` when it was not encrypted with that key. As bytes it would take Node ten times as long, for
 * each packet, to see what kind of key it is.
 */
export function decrypt(packet: RtpPacket, mode: TransportMode, key: KeyObject): Buffer | undefined {
  const { body, header, extensionBytes } = packet;
  const tagAt = body.length - TAG_BYTES - COUNTER_BYTES;
  if (tagAt < extensionBytes) return undefined;
  const counter = body.subarray(tagAt + TAG_BYTES);
  const decipher = decipherOf(mode, key, counter);
  decipher.setAAD(header, { plaintextLength: tagAt });
  decipher.setAuthTag(body.subarray(tagAt, tagAt + TAG_BYTES));
  const plain = decipher.update(body.subarray(0, tagAt));
  try {
    decipher.final();
  } catch {
    // That is how it says that the tag does not fit.
    return undefined;
  }
  return plain.subarray(extensionBytes);
}

function decipherOf(mode: TransportMode, key: KeyObject, counter: Buffer): ReturnType<typeof gcm> {
  return mode === 'aead_aes256_gcm_rtpsize' ? gcm(key, counter) : xchacha(key.export(), counter);
}

function gcm(key: KeyObject, counter: Buffer) {
  return createDecipheriv('aes-256-gcm', key, padded(counter, 12), { authTagLength: TAG_BYTES });
}

/** XChaCha20 is ChaCha20 with a key made of the first 16 bytes of its nonce. */
function xchacha(key: Buffer, counter: Buffer) {
  const nonce = padded(counter, 24);
  const inner = Buffer.concat([Buffer.alloc(4), nonce.subarray(16)]);
  return createDecipheriv('chacha20-poly1305', hchacha20(key, nonce.subarray(0, 16)), inner, {
    authTagLength: TAG_BYTES,
  });
}

function padded(counter: Buffer, length: number): Buffer {
  return Buffer.concat([counter], length);
}
