import { readFile, writeFile } from 'node:fs/promises';
import { type DiscordGuild, FakeDiscord, FakeVoiceServer, type HeardVoice } from '@reprise/devkit';

/** What the bot says while it looks for a song. */
const SEARCHING = 'Searching…';

/** A Discord on this machine, with a guild in which somebody listens. */
export class Stage implements AsyncDisposable {
  readonly token: string;
  /** For the environment of the bot. */
  readonly env: Readonly<Record<string, string>>;
  readonly #discord: FakeDiscord;
  readonly #server: FakeVoiceServer;
  readonly #guild: DiscordGuild;
  #people = 0;

  private constructor(discord: FakeDiscord, server: FakeVoiceServer, env: Stage['env']) {
    this.#discord = discord;
    this.#server = server;
    this.#guild = discord.guild();
    this.token = discord.token;
    this.env = env;
  }

  /**
   * @param trusted - A file for the bot, to which the authority of the voice server is added; and its path there.
   */
  static async start(trusted: { readonly file: string; readonly path: string }): Promise<Stage> {
    const server = await FakeVoiceServer.start({ dave: true });
    const discord = new FakeDiscord({ voiceServers: [server] });
    await writeFile(trusted.file, `${await readFile('/etc/ssl/certs/ca-certificates.crt', 'utf8')}\n${server.ca}`);
    return new Stage(discord, server, {
      DISCORD_API_BASE: await discord.listen(),
      NODE_EXTRA_CA_CERTS: trusted.path,
    });
  }

  /** What is heard in the guild. */
  get heard(): HeardVoice {
    return this.#server.heard(this.#guild.id);
  }

  /** Somebody new types /play in a voice channel. @returns What the bot answers. */
  async play(query: string): Promise<string> {
    this.#people += 1;
    const person = this.#discord.user(`person ${this.#people}`).in(this.#guild);
    person.joinVoice('Music');
    return (await person.slash('play', { query }).until(({ text }) => text !== SEARCHING)).text;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#discord.close();
    await this.#server.close();
  }
}
