import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NodeProcess } from '@reprise/devkit';
import type { Filters } from '@reprise/protocol';
import { WebSocket } from 'undici';
import { guildOf } from '../contenders/contender-process.ts';
import { temporaryFolder } from '../stores/folder.ts';
import { type EarProcess, startEarProcess } from './ear-process.ts';
import { needsOf, type ProcessNeeds } from './process-needs.ts';
import { type TuneKind, writeTune } from './tunes.ts';

const PASSWORD = 'secret';
const USER = '170939974227591168';
/** Players that are told something at once. */
const AT_ONCE = 10;

/** What a player is to play. */
export interface Part {
  readonly tune: TuneKind;
  readonly filters?: Filters;
}

/** A node in a process of its own, a voice server in another that hears it, and tunes. Guilds are numbers from 0. */
export class HeardNode implements AsyncDisposable {
  readonly ear: EarProcess;
  readonly #ends: AsyncDisposableStack;
  readonly #node: NodeProcess;
  readonly #endpoint: string;
  readonly #tunes: ReadonlyMap<TuneKind, string>;
  #session = '';

  private constructor(
    ends: AsyncDisposableStack,
    parts: {
      readonly node: NodeProcess;
      readonly ear: EarProcess;
      readonly endpoint: string;
      readonly tunes: ReadonlyMap<TuneKind, string>;
    },
  ) {
    this.#ends = ends;
    this.#node = parts.node;
    this.ear = parts.ear;
    this.#endpoint = parts.endpoint;
    this.#tunes = parts.tunes;
  }

  /** Starts all of it, with those tunes of so many seconds. */
  static async start(kinds: readonly TuneKind[], seconds: number): Promise<HeardNode> {
    await using ends = new AsyncDisposableStack();
    const { path } = ends.use(temporaryFolder());
    const tunes = await Promise.all(kinds.map(async (kind) => [kind, await writeTune(path, kind, seconds)] as const));
    const ear = ends.adopt(startEarProcess(), (one) => one.kill());
    const { endpoint, ca } = await ear.call('open');
    const caFile = join(path, 'ca.pem');
    await writeFile(caFile, ca);
    const node = ends.use(
      await NodeProcess.start({
        node: { password: PASSWORD, musicDir: path },
        voice: 'discord',
        // As the bot starts its own.
        execArgv: ['--max-semi-space-size=4'],
        env: { NODE_EXTRA_CA_CERTS: caFile },
      }),
    );
    const heard = new HeardNode(ends.move(), { node, ear, endpoint, tunes: new Map(tunes) });
    await heard.#openSession();
    return heard;
  }

  /** Lets guilds `from` to `to` − 1 join a voice channel. */
  join(from: number, to: number): Promise<void> {
    return this.#each(from, to, (guild) => {
      const token = `token-of-${guild}`;
      const voice = { token, endpoint: this.#endpoint, sessionId: `session-of-${guild}`, channelId: guildOf(guild) };
      return this.#call(guild, { voice });
    });
  }

  /** Lets guilds `from` to `to` − 1 play. */
  play(from: number, to: number, { tune, filters = {} }: Part): Promise<void> {
    const identifier = this.#tunes.get(tune);
    return this.#each(from, to, (guild) => this.#call(guild, { track: { identifier }, filters }));
  }

  /** Stops what guilds `from` to `to` − 1 play; they stay in their channels. */
  stop(from: number, to: number): Promise<void> {
    return this.#each(from, to, (guild) => this.#call(guild, { track: { encoded: null } }));
  }

  /** What the node takes of the machine. */
  needs(): Promise<ProcessNeeds> {
    const { pid } = this.#node;
    if (pid === undefined) throw new Error('The node is dead.');
    return needsOf(pid);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#ends.disposeAsync();
  }

  async #openSession(): Promise<void> {
    const headers = { authorization: PASSWORD, 'user-id': USER, 'client-name': 'benchmarks/0' };
    const socket = new WebSocket(`${this.#node.url.replace('http', 'ws')}/v4/websocket`, { headers });
    this.#ends.defer(() => socket.close());
    this.#session = await new Promise((resolve, reject) => {
      socket.addEventListener('error', () => reject(new Error('The node takes no session.')));
      socket.addEventListener('message', ({ data }) => resolve(JSON.parse(String(data)).sessionId), { once: true });
    });
  }

  async #each(from: number, to: number, run: (guild: number) => Promise<void>): Promise<void> {
    for (let first = from; first < to; first += AT_ONCE) {
      const guilds = Array.from({ length: Math.min(AT_ONCE, to - first) }, (_, i) => first + i);
      await Promise.all(guilds.map(run));
    }
  }

  async #call(guild: number, body: object): Promise<void> {
    const answer = await fetch(`${this.#node.url}/v4/sessions/${this.#session}/players/${guildOf(guild)}`, {
      method: 'PATCH',
      headers: { authorization: PASSWORD, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const said = await answer.text();
    if (!answer.ok) throw new Error(`A call to a player is answered with ${answer.status}: ${said}`);
  }
}
