import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { DevkitError } from '../../errors.ts';
import { Happened } from '../../time/happened.ts';
import { type Json, listOf, numberOf, recordOf, textOf } from '../json.ts';
import { guildPayload } from '../world/guild-payload.ts';
import type { World } from '../world/world.ts';
import type { DiscordShards, ShardArrival } from './discord-shards.ts';
import { hears, refusalOf, seesAllMembers } from './intents.ts';
import { ShardConnection, type ShardPacket } from './shard-connection.ts';
import { ShardSession } from './shard-session.ts';

const Op = {
  heartbeat: 1,
  identify: 2,
  presence: 3,
  voice: 4,
  resume: 6,
  reconnect: 7,
  members: 8,
  invalid: 9,
  hello: 10,
  ack: 11,
};
const Close = {
  unknownOp: 4001,
  unreadable: 4002,
  notIdentified: 4003,
  badToken: 4004,
  identifiedAlready: 4005,
  badShard: 4010,
};
/** Codes after which a session is over. */
const FINAL: ReadonlySet<number> = new Set([1000, 1001, 4004, 4007, 4009, 4010, 4011, 4012, 4013, 4014]);

/** What a {@link ShardGateway} tells. */
export interface ShardGatewayParts {
  readonly world: World;
  readonly url: () => string;
  /** A bot wants into, out of or to another voice channel. @throws DevkitError where Discord would hang up. */
  readonly onVoice: (guildId: string, payload: object) => void;
  /** A session is over, and with it the bot's place in the voice channels of its guilds. */
  readonly onEnd: (holds: (guildId: string) => boolean) => void;
}

/** Discord's gateway for shards that come over WebSockets. */
export class ShardGateway implements DiscordShards {
  readonly #parts: ShardGatewayParts;
  readonly #server = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  readonly #sessions = new Map<string, ShardSession>();
  readonly #connections = new Map<ShardConnection, ShardSession | undefined>();
  readonly #arrivals = new Happened<ShardArrival>();
  #presence: Json | undefined;
  #isUp = true;

  constructor(parts: ShardGatewayParts) {
    this.#parts = parts;
  }

  get connected(): readonly number[] {
    return this.#open().map(([, session]) => session.shard.id);
  }

  get arrivals(): readonly ShardArrival[] {
    return this.#arrivals.items;
  }

  get presence(): Json | undefined {
    return this.#presence;
  }

  close(code: number, shardId?: number): void {
    for (const [connection, session] of this.#open(shardId)) {
      if (FINAL.has(code)) this.#end(session);
      connection.close(code);
    }
  }

  cut(shardId?: number): void {
    for (const [connection] of this.#open(shardId)) connection.cut();
  }

  askToReconnect(shardId?: number): void {
    for (const [connection] of this.#open(shardId)) connection.send({ op: Op.reconnect, d: null });
  }

  freeze(shardId?: number): void {
    for (const [connection] of this.#open(shardId)) connection.freeze();
  }

  /** Nobody is connected, and nobody can connect, until {@link rise}. */
  fall(): void {
    this.#isUp = false;
    for (const connection of this.#connections.keys()) connection.cut();
  }

  /** Shards can connect again. */
  rise(): void {
    this.#isUp = true;
  }

  /** Forgets all sessions, and tells the shards that are there. */
  forgetSessions(): void {
    const open = this.#open();
    this.#sessions.clear();
    for (const [connection] of open) connection.send({ op: Op.invalid, d: false });
  }

  /** Accepts a shard. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    if (!this.#isUp) socket.destroy();
    else this.#server.handleUpgrade(request, socket, head, (client) => this.#welcome(client));
  }

  /** Sends an event to the shard of its guild; without one, to the first. */
  dispatch(t: string, d: Json): void {
    const guildId = guildIdOf(t, d);
    for (const session of this.#sessions.values()) {
      const isTheirs = guildId === undefined ? session.shard.id === 0 : session.holds(guildId);
      if (isTheirs && hears(session.shard.intents, t)) session.send(t, this.#seen(t, d, session));
    }
  }

  /** @throws DevkitError `DISCORD_STATE` when the guild has no shard. */
  mustReach(guildId: string): void {
    if ([...this.#sessions.values()].some((session) => session.holds(guildId))) return;
    throw new DevkitError('DISCORD_STATE', `No shard of guild ${guildId} has connected: log the bot in first.`);
  }

  async end(): Promise<void> {
    for (const connection of this.#connections.keys()) connection.cut();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #open(shardId?: number): readonly (readonly [ShardConnection, ShardSession])[] {
    return [...this.#connections].flatMap(([connection, session]) =>
      session === undefined || (shardId !== undefined && session.shard.id !== shardId)
        ? []
        : [[connection, session] as const],
    );
  }

  #welcome(socket: WebSocket): void {
    const { clock, options } = this.#parts.world;
    const connection: ShardConnection = new ShardConnection({
      socket,
      clock,
      sendsPerMinute: options.sendsPerMinute,
      onPacket: (packet) => this.#receive(connection, packet),
      onClose: (code) => this.#leave(connection, code),
    });
    this.#connections.set(connection, undefined);
    connection.send({ op: Op.hello, d: { heartbeat_interval: options.heartbeatMs } });
  }

  #leave(connection: ShardConnection, code: number): void {
    const session = this.#connections.get(connection);
    session?.detach(connection);
    this.#connections.delete(connection);
    if (session !== undefined && FINAL.has(code)) this.#end(session);
  }

  #end(session: ShardSession): void {
    if (this.#sessions.delete(session.id)) this.#parts.onEnd((guildId) => session.holds(guildId));
  }

  #receive(connection: ShardConnection, { op, d }: ShardPacket): void {
    const session = this.#connections.get(connection);
    if (op === Op.heartbeat) {
      session?.arrived(numberOf(d));
      connection.send({ op: Op.ack });
    } else if (op === Op.identify) this.#identify(connection, recordOf(d));
    else if (op === Op.resume) this.#resume(connection, recordOf(d));
    else if (session === undefined) connection.close(Close.notIdentified);
    else if (op === Op.presence) this.#presence = recordOf(d);
    else if (op === Op.voice) this.#voice(connection, recordOf(d));
    else if (op === Op.members) this.#members(session, recordOf(d));
    else connection.close(Close.unknownOp);
  }

  #identify(connection: ShardConnection, hello: Json): void {
    const refusal = this.#connections.get(connection) === undefined ? this.#refusal(hello) : Close.identifiedAlready;
    if (refusal === undefined) this.#begin(connection, hello);
    else connection.close(refusal);
  }

  #refusal({ token, intents, shard }: Json): number | undefined {
    const { options } = this.#parts.world;
    const [id = -1, count = 0] = shardOf(shard);
    if (token !== options.token) return Close.badToken;
    return id < 0 || id >= count ? Close.badShard : refusalOf(intents, options.privilegedIntents);
  }

  #begin(connection: ShardConnection, { intents, shard, presence }: Json): void {
    const { world, url } = this.#parts;
    const [id = 0, count = 1] = shardOf(shard);
    const session = new ShardSession(world.secrets.text(), { id, count, intents: numberOf(intents) });
    const guilds = world.guilds.filter((guild) => session.holds(guild.id));
    this.#start(connection, session);
    if (presence !== undefined) this.#presence = recordOf(presence);
    session.send('READY', {
      v: 10,
      user: { ...world.bot, verified: true, mfa_enabled: false, flags: 0 },
      guilds: guilds.map((guild) => ({ id: guild.id, unavailable: true })),
      session_id: session.id,
      resume_gateway_url: url(),
      application: { id: world.bot.id, flags: 0 },
      shard: [id, count],
    });
    for (const guild of guilds) this.#tellGuild(session, guild.id);
  }

  #start(connection: ShardConnection, session: ShardSession): void {
    for (const other of this.#sessions.values()) {
      const isReplaced = other.shard.id === session.shard.id && other.shard.count === session.shard.count;
      if (isReplaced && other.connection === undefined) this.#end(other);
    }
    this.#sessions.set(session.id, session);
    this.#connections.set(connection, session);
    session.attach(connection);
    this.#note(session.shard.id, 'identify', false);
  }

  #tellGuild(session: ShardSession, guildId: string): void {
    const { intents } = session.shard;
    if (!hears(intents, 'GUILD_CREATE')) return;
    session.send('GUILD_CREATE', guildPayload(this.#parts.world.guild(guildId), seesAllMembers(intents)));
  }

  #resume(connection: ShardConnection, { token, session_id, seq }: Json): void {
    if (token !== this.#parts.world.options.token) {
      connection.close(Close.badToken);
      return;
    }
    const session = this.#sessions.get(textOf(session_id));
    session?.connection?.cut();
    const isResumed = session?.resume(connection, numberOf(seq)) ?? false;
    this.#note(session?.shard.id ?? -1, 'resume', !isResumed);
    if (isResumed) this.#connections.set(connection, session);
    else {
      if (session !== undefined) this.#end(session);
      connection.send({ op: Op.invalid, d: false });
    }
  }

  #note(shardId: number, how: ShardArrival['how'], isRefused: boolean): void {
    this.#arrivals.add({ at: this.#parts.world.clock.now(), shardId, how, isRefused });
  }

  #voice(connection: ShardConnection, d: Json): void {
    try {
      this.#parts.onVoice(textOf(d.guild_id), { op: Op.voice, d });
    } catch (error) {
      if (!(error instanceof DevkitError)) throw error;
      connection.close(Close.unreadable);
    }
  }

  #members(session: ShardSession, { guild_id, nonce, user_ids, query }: Json): void {
    const guild = this.#parts.world.knownGuild(textOf(guild_id));
    const ids = new Set([user_ids].flat());
    const members = [...(guild?.profile.members.values() ?? [])].filter(({ user }) =>
      typeof query === 'string' ? user.username.startsWith(query) : ids.has(user.id),
    );
    const chunk = { guild_id, members, chunk_index: 0, chunk_count: 1, not_found: [], presences: [], nonce };
    session.send('GUILD_MEMBERS_CHUNK', chunk);
  }

  /** Shards see as much of a guild as their intents allow. */
  #seen(t: string, d: Json, session: ShardSession): Json {
    const guild = t === 'GUILD_CREATE' ? this.#parts.world.knownGuild(textOf(d.id)) : undefined;
    return guild === undefined ? d : guildPayload(guild, seesAllMembers(session.shard.intents));
  }
}

function shardOf(shard: unknown): readonly number[] {
  return shard === undefined ? [0, 1] : listOf(shard).map(numberOf);
}

function guildIdOf(t: string, { guild_id, id }: Json): string | undefined {
  if (typeof guild_id === 'string') return guild_id;
  return t.startsWith('GUILD_') && typeof id === 'string' ? id : undefined;
}
