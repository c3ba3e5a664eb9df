import { randomUUID } from 'node:crypto';
import { generate } from 'selfsigned';

/** A certificate authority of its own, and a certificate for loopback by it. All as PEM. */
export interface Certificates {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

const KIND = { keyType: 'ec', curve: 'P-256', algorithm: 'sha256' } as const;

/** Makes new ones, which takes about 0.1 s. */
export async function makeCertificates(): Promise<Certificates> {
  // A name of its own: of two authorities with one name, OpenSSL tries only the first.
  const name = `FakeVoiceServer ${randomUUID()}`;
  const authority = await generate([{ name: 'commonName', value: name }], {
    ...KIND,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const server = await generate([{ name: 'commonName', value: 'localhost' }], {
    ...KIND,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  return { ca: authority.cert, cert: server.cert, key: server.private };
}
