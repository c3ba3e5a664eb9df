import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const OPTIONS = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--autoplay-policy=no-user-gesture-required',
  '--remote-debugging-port=0',
];
const START_MS = 30_000;
const LOOK_MS = 50;

/** Where a browser built on Chromium is; undefined where there is none. */
export function findChromium(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find(isProgram);
}

/** A real browser with one page in it. */
export interface Browser extends AsyncDisposable {
  /** What an expression, or the promise of it, is worth on the page, as JSON. */
  evaluate(expression: string): Promise<unknown>;
}

/** Opens a page in a browser that nobody sees. */
export async function openBrowser(program: string, url: string): Promise<Browser> {
  await using ends = new AsyncDisposableStack();
  const profile = await mkdtemp(join(tmpdir(), 'reprise-browser-'));
  ends.defer(() => rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));
  const child = spawn(program, [...OPTIONS, `--user-data-dir=${profile}`, url], {
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  ends.defer(async () => {
    if (child.exitCode !== null || child.pid === undefined) return;
    const gone = once(child, 'exit');
    // With the processes that it has started itself.
    process.kill(-child.pid, 'SIGKILL');
    await gone;
  });
  const origin = await debuggingOrigin(child.stderr);
  const socket = new WebSocket(await pageSocket(origin, url));
  ends.defer(() => socket.close());
  await once(socket, 'open');
  const waiting = new Map<number, (answer: Answer) => void>();
  socket.addEventListener('message', ({ data }) => {
    const answer: Answer = JSON.parse(String(data));
    waiting.get(answer.id)?.(answer);
    waiting.delete(answer.id);
  });
  let count = 0;
  const evaluate = async (expression: string): Promise<unknown> => {
    count += 1;
    const id = count;
    const params = { expression, awaitPromise: true, returnByValue: true, userGesture: true };
    const { promise, resolve } = Promise.withResolvers<Answer>();
    waiting.set(id, resolve);
    socket.send(JSON.stringify({ id, method: 'Runtime.evaluate', params }));
    const { result, error } = await promise;
    const thrown = error ?? result?.exceptionDetails;
    if (thrown !== undefined) throw new Error(`The page fails: ${JSON.stringify(thrown)}`);
    return result?.result?.value;
  };
  for (let isLoaded = false; !isLoaded; ) {
    // Before there is a page there is nothing that could be asked.
    isLoaded = await evaluate(`location.href !== 'about:blank' && document.readyState === 'complete'`).then(
      Boolean,
      () => false,
    );
    if (!isLoaded) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  const owned = ends.move();
  return { evaluate, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** What a browser answers. */
interface Answer {
  readonly id: number;
  readonly result?: { readonly result?: { readonly value?: unknown }; readonly exceptionDetails?: unknown };
  readonly error?: unknown;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function debuggingOrigin(stderr: NodeJS.ReadableStream): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let told = '';
  stderr.on('data', (chunk) => {
    told += String(chunk);
    const host = /ws:\/\/(127\.0\.0\.1:\d+)/.exec(told)?.[1];
    if (host !== undefined) resolve(`http://${host}`);
  });
  const timer = setTimeout(() => reject(new Error(`The browser does not start: ${told}`)), START_MS);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
  }
}

async function pageSocket(origin: string, url: string): Promise<string> {
  for (const deadline = performance.now() + START_MS; performance.now() < deadline; ) {
    const pages: readonly { readonly type: string; readonly url: string; readonly webSocketDebuggerUrl: string }[] =
      JSON.parse(await (await fetch(`${origin}/json`)).text());
    const page = pages.find((one) => one.type === 'page' && one.url.startsWith(url));
    if (page !== undefined) return page.webSocketDebuggerUrl;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  throw new Error('The browser opens no page.');
}
