import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BotConfig, readConfig } from '../../src/config/index.ts';
import { type ExamineOptions, examine, type Finding } from '../../src/doctor/index.ts';

/** A folder that is removed when the test is over. */
export interface Folder extends AsyncDisposable {
  readonly path: string;
  /** Puts a file into it, and answers its path. */
  file(name: string, content: string): Promise<string>;
  /** Puts a program into it that tells a version of yt-dlp, and answers its path. */
  ytDlp(version: string): Promise<string>;
}

/** Makes a {@link Folder}. */
export async function makeFolder(): Promise<Folder> {
  const path = await mkdtemp(join(tmpdir(), 'bot-doctor-'));
  const file = async (name: string, content: string): Promise<string> => {
    await writeFile(join(path, name), content);
    return join(path, name);
  };
  return {
    path,
    file,
    async ytDlp(version) {
      const program = await file('yt-dlp', `#!/bin/sh\necho '${version}'\n`);
      await chmod(program, 0o755);
      return program;
    },
    [Symbol.asyncDispose]: () => rm(path, { recursive: true }),
  };
}

/** Settings whose data are in `folder`, and which start nothing by themselves. */
export function configIn(folder: Folder, env: Readonly<Record<string, string>> = {}): BotConfig {
  return readConfig({ env: { DATA_DIR: join(folder.path, 'data'), YTDLP: 'off', ...env }, cwd: folder.path }).config;
}

/** What is found with these variables, by name. */
export async function findings(
  folder: Folder,
  env: Readonly<Record<string, string>> = {},
  options: ExamineOptions = {},
): Promise<ReadonlyMap<string, Finding>> {
  const { findings } = await examine(configIn(folder, env), options);
  return new Map(findings.map((finding) => [finding.name, finding]));
}

/** A server that answers every request as told; with nothing to say it never answers. */
export interface Answering extends AsyncDisposable {
  readonly url: string;
  /** Resolves when it has been asked so many times. */
  asked(times: number): Promise<void>;
}

/** Starts a server of {@link Answering}. */
export async function answering(status?: number, body = '', headers: Record<string, string> = {}): Promise<Answering> {
  let requests = 0;
  const server: Server = createServer((_request, response) => {
    requests += 1;
    server.emit('asked');
    if (status !== undefined) response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    async asked(times) {
      while (requests < times) await once(server, 'asked');
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** An address of this machine where nobody listens. */
export async function closedAddress(): Promise<string> {
  const server = await answering(200);
  await server[Symbol.asyncDispose]();
  return server.url;
}
