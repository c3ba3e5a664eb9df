import { AudioNodeError } from './errors.ts';
import { type AudioNodeOptions, type ResolvedOptions, resolveOptions } from './options.ts';
import { FramePump } from './player/frame-pump.ts';
import { PlayerSound } from './player/player-sound.ts';
import { HostCheck } from './server/host-check.ts';
import { HttpServer } from './server/http-server.ts';
import { PasswordCheck } from './server/password.ts';
import { Router } from './server/router.ts';
import { routes } from './server/routes.ts';
import { WebSocketSide } from './server/websocket.ts';
import { SessionList } from './session/session-list.ts';
import { WorkerSoundEngine } from './sound/worker-sound-engine.ts';
import { builtInSources } from './sources/built-in.ts';
import { SourceList } from './sources/source-list.ts';

/**
 * A Lavalink v4 audio node: the REST routes, the WebSocket, sessions and players of the real server over a catalogue of
 * public-domain tunes, a music folder and, if wanted, http and yt-dlp. With `voice: 'discord'` it
 * is heard in voice channels; by default it only keeps time.
 *
 * @example
 * ```ts
 * import { AudioNode } from '@reprise/node';
 *
 * await using node = new AudioNode({ port: 0, password: 'secret' });
 * await node.start();
 *
 * const headers = { authorization: 'secret' };
 * const answer = await fetch(`${node.url}/v4/loadtracks?identifier=demosearch:ode%20to%20joy`, { headers });
 * console.log(await answer.json());
 * ```
 */
export class AudioNode implements AsyncDisposable {
  readonly #options: ResolvedOptions;
  readonly #closed = new AbortController();
  readonly #http: HttpServer;
  readonly #webSockets: WebSocketSide;
  readonly #sessions: SessionList;
  readonly #sources: SourceList;
  /** Undefined on a node that only keeps time. */
  readonly #engine: WorkerSoundEngine | undefined;
  #state: 'new' | 'started' | 'closed' = 'new';
  #port: number;
  #listening: Promise<number> | undefined;
  #closing: Promise<void> | undefined;

  /**
   * @throws TypeError or RangeError naming the option that is wrong.
   * @throws {@link PasswordRequiredError} when other machines could reach the node and nothing would keep them out.
   * @throws {@link AudioNodeError} when `musicDir` is no folder.
   */
  constructor(options: AudioNodeOptions = {}) {
    this.#options = resolveOptions(options);
    this.#port = this.#options.port;
    const { clock, log, voice, playerUpdateIntervalMs, statsIntervalMs, trackStuckThresholdMs } = this.#options;
    const baseUrl = (): string => this.#options.publicUrl ?? this.url;
    const builtIn = builtInSources(this.#options, baseUrl, this.#closed.signal);
    const sources = new SourceList([...this.#options.sources, ...builtIn], log);
    this.#sources = sources;
    const open: SourceList['open'] = (info, signal) => sources.open(info, signal);
    const { ffmpegPath } = this.#options;
    const { isAudible = false } = voice;
    // What only a browser listens to now and then needs one thread, and that not before there is music.
    const threads = isAudible ? {} : { workers: 1 };
    const isHeard = isAudible || this.#options.stream;
    this.#engine = isHeard ? new WorkerSoundEngine({ ...threads, ffmpegPath, clock, log }) : undefined;
    const sound = this.#engine && new PlayerSound(new FramePump(clock), this.#engine, sources);
    this.#sessions = new SessionList(
      { clock, voice, sound, playerUpdateIntervalMs, trackStuckThresholdMs, open },
      statsIntervalMs,
    );
    const password = new PasswordCheck(this.#options.password);
    const hosts = new HostCheck(this.#options);
    this.#webSockets = new WebSocketSide({ password, hosts, sessions: this.#sessions, log });
    this.#http = new HttpServer({
      router: new Router(routes({ sources, sessions: this.#sessions, isAudible })),
      password,
      hosts,
      clock,
      log,
      upgrade: (request, socket, head) => this.#webSockets.upgrade(request, socket, head),
    });
  }

  /** The port it listens on; before {@link start}, the one it was asked to. */
  get port(): number {
    return this.#port;
  }

  /** Where this machine reaches it, such as `http://127.0.0.1:2333`. */
  get url(): string {
    return `http://${reachable(this.#options.host)}:${this.#port}`;
  }

  /**
   * Starts listening.
   *
   * @throws {@link ListenError} with code `NODE_PORT_TAKEN` when another program has the port.
   * @throws {@link AudioNodeError} when it was started before: a node lives once.
   */
  async start(): Promise<void> {
    if (this.#state !== 'new') throw new AudioNodeError('NODE_STATE', 'An audio node starts once; make another one.');
    this.#state = 'started';
    const { host, port, log } = this.#options;
    this.#listening = this.#sources.prepare().then(() => this.#http.listen(host, port));
    try {
      this.#port = await this.#listening;
      if (this.#options.voice.isAudible === true) this.#engine?.prepare();
    } catch (error) {
      this.#state = 'new';
      throw error;
    }
    log.info(
      `Audio node listening on ${this.url}. It speaks the Lavalink v4 protocol${this.#engine === undefined ? '; no sound is sent' : ''}.`,
    );
  }

  /**
   * Closes its clients' WebSockets with 1001, ends all sessions and stops listening; while it starts, as soon as it has.
   * Calling it again waits for the same end.
   */
  async close(): Promise<void> {
    if (this.#state === 'new') return;
    this.#state = 'closed';
    this.#closing ??= this.#close();
    await this.#closing;
  }

  /** {@link close}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    this.#closed.abort();
    const sourcesClosed = this.#sources.close();
    // A server that does not listen yet cannot be closed; one that cannot listen tells whoever started it.
    await Promise.allSettled([this.#listening]);
    // First, so that nobody comes in any more; it is done when the last WebSocket is.
    const closed = this.#http.close();
    await this.#webSockets.close();
    this.#sessions.clear();
    await Promise.all([closed, sourcesClosed, this.#engine?.close()]);
    this.#options.log.info('Audio node closed.');
  }
}

/** An address to connect to: a server that listens everywhere is reached on loopback. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
