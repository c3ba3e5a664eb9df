import { FakeDiscord } from '@reprise/devkit';
import type { Message } from '@reprise/protocol';
import { Playable, type Player, type PlayerEvents, type QueueTrack, type Recommend, UnresolvedTrack } from 'reprise';
import type { PlayerCore } from '../../../src/player/player-core.ts';
import { assemble, type Parts } from '../../../src/pool/assembly.ts';
import { poolSettings } from '../../../src/pool/pool-options.ts';
import { trackRecord } from '../../../src/track/track-record.ts';
import { readVoicePacket } from '../../../src/voice/voice-packet.ts';
import { GUILD, nameOf, testTrack } from '../stage.ts';
import { type HeldPlayer, RemoteNode } from './remote-node.ts';
import { ScheduledWire, type Turn } from './scheduled-wire.ts';
import { SteppingClock } from './stepping-clock.ts';

/** Decides whose turn it is. */
export interface Scheduler {
  schedule(turn: Promise<void>, name: string): Promise<unknown>;
  count(): number;
  waitOne(): Promise<void>;
}

/** Something that happened. */
export type Happening =
  | { readonly kind: 'call'; readonly node: string; readonly call: string; readonly body: unknown }
  | { readonly kind: 'message'; readonly node: string; readonly message: Message }
  | {
      readonly kind: 'event';
      readonly event: keyof PlayerEvents;
      readonly id: string | undefined;
      readonly args: readonly unknown[];
    }
  | { readonly kind: 'note'; readonly text: string };

/** How a {@link World} is set up. */
export interface WorldOptions {
  /** @defaultValue three tracks that nobody has heard, each time */
  readonly recommend?: Recommend;
}

const NODES = 2;
const SOON = Promise.resolve();

/**
 * A pool, its nodes and Discord, with nothing between them but turns: every call, answer and message waits for its own,
 * and the clock stands still until it is moved. All of it is the real thing but for the sockets.
 */
export class World {
  readonly clock: SteppingClock = new SteppingClock();
  readonly discord: FakeDiscord;
  readonly remotes: readonly RemoteNode[];
  readonly parts: Parts;
  /** What happened, and when. */
  readonly log: (readonly [at: number, Happening])[] = [];
  readonly guildId: string = GUILD;
  /** Whether anything ever broke. */
  hasFailed = false;
  /** Waits for a turn. */
  readonly turn: Turn;
  readonly #scheduler: Scheduler;
  readonly #wires: ReadonlyMap<string, ScheduledWire>;
  readonly #startedAt: number;
  #tracks = 0;

  constructor(scheduler: Scheduler, options: WorldOptions = {}) {
    this.#scheduler = scheduler;
    this.#startedAt = this.clock.now();
    this.turn = (name) => scheduler.schedule(SOON, name);
    this.discord = new FakeDiscord({ clock: this.clock, answerAfterMs: 1, sendsPerMinute: 100_000 });
    this.remotes = Array.from({ length: NODES }, (_, i) => {
      return new RemoteNode(nameOf(i), this.clock, this.discord.voice.at(nameOf(i)));
    });
    this.#wires = new Map(this.remotes.map((remote) => [remote.name, this.#wireTo(remote)]));
    this.parts = this.#assemble(options);
    this.discord.onPacket((packet) => {
      const read = readVoicePacket(packet);
      if (read !== undefined) this.parts.players.receivePacket(read);
    });
  }

  /** The player of the guild. */
  get core(): PlayerCore | undefined {
    return this.parts.players.get(this.guildId);
  }

  /** Milliseconds since it began. */
  get now(): number {
    return this.clock.now() - this.#startedAt;
  }

  /** Connects all nodes. */
  async start(): Promise<void> {
    for (const node of this.parts.nodes.snapshot().values()) node.connect();
    await this.settle();
  }

  /** A track of the test source. @param title - @defaultValue one that no other has */
  newTrack(length: string, title: string = `${length}#${this.#tracks++}`): Playable {
    return new Playable(trackRecord(testTrack(`test:${length}:${title}`, title)));
  }

  /** A track as somebody may queue it: one of `later` is looked up before it plays, one of `missing` is never found. */
  newQueueTrack(length: string): QueueTrack {
    if (length !== 'later' && length !== 'missing') return this.newTrack(length);
    return new UnresolvedTrack({ title: `${length}#${this.#tracks++}` });
  }

  /** As the pool does it. */
  async createPlayer(voiceChannelId: string): Promise<Player> {
    const { players } = this.parts;
    await players.untilGone(this.guildId);
    const { core, isNew } = players.ensure({ guildId: this.guildId });
    try {
      await core.connect(voiceChannelId, {});
    } catch (error) {
      if (isNew) await core.destroy('it could not join its voice channel');
      throw error;
    }
    return core.player;
  }

  /** Gives everybody their turn until nobody wants one any more. */
  async settle(): Promise<void> {
    for (;;) {
      await nextLoop();
      if (this.#scheduler.count() === 0) return;
      await this.#scheduler.waitOne();
    }
  }

  /** Lets time pass. What happens meanwhile happens at its time, and takes none. */
  async pass(ms: number): Promise<void> {
    const end = this.clock.now() + ms;
    while (this.clock.now() < end) {
      this.clock.advance(this.clock.untilDue(end - this.clock.now()));
      await this.settle();
    }
  }

  wire(name: string): ScheduledWire {
    const wire = this.#wires.get(name);
    if (wire === undefined) throw new Error(`There is no node ${name}.`);
    return wire;
  }

  remote(name: string): RemoteNode {
    const remote = this.remotes.find((remote) => remote.name === name);
    if (remote === undefined) throw new Error(`There is no node ${name}.`);
    return remote;
  }

  /** Nothing is broken any more. */
  heal(): void {
    for (const remote of this.remotes) remote.isReachable = true;
    for (const wire of this.#wires.values()) wire.heal();
  }

  /** What the nodes have of the guild, in all their sessions. */
  whatNodesHave(): HeldPlayer[] {
    return this.remotes.flatMap((remote) => remote.playersOf(this.guildId));
  }

  /** What listeners were told of these, as `event title`. */
  told(...events: readonly (keyof PlayerEvents)[]): string[] {
    return this.log.flatMap(([, happening]) => {
      if (happening.kind !== 'event' || !events.includes(happening.event)) return [];
      const [what] = happening.args;
      return [what instanceof Playable ? `${happening.event} ${what.title}` : happening.event];
    });
  }

  /** Calls of players that nodes got. */
  calls(): { readonly node: string; readonly method: string; readonly body: unknown }[] {
    return this.log.flatMap(([, happening]) => {
      if (happening.kind !== 'call' || !happening.call.includes('/players/')) return [];
      const { node, call, body } = happening;
      return [{ node, method: call.split(' ')[0] ?? '', body }];
    });
  }

  note(text: string): void {
    this.#note({ kind: 'note', text });
  }

  /** Everything that happened, to be read. */
  story(): string {
    return this.log.map(([at, happening]) => `${String(at).padStart(6)} ${lineOf(happening)}`).join('\n');
  }

  async close(): Promise<void> {
    this.parts.players.abandon();
    await Promise.all(Array.from(this.parts.nodes.snapshot().values(), (node) => node.close(true)));
  }

  #note(happening: Happening): void {
    this.log.push([this.now, happening]);
  }

  async #recommend(): Promise<Playable[]> {
    await this.turn('recommend');
    return Array.from({ length: 3 }, () => this.newTrack('80000'));
  }

  #wireTo(remote: RemoteNode): ScheduledWire {
    return new ScheduledWire(remote, this.clock, this.turn, {
      called: (node, method, path, body) => this.#note({ kind: 'call', node, call: `${method} ${path}`, body }),
      said: (node, message) => this.#note({ kind: 'message', node, message }),
    });
  }

  #assemble({ recommend = () => this.#recommend() }: WorldOptions): Parts {
    const settings = poolSettings({
      client: this.discord.client,
      nodes: this.remotes.map(({ name }) => ({ identifier: name, uri: 'http://127.0.0.1:1', password: '' })),
      backoff: () => ({ delayMs: () => 200 }),
      // Not by load, in which the machine has a part.
      nodePicker: { pick: ([first]) => first },
      clock: this.clock,
      recommend,
      resolveTrack: async ({ title }) => {
        await this.turn('resolve');
        return title.startsWith('later') ? this.newTrack('60000', title) : undefined;
      },
      logger: null,
      joinTimeoutMs: 4_000,
      voiceTimeoutMs: 3_000,
    });
    const side: Parameters<typeof assemble>[1] = {
      node: {
        stateChanged: (node, _from, why) => {
          this.note(`node ${node.identifier} is ${node.state}: ${why}`);
          if (node.state === 'down' || node.state === 'misconfigured') void this.parts.failover.lost(node);
        },
        sessionOpened: (node, session) => void this.parts.failover.opened(node, session),
        message: (node, message) => this.parts.players.receive(node, message),
      },
      tell: (event, player, ...args) => {
        const id = this.core?.player === player ? this.core?.playback.playing?.id : undefined;
        this.#note({ kind: 'event', event, id, args });
      },
      moved: (node, moved, orphaned) => {
        this.note(`failover of ${node.identifier}: ${moved.length} moved, ${orphaned.length} orphaned`);
      },
      changed: () => undefined,
    };
    return assemble(settings, side, new Map(), {
      caller: (node) => this.wire(node.identifier).caller(node),
      open: (node, options, listener) => this.wire(node.identifier).open(node, options, listener),
    });
  }
}

/** Everything that follows from the last turn has happened by then. */
function nextLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function lineOf(happening: Happening): string {
  switch (happening.kind) {
    case 'call':
      return `${happening.node} < ${happening.call.replace(/sessions\/(..)[^/]*/, '$1')} ${shortened(happening.body)}`;
    case 'message':
      return `${happening.node} > ${shortened(happening.message)}`;
    case 'event':
      return `* ${happening.event} ${happening.id ?? ''} ${happening.args.map(shown).join(' ')}`;
    case 'note':
      return `- ${happening.text}`;
  }
}

function shortened(value: unknown): string {
  const hidden = new Set(['encoded', 'op', 'guildId', 'pluginInfo', 'voice', 'memory', 'cpu', 'frameStats']);
  return (
    JSON.stringify(value, (key, inner) => {
      if (key === 'info') return inner.title;
      return hidden.has(key) && inner !== null ? undefined : inner;
    }) ?? ''
  );
}

function shown(value: unknown): string {
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (typeof value === 'object' && value !== null) {
    if ('title' in value) return String(value.title);
    if ('identifier' in value) return String(value.identifier);
    return JSON.stringify(value);
  }
  return String(value);
}
