import type { Socket } from 'node:net';

const ICY = Buffer.from('ICY ');
const HTTP = Buffer.from('HTTP/1.0 ');

/** Lets a connection be read whose answer begins with `ICY 200 OK`, as that of old radio stations does; all else in it is HTTP. */
export function readIcy<S extends Socket>(socket: S): S {
  const read = socket.read.bind(socket);
  let isBegun = false;
  socket.read = (size?: number): unknown => {
    const chunk: unknown = read(size);
    if (isBegun || !Buffer.isBuffer(chunk)) return chunk;
    isBegun = true;
    return chunk.subarray(0, ICY.length).equals(ICY) ? Buffer.concat([HTTP, chunk.subarray(ICY.length)]) : chunk;
  };
  return socket;
}
