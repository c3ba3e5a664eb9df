import { type Clock, systemClock } from '@reprise/clock';
import { FakeDiscord, seededRandom } from '@reprise/devkit';
import { MusicBot } from '../bot/music-bot.ts';
import { type HttpParts, startHttp } from '../bot/start-http.ts';
import { EXIT } from '../cli/exit-codes.ts';
import type { BotConfig, ConfigProblem } from '../config/index.ts';
import { HttpSideError } from '../http/http-errors.ts';
import type { HttpSide } from '../http/http-side.ts';
import { GUILDS } from './cast.ts';
import { Chance } from './chance.ts';
import { demoConfig } from './demo-config.ts';
import { DemoNodes } from './demo-nodes.ts';
import { type DemoOutput, demoLog, standardOutput } from './demo-output.ts';
import { demoNotice, introduction } from './intro.ts';
import { listening } from './listening.ts';
import { Narrator } from './narrator.ts';
import { ownTunes } from './own-tunes.ts';
import { Performer } from './performer.ts';
import { followPool } from './pool-news.ts';
import { script } from './script.ts';
import { show } from './show.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { Town } from './town.ts';

/** Messages and interactions that the made-up Discord keeps: more than anybody comes back to, and few for a demo of days. */
const MOST_KEPT = 1_000;

/** What {@link playDemo} plays. */
export interface DemoRun {
  /** The user's settings; none of their stores, nodes and tokens is used. */
  readonly config: BotConfig;
  /** What is probably not meant so: a misspelled name of the token is why there is a demo. @defaultValue none */
  readonly warnings?: readonly ConfigProblem[];
  /** Whether its page can be listened to; making sound takes more memory. @defaultValue false */
  readonly isListenedTo?: boolean;
  /** Ends it. */
  readonly signal: AbortSignal;
  /** Time of everything in it. @defaultValue `systemClock` */
  readonly clock?: Clock;
  /** Where it is told what happens. @defaultValue standard output */
  readonly output?: DemoOutput;
  /** The same one plays the same script. @defaultValue 1 */
  readonly seed?: number;
}

/** Not of any Discord; in the form of a real one. */
const TOKEN = 'ZGVtbw.ZGVtbw.only-for-the-made-up-discord-of-the-demo';

/**
 * Plays the demo until it is told to end: a made-up Discord in which made-up people use the real bot, with real nodes, caches
 * and page.
 *
 * @returns The exit code.
 * @throws `AudioNodeError` when the folder of music is none; what the file system or a port says.
 */
export async function playDemo(run: DemoRun): Promise<number> {
  const {
    config,
    signal,
    clock = systemClock,
    output = standardOutput(),
    seed = 1,
    warnings = [],
    isListenedTo = false,
  } = run;
  const ended = AbortSignal.any([signal, output.gone]);
  output.write(demoNotice(isListenedTo));
  for (const { variable, problem } of warnings) output.write(`  Note: ${variable} ${problem}`);
  const { musicDir } = config.ownNode;
  await using folder = await temporaryFolder('reprise-demo-');
  await using discord = new FakeDiscord({ userName: 'Reprise', token: TOKEN, mostKept: MOST_KEPT, clock });
  const town = new Town(discord, GUILDS);
  await using nodes = await DemoNodes.start({ discord, clock, musicDir, isListenedTo });
  const places = { token: TOKEN, apiBase: await discord.listen(), nodes: nodes.addresses, dataDir: folder.path };
  const settings = demoConfig(config, places);
  const log = demoLog(settings, [TOKEN, nodes.password]);
  const bot = await MusicBot.open({ config: settings, log, clock, ownNode: undefined, isDemo: true });
  await using _bot = { [Symbol.asyncDispose]: () => bot.stop() };
  const listen = isListenedTo ? { listen: listening(bot.services.pool, nodes.addresses) } : {};
  const shown = { config: settings, log, clock, cluster: bot.local, health: () => bot.health, ...listen };
  const page = await openPage(shown);
  await using _page = { [Symbol.asyncDispose]: async () => page?.close() };
  await bot.start();
  output.write(introduction(page?.url));

  const narrator = new Narrator({ write: output.write, columns: output.columns, clock });
  const tell: Narrator['tell'] = (happening) => narrator.tell(happening);
  const unfollow = followPool({ pool: bot.services.pool, guildName: (id) => town.guildName(id), tell });
  const performer = new Performer(town, nodes);
  await show({
    scenes: script({ seed, ownTunes: await ownTunes(musicDir) }),
    perform: (scene) => {
      forget(discord, nodes);
      return performer.perform(scene);
    },
    tell,
    chance: new Chance(seededRandom(seed)),
    clock,
    signal: ended,
  });
  unfollow();
  return EXIT.ok;
}

/** The page where it is wanted, or at another port when that one is taken: the bot may run beside its demo. */
async function openPage(parts: HttpParts): Promise<HttpSide | undefined> {
  try {
    return await startHttp(parts);
  } catch (error) {
    if (!(error instanceof HttpSideError) || error.code !== 'HTTP_PORT_TAKEN') throw error;
    const { config } = parts;
    return await startHttp({ ...parts, config: { ...config, http: { ...config.http, port: 0 } } });
  }
}

/** What the made-up world remembers for tests nobody asks for here, and it goes on for days. */
function forget(discord: FakeDiscord, nodes: DemoNodes): void {
  discord.clearSent();
  discord.rest.clearRequests();
  nodes.forget();
}
