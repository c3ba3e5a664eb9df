import { randomBytes } from 'node:crypto';
import type { Cancel } from '@reprise/clock';
import type { Redis } from 'ioredis';
import { type Command, loadIoredis, openEar, retryDelayMs } from './server.ts';
import type { ValkeySettings } from './valkey-options.ts';

/** Told which key changed; undefined when any may have. */
export type ChangeListener = (key: string | undefined) => void;

/**
 * Tells other processes which keys changed, and listens to them, on the channel `<prefix>changed`. Messages hold keys, never
 * values. They are a convenience: one that is lost is made up for by the time to live of what others keep in memory, and
 * after each connection everything is said to have changed.
 */
export class ChangeBus {
  readonly #settings: ValkeySettings;
  readonly #channel: string;
  /** Who speaks, so that nobody listens to itself. */
  readonly #id = randomBytes(9).toString('base64url');
  readonly #listeners = new Set<ChangeListener>();
  #ear: Redis | undefined;
  #isListening = false;
  #attempt = 0;
  #cancelRetry: Cancel | undefined;

  constructor(settings: ValkeySettings) {
    this.#settings = settings;
    this.#channel = `${settings.prefix}changed`;
  }

  /** The command that tells of keys; of everything when there are none. */
  messageOf(keys: readonly string[]): Command {
    return ['publish', this.#channel, JSON.stringify([this.#id, ...keys])];
  }

  listen(listener: ChangeListener): () => void {
    // The same function may be handed in twice.
    const own: ChangeListener = (key) => listener(key);
    this.#listeners.add(own);
    if (!this.#isListening) {
      this.#isListening = true;
      void this.#connect();
    }
    return () => {
      this.#listeners.delete(own);
      if (this.#listeners.size === 0) this.close();
    };
  }

  /** Leaves a connection that may be dead, for a new one. */
  renew(): void {
    this.#ear?.disconnect();
  }

  close(): void {
    this.#isListening = false;
    this.#cancelRetry?.();
    this.#cancelRetry = undefined;
    this.#ear?.disconnect();
    this.#ear = undefined;
  }

  async #connect(): Promise<void> {
    const lib = await loadIoredis().catch(() => undefined);
    // Without the package nothing else works either, and the first operation says why.
    if (lib === undefined || !this.#isListening || this.#ear !== undefined) return;
    const ear = openEar(lib, this.#settings, this.#attempt);
    this.#ear = ear;
    ear.on('error', () => undefined);
    ear.on('message', (_channel: string, message: string) => this.#heard(message));
    ear.on('end', () => {
      if (this.#ear === ear) this.#lost();
    });
    ear.on('ready', () => void this.#subscribe(ear));
  }

  async #subscribe(ear: Redis): Promise<void> {
    try {
      await ear.subscribe(this.#channel);
    } catch {
      ear.disconnect();
      return;
    }
    this.#attempt = 0;
    this.#tell(undefined);
  }

  #lost(): void {
    this.#ear = undefined;
    if (!this.#isListening) return;
    this.#attempt++;
    this.#cancelRetry = this.#settings.clock.after(retryDelayMs(this.#attempt, this.#settings.random), () => {
      void this.#connect();
    });
  }

  #heard(message: string): void {
    const [speaker, ...keys] = textsOf(message);
    if (speaker === undefined || speaker === this.#id) return;
    if (keys.length === 0) this.#tell(undefined);
    for (const key of keys) this.#tell(key);
  }

  #tell(key: string | undefined): void {
    for (const listener of this.#listeners) listener(key);
  }
}

/** What a message holds; nothing when somebody else sent it who does not know the form. */
function textsOf(message: string): readonly string[] {
  try {
    const parsed: unknown = JSON.parse(message);
    return Array.isArray(parsed) && parsed.every((part) => typeof part === 'string') ? parsed : [];
  } catch {
    return [];
  }
}
