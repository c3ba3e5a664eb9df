import { randomBytes } from 'node:crypto';
import type { Clock } from '@reprise/clock';
import { type FakeDiscord, FaultyNode } from '@reprise/devkit';
import type { OutsideNode } from '../config/index.ts';

/** Options of {@link DemoNodes}. */
export interface DemoNodesOptions {
  /** Whose voice servers they play to. */
  readonly discord: FakeDiscord;
  readonly clock: Clock;
  /** Folder of the user's own audio files; undefined for none. */
  readonly musicDir: string | undefined;
  /** Whether what they play can be listened to: making sound takes memory and time. */
  readonly isListenedTo: boolean;
}

const NAMES = ['demo-1', 'demo-2'] as const;

/** The audio nodes of the demo: real ones, on this machine alone, that die and come back as they are told. */
export class DemoNodes implements AsyncDisposable {
  readonly password: string;
  readonly #nodes: readonly FaultyNode[];

  private constructor(nodes: readonly FaultyNode[], password: string) {
    this.#nodes = nodes;
    this.password = password;
  }

  /** Starts them. @throws `AudioNodeError` when `musicDir` is no folder. */
  static async start({ discord, clock, musicDir, isListenedTo }: DemoNodesOptions): Promise<DemoNodes> {
    const password = randomBytes(24).toString('base64url');
    const nodes: FaultyNode[] = [];
    const started = new DemoNodes(nodes, password);
    try {
      for (const name of NAMES) {
        const node = {
          password,
          voice: discord.voice.at(name),
          stream: isListenedTo,
          ...(musicDir !== undefined && { musicDir }),
        };
        nodes.push(await FaultyNode.start({ clock, node }));
      }
    } catch (error) {
      await started[Symbol.asyncDispose]();
      throw error;
    }
    return started;
  }

  /** How a pool finds them. */
  get addresses(): readonly OutsideNode[] {
    const { password } = this;
    return this.#nodes.map((node, i) => ({ identifier: nameOf(i), uri: node.url, password, region: 'global' }));
  }

  /** Lets one die, as with kill -9. Answers its name. */
  async die(index: number): Promise<string> {
    await this.#nodes[index]?.die();
    return nameOf(index);
  }

  /** Lets one come back, at the same address and knowing nothing. Answers its name. */
  async revive(index: number): Promise<string> {
    await this.#nodes[index]?.revive();
    return nameOf(index);
  }

  /** Forgets what they were asked for. */
  forget(): void {
    for (const node of this.#nodes) node.clearRequests();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#nodes.map((node) => node.close()));
  }
}

function nameOf(index: number): string {
  return NAMES[index] ?? `demo-${index + 1}`;
}
