import type { Cancel, Clock } from '@reprise/clock';
import type { RedisOptions as AllRedisOptions, Cluster, ClusterOptions, Redis } from 'ioredis';
import { StoreError } from '../store-error.ts';
import { type Address, titleOf } from './address.ts';
import type { ErrorTranslator } from './server-error.ts';
import type { Target, ValkeySettings } from './valkey-options.ts';

type Ioredis = Pick<typeof import('ioredis'), 'Redis' | 'Cluster'>;
/** Of the form of answers depends their type, which must stay the usual one. */
type RedisOptions = Omit<AllRedisOptions, 'replyMapping'>;

/** A command as it is sent. */
export type Command = readonly [name: string, ...args: (string | Buffer | number)[]];
/** What was answered: an error when the server said no. */
export type Reply = unknown;

/** Something that takes commands. */
export interface Taker {
  /** Sends commands at once, in order. Resolves with an answer for each; an error is a {@link StoreError}. */
  send(commands: readonly Command[]): Promise<readonly Reply[]>;
}

/** Whether commands can be sent, perhaps soon, or not for now. */
export type Reach = 'ready' | 'connecting' | 'away';

/** A connection to where the data are: one server, or all of a Cluster. */
export interface Server extends Taker {
  readonly isCluster: boolean;
  readonly reach: Reach;
  /** What has to be scanned to see all keys. */
  parts(): readonly Taker[];
  /** Leaves a connection that may be dead, for a new one. */
  renew(): void;
  close(): void;
}

/** Told how a connection fares. */
export interface ServerListener {
  /** Commands can be sent. */
  ready(): void;
  /** The connection was lost, or could not be made; another attempt follows. */
  away(error: Error): void;
}

const CONNECT_TIMEOUT_MS = 5_000;
/** How long a connection that is given up may take to say goodbye. */
const DISCONNECT_TIMEOUT_MS = 100;
const FIRST_RETRY_MS = 50;
const LONGEST_RETRY_MS = 2_000;

/** How long to wait before attempt `attempt` (from 1) to connect again: doubling, half of it by chance. */
export function retryDelayMs(attempt: number, random: () => number): number {
  const delay = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(attempt - 1, 10));
  return Math.round((delay * (1 + random())) / 2);
}

/** Loads the package. @throws {@link StoreError} `STORE_PACKAGE_MISSING` */
export async function loadIoredis(load: () => Promise<Ioredis> = () => import('ioredis')): Promise<Ioredis> {
  try {
    return await load();
  } catch (cause) {
    const message = 'ValkeyStore needs the package ioredis, which is not installed: npm install ioredis';
    throw new StoreError('STORE_PACKAGE_MISSING', message, { cause });
  }
}

/** Begins to connect to where the data are. */
export function openServer(
  lib: Ioredis,
  settings: ValkeySettings,
  errors: ErrorTranslator,
  listener: ServerListener,
): Server {
  const { target } = settings;
  if (target.kind === 'cluster') return new ClusterServer(openCluster(lib, target.seeds, settings), errors, listener);
  return new SingleServer(new lib.Redis(singleOptions(target, settings)), settings.clock, errors, listener);
}

/** A connection of its own for what others say; attempt `attempt` goes to another server of a Cluster. It is made once. */
export function openEar(lib: Ioredis, settings: ValkeySettings, attempt: number): Redis {
  const { target } = settings;
  const options =
    target.kind === 'cluster'
      ? addressOptions(target.seeds[attempt % target.seeds.length] ?? target.seeds[0])
      : singleOptions(target, settings);
  return new lib.Redis({ ...options, ...commonOptions(), retryStrategy: null });
}

/** How a target is called in messages. */
export function targetTitle(target: Target): string {
  if (target.kind === 'server') return titleOf(target.address);
  if (target.kind === 'cluster') return `the cluster of ${target.seeds.map(titleOf).join(', ')}`;
  return `the group ${target.group} of ${target.sentinels.map(titleOf).join(', ')}`;
}

/** One server, the one that Sentinels name included. */
class SingleServer implements Server {
  readonly isCluster = false;
  readonly #redis: Redis;
  readonly #errors: ErrorTranslator;
  #isClosed = false;
  #cancelRetry: Cancel = () => undefined;

  constructor(redis: Redis, clock: Pick<Clock, 'after'>, errors: ErrorTranslator, listener: ServerListener) {
    this.#redis = redis;
    this.#errors = errors;
    tell(redis, listener);
    // The library gives up for good when it hears of a failover, or is told to renew, while it asks a Sentinel.
    redis.on('end', () => {
      if (this.#isClosed) return;
      listener.away(new Error('the connection was given up'));
      // What goes wrong with that is told by an event, too.
      this.#cancelRetry = clock.after(FIRST_RETRY_MS, () => void redis.connect().catch(() => undefined));
    });
  }

  get reach(): Reach {
    return reachOf(this.#redis.status);
  }

  send(commands: readonly Command[]): Promise<readonly Reply[]> {
    return sendTo(this.#redis, commands, this.#errors);
  }

  parts(): readonly Taker[] {
    return [this];
  }

  renew(): void {
    this.#redis.disconnect(true);
  }

  close(): void {
    this.#isClosed = true;
    this.#cancelRetry();
    this.#redis.disconnect();
  }
}

class ClusterServer implements Server {
  readonly isCluster = true;
  readonly #cluster: Cluster;
  readonly #errors: ErrorTranslator;

  constructor(cluster: Cluster, errors: ErrorTranslator, listener: ServerListener) {
    this.#cluster = cluster;
    this.#errors = errors;
    tell(cluster, listener);
  }

  get reach(): Reach {
    return reachOf(this.#cluster.status);
  }

  /**
   * One by one, because a pipeline must not span servers. What is about the same key goes one after the other: a command that
   * meets a server it does not belong to, or that is not connected yet, is sent once more, after those that came later.
   */
  async send(commands: readonly Command[]): Promise<readonly Reply[]> {
    const last = new Map<string, Promise<Reply>>();
    const replies = commands.map(([name, ...args]) => {
      const key = String(args[0]);
      const call = (): Promise<Reply> => this.#cluster.callBuffer(name, args);
      const reply = last.get(key)?.then(call, call) ?? call();
      last.set(key, reply);
      return reply;
    });
    return (await Promise.allSettled(replies)).map((reply) =>
      reply.status === 'fulfilled' ? reply.value : this.#errors.storeErrorOf(reply.reason),
    );
  }

  parts(): readonly Taker[] {
    return this.#cluster.nodes('master').map((redis) => ({
      send: (commands) => sendTo(redis, commands, this.#errors),
    }));
  }

  renew(): void {
    this.#cluster.disconnect(true);
  }

  close(): void {
    this.#cluster.disconnect();
  }
}

async function sendTo(redis: Redis, commands: readonly Command[], errors: ErrorTranslator): Promise<readonly Reply[]> {
  const [first, second] = commands;
  if (first === undefined) return [];
  try {
    if (second === undefined) {
      const [name, ...args] = first;
      return [await redis.callBuffer(name, args)];
    }
    const pipeline = redis.pipeline();
    for (const [name, ...args] of commands) pipeline.callBuffer(name, args);
    const replies = (await pipeline.exec()) ?? [];
    return replies.map(([error, value]) => (error === null ? value : errors.storeErrorOf(error)));
  } catch (error) {
    const failure = errors.storeErrorOf(error);
    return commands.map(() => failure);
  }
}

function reachOf(status: string): Reach {
  if (status === 'ready') return 'ready';
  return status === 'connecting' || status === 'connect' || status === 'wait' ? 'connecting' : 'away';
}

function tell(client: Redis | Cluster, listener: ServerListener): void {
  let error = new Error('the connection was closed');
  client.on('error', (reason: Error) => {
    error = reason;
  });
  client.on('ready', () => listener.ready());
  client.on('close', () => listener.away(error));
}

function openCluster(lib: Ioredis, seeds: readonly [Address, ...Address[]], settings: ValkeySettings): Cluster {
  const retry = (attempt: number): number => retryDelayMs(attempt, settings.random);
  const [{ username, password, isTls }] = seeds;
  const options: Omit<ClusterOptions, 'redisOptions'> & { readonly redisOptions: RedisOptions } = {
    enableOfflineQueue: false,
    clusterRetryStrategy: retry,
    clusterNodeRetryStrategy: retry,
    redisOptions: { ...commonOptions(), ...credentials({ username, password }), ...(isTls ? { tls: {} } : {}) },
    // Certificates are for names, which a look-up would turn into numbers.
    ...(isTls ? { dnsLookup: (name, done) => done(null, name) } : {}),
  };
  return new lib.Cluster(
    seeds.map(({ host, port }) => ({ host, port })),
    options,
  );
}

function singleOptions(target: Exclude<Target, { kind: 'cluster' }>, settings: ValkeySettings): RedisOptions {
  const retry = (attempt: number): number => retryDelayMs(attempt, settings.random);
  const options: RedisOptions = {
    ...commonOptions(),
    enableOfflineQueue: false,
    retryStrategy: retry,
    // A server that others were made the first of closes no connection by itself.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
  };
  if (target.kind === 'server') return { ...options, ...addressOptions(target.address) };
  const [first] = target.sentinels;
  return {
    ...options,
    ...credentials(target),
    sentinels: target.sentinels.map(({ host, port }) => ({ host, port })),
    name: target.group,
    sentinelRetryStrategy: retry,
    failoverDetector: true,
    ...(first.username === undefined ? {} : { sentinelUsername: first.username }),
    ...(first.password === undefined ? {} : { sentinelPassword: first.password }),
    ...(first.isTls ? { enableTLSForSentinelMode: true, tls: {}, sentinelTLS: {} } : {}),
  };
}

/** Nothing is kept back or tried again here: deadlines and the queue of writes are ours. */
function commonOptions(): RedisOptions {
  return {
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    autoResubscribe: false,
    connectTimeout: CONNECT_TIMEOUT_MS,
    disconnectTimeout: DISCONNECT_TIMEOUT_MS,
    connectionName: 'reprise',
  };
}

function addressOptions({ host, port, username, password, database, isTls }: Address): RedisOptions {
  return { host, port, db: database, ...credentials({ username, password }), ...(isTls ? { tls: {} } : {}) };
}

function credentials(of: Pick<Address, 'username' | 'password'>): Pick<RedisOptions, 'username' | 'password'> {
  return {
    ...(of.username === undefined ? {} : { username: of.username }),
    ...(of.password === undefined ? {} : { password: of.password }),
  };
}
