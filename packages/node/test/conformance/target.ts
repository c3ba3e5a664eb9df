import { request } from 'node:http';
import { AudioNode } from '@reprise/node';
import { type Folder, makeFolder } from '../support/folder.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { type MediaServer, startMediaServer } from '../support/media-server.ts';
import { pause, Socket } from '../support/socket.ts';
import { tone } from '../support/wav.ts';
import { compare, type Finding } from './compare.ts';
import { DIFFERENCES } from './differences.ts';
import { type Places, type RestEntry, translate, translatePath } from './golden.ts';

/** Long enough that no periodic update comes: only those that a call causes are compared. */
const NO_UPDATES_MS = 3_600_000;

/**
 * What cannot be compared on a server that others use too, that is another version, and whose clock is not ours: its
 * players in all, its identity, and how far a track was when it was asked for.
 */
const BEYOND_US = /(\.(players|playingPlayers|position)|track\.encoded|^info: body\..*)$/;

/** The server under test: our own node, or the one that `LAVALINK_URL` names. */
export interface Target extends AsyncDisposable {
  readonly isOurs: boolean;
  readonly places: Places;
  /** Makes a recorded call and compares the answer. */
  call(entry: RestEntry): Promise<readonly Finding[]>;
  /** Opens a WebSocket with recorded headers. */
  open(headers: Readonly<Record<string, string>>): Promise<Socket>;
  /** Makes the handshake of recorded headers and answers its status; for those that are refused. */
  handshake(headers: Readonly<Record<string, string>>): Promise<Refusal>;
  /** Lets time pass for the server. */
  pass(ms: number): Promise<void>;
  /** Takes listed differences away. */
  unlisted(findings: readonly Finding[]): readonly Finding[];
}

/** The answer to a handshake that is refused. */
interface Refusal {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Starts the target with the files and the media server that the recorder had. */
export async function startTarget(): Promise<Target> {
  const folder = await makeFolder({ 'tone.wav': tone(10), 'notes.txt': 'this is not audio\n' });
  const media = await startMediaServer();
  const url = process.env.LAVALINK_URL;
  return url === undefined ? ours(folder, media) : foreign(url.replace(/\/$/, ''), folder, media);
}

async function ours(folder: Folder, media: MediaServer): Promise<Target> {
  const clock = new ManualClock(Date.now());
  const node = new AudioNode({
    port: 0,
    password: 'right',
    musicDir: folder.path,
    http: true,
    httpAllowPrivate: true,
    playerUpdateIntervalMs: NO_UPDATES_MS,
    statsIntervalMs: NO_UPDATES_MS,
    clock,
  });
  await node.start();
  const pass = async (ms: number): Promise<void> => {
    clock.advance(ms);
    await pause(5);
  };
  return target({ isOurs: true, url: node.url, password: 'right', folder, media, pass, close: () => node.close() });
}

async function foreign(url: string, folder: Folder, media: MediaServer): Promise<Target> {
  const password = process.env.LAVALINK_PASSWORD ?? 'youshallnotpass';
  return target({ isOurs: false, url, password, folder, media, pass: pause, close: async () => undefined });
}

interface Parts {
  readonly isOurs: boolean;
  readonly url: string;
  readonly password: string;
  readonly folder: Folder;
  readonly media: MediaServer;
  readonly pass: (ms: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

function target({ isOurs, url, password, folder, media, pass, close }: Parts): Target {
  const places: Places = { music: folder.path, media: media.url, sessions: new Map() };
  const unlisted = (findings: readonly Finding[]): readonly Finding[] =>
    findings
      .filter(({ where }) => !DIFFERENCES.some((difference) => difference.where.test(where)))
      .filter(({ where }) => isOurs || !BEYOND_US.test(where));
  const withPassword = (headers: Readonly<Record<string, string>>): Record<string, string> =>
    headers.Authorization === 'right' ? { ...headers, Authorization: password } : { ...headers };
  return {
    isOurs,
    places,
    pass,
    unlisted,
    call: async (entry) => {
      const answer = await send(url, password, entry, places);
      const headers = compare(`${entry.name}: headers`, entry.headers, answer.headers);
      const body = compare(`${entry.name}: body`, translate(entry.body, places), answer.body);
      return [...compare(`${entry.name}: status`, entry.status, answer.status), ...headers, ...body];
    },
    open: (headers) => Socket.open(url, withPassword(headers)),
    handshake: (headers) => refusedHandshake(`${url}/v4/websocket`, withPassword(headers)),
    [Symbol.asyncDispose]: async () => {
      await close();
      await media[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

interface Sent {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

const RECORDED_HEADERS = ['content-type', 'lavalink-api-version', 'session-resumed', 'allow'];

async function send(url: string, password: string, { request: call }: RestEntry, places: Places): Promise<Sent> {
  const auth = { right: password, wrong: 'nope', none: undefined }[call.auth];
  const body = call.raw ?? (call.body === undefined ? undefined : JSON.stringify(translate(call.body, places)));
  const response = await fetch(url + translatePath(call.path, places), {
    method: call.method,
    headers: {
      ...(auth === undefined ? {} : { authorization: auth }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  const headers = RECORDED_HEADERS.flatMap((name): [string, string][] => {
    const value = response.headers.get(name);
    return value === null ? [] : [[name, value]];
  });
  return { status: response.status, headers: Object.fromEntries(headers), body: parse(text) };
}

function parse(text: string): unknown {
  if (text === '') return '';
  try {
    return JSON.parse(text);
  } catch {
    return { text };
  }
}

/** `fetch` may not ask for an upgrade, so the handshake is made by hand. */
function refusedHandshake(url: string, headers: Record<string, string>): Promise<Refusal> {
  const upgrade = { Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13' };
  const key = { 'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==' };
  return new Promise((resolve, reject) => {
    const call = request(url, { headers: { ...headers, ...upgrade, ...key } }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        const type = answer.headers['content-type'];
        const body = Buffer.concat(chunks).toString();
        resolve({ status: answer.statusCode ?? 0, body, headers: type === undefined ? {} : { 'content-type': type } });
      });
    });
    call.on('upgrade', () => reject(new Error('The handshake was not refused.')));
    call.on('error', reject);
    call.end();
  });
}
