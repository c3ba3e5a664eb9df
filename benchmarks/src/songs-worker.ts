// A web site with songs and a node with yt-dlp, in a process of their own, so that they cost their client nothing.
import { createServer } from 'node:http';
import { AudioNode, type Log } from '@reprise/node';
import type { Info } from '@reprise/protocol';
import { serve } from './rpc.ts';
import type { ShopCommands } from './songs/shop.ts';

const HOST = '127.0.0.1';
const RATE = 48_000;
const HEADER_BYTES = 44;

const music = silence(1);
const lines: string[] = [];
const note = (line: string): void => void lines.push(line);
const log: Log = { info: note, warn: note, error: note };

serve<ShopCommands>({
  async open() {
    const node = new AudioNode({
      port: 0,
      password: 'secret',
      ytdlp: { generic: true, allowLoopback: true, trackTimeoutMs: 60_000 },
      log,
    });
    await node.start();
    const info = await fetch(`${node.url}/v4/info`, { headers: { authorization: 'secret' } });
    const { sourceManagers } = (await info.json()) as Info;
    if (!sourceManagers.includes('youtube'))
      return { missing: lines.filter((line) => line.includes('yt-dlp')).join(' ') };
    return { nodeUrl: node.url, siteUrl: await openSite() };
  },
});

async function openSite(): Promise<string> {
  const server = createServer(({ url = '', headers }, response) => {
    const list = /^\/list-(\d+)$/.exec(url)?.[1];
    const isSong = /^\/song-\d+\.wav$/.test(url);
    if (!isSong && list === undefined) {
      response.writeHead(404).end();
      return;
    }
    const body = isSong ? music : feedOf(`http://${headers.host}`, Number(list));
    const type = isSong ? 'audio/wav' : 'application/rss+xml';
    response.writeHead(200, { 'content-type': type, 'content-length': Buffer.byteLength(body) }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, HOST, resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The web site has no port.');
  return `http://${HOST}:${address.port}`;
}

function feedOf(site: string, songs: number): string {
  const items = Array.from({ length: songs }, (_, i) => {
    const url = `${site}/song-${i + 1}.wav`;
    return `<item><title>Song ${i + 1}</title><enclosure url="${url}" type="audio/wav" length="${music.length}"/></item>`;
  });
  return `<?xml version="1.0"?><rss version="2.0"><channel><title>A list</title>${items.join('')}</channel></rss>`;
}

/** Stereo, 16 bit, as a WAV file. */
function silence(seconds: number): Buffer {
  const file = Buffer.alloc(HEADER_BYTES + RATE * seconds * 4);
  file.write('RIFF', 0);
  file.writeUInt32LE(file.length - 8, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(2, 22);
  file.writeUInt32LE(RATE, 24);
  file.writeUInt32LE(RATE * 4, 28);
  file.writeUInt16LE(4, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36);
  file.writeUInt32LE(file.length - HEADER_BYTES, 40);
  return file;
}
