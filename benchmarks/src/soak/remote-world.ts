import { type ChildProcess, fork } from 'node:child_process';
import type { FakeDiscordClient, GatewayPacket } from '@reprise/devkit';
import type { FromWorld, ToWorld, WorldSetup } from './message.ts';

/** The bot's user. */
const USER_ID = '170939974227591168';

/** Nodes and a Discord in another process, and what goes wrong with them. */
export class RemoteWorld implements Disposable {
  /** The bot's side of Discord. */
  readonly client: Pick<FakeDiscordClient, 'userId' | 'sendToShard'>;
  /** Faults so far, by name. */
  readonly faults: Map<string, number> = new Map();
  readonly #child: ChildProcess;
  readonly #healed = Promise.withResolvers<void>();
  readonly #asked = new Map<number, (nodes: Readonly<Record<string, readonly string[]>>) => void>();
  #packet: (packet: GatewayPacket) => void = () => undefined;
  #lastId = 0;
  readonly #ready = Promise.withResolvers<readonly string[]>();

  private constructor(setup: WorldSetup) {
    this.#child = fork(new URL('../soak-worker.ts', import.meta.url), {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#child.on('message', (message: FromWorld) => this.#receive(message));
    this.#child.once('exit', (code) => {
      if (!this.#child.killed) throw new Error(`The process of the nodes ended with ${code}.`);
    });
    this.client = {
      userId: USER_ID,
      sendToShard: (guildId, payload) => this.#send({ kind: 'send', guildId, payload }),
    };
    this.#send({ kind: 'setUp', setup });
  }

  /** Resolves with the world and the addresses of its nodes. */
  static async start(setup: WorldSetup): Promise<{ readonly world: RemoteWorld; readonly urls: readonly string[] }> {
    const world = new RemoteWorld(setup);
    return { world, urls: await world.#ready.promise };
  }

  onPacket(handler: (packet: GatewayPacket) => void): void {
    this.#packet = handler;
  }

  /** Things begin to go wrong. */
  beginFaults(): void {
    this.#send({ kind: 'begin' });
  }

  /** Resolves when nothing is wrong any more. */
  heal(): Promise<void> {
    this.#send({ kind: 'heal' });
    return this.#healed.promise;
  }

  /** Names of the nodes heard in each guild. */
  heard(): Promise<Readonly<Record<string, readonly string[]>>> {
    this.#lastId += 1;
    const id = this.#lastId;
    this.#send({ kind: 'listen', id });
    return new Promise((resolve) => this.#asked.set(id, resolve));
  }

  [Symbol.dispose](): void {
    this.#child.kill('SIGKILL');
  }

  #receive(message: FromWorld): void {
    switch (message.kind) {
      case 'ready':
        this.#ready.resolve(message.urls);
        return;
      case 'packet':
        this.#packet(message.packet);
        return;
      case 'fault':
        this.faults.set(message.name, (this.faults.get(message.name) ?? 0) + 1);
        return;
      case 'healed':
        this.#healed.resolve();
        return;
      case 'heard':
        this.#asked.get(message.id)?.(message.nodes);
        this.#asked.delete(message.id);
        return;
    }
  }

  #send(message: ToWorld): void {
    this.#child.send(message);
  }
}
