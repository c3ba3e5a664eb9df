const FIXED_HEADER = 12;
const VERSION = 2;
/** What Discord takes as Opus. */
const OPUS_PAYLOAD_TYPE = 120;

/** A packet of RTP, still encrypted. */
export interface RtpPacket {
  readonly ssrc: number;
  /** 16 bits. */
  readonly sequence: number;
  /** 32 bits, in samples. */
  readonly timestamp: number;
  /** What is sent in the clear, and signed. */
  readonly header: Buffer;
  /** Bytes of an extension at the beginning of what is encrypted. */
  readonly extensionBytes: number;
  /** The rest. */
  readonly body: Buffer;
}

/** Reads a packet with Opus in it; `undefined` for everything else that comes to such a port. */
export function readRtp(datagram: Buffer): RtpPacket | undefined {
  if (datagram.length < FIXED_HEADER) return undefined;
  const first = datagram.readUInt8(0);
  if (first >> 6 !== VERSION || (datagram.readUInt8(1) & 0x7f) !== OPUS_PAYLOAD_TYPE) return undefined;
  const hasExtension = (first & 0x10) !== 0;
  const sources = FIXED_HEADER + 4 * (first & 0x0f);
  const end = sources + (hasExtension ? 4 : 0);
  if (datagram.length < end) return undefined;
  return {
    sequence: datagram.readUInt16BE(2),
    timestamp: datagram.readUInt32BE(4),
    ssrc: datagram.readUInt32BE(8),
    header: datagram.subarray(0, end),
    // "rtpsize" signs the extension's length, and encrypts what it holds.
    extensionBytes: hasExtension ? 4 * datagram.readUInt16BE(sources + 2) : 0,
    body: datagram.subarray(end),
  };
}
