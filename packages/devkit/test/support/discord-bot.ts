import { FakeDiscord, type FakeDiscordOptions } from '@reprise/devkit';
import { Client, type ClientOptions, Events, type Interaction, type SendableChannels } from 'discord.js';

/** What a bot does with an interaction. */
export type Behaviour = (interaction: Interaction) => unknown;

/** A real client of discord.js, and a Discord to which it is connected over sockets. */
export class Scene implements AsyncDisposable {
  readonly discord: FakeDiscord;
  readonly client: Client;
  /** What the behaviours threw, oldest first. */
  readonly errors: unknown[] = [];

  constructor(discord: FakeDiscord, client: Client) {
    this.discord = discord;
    this.client = client;
  }

  /** Makes the bot do something with every interaction. */
  on(behave: Behaviour): void {
    this.client.removeAllListeners(Events.InteractionCreate);
    this.client.on(Events.InteractionCreate, async (interaction) => {
      try {
        await behave(interaction);
      } catch (error) {
        this.errors.push(error);
      }
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client.destroy();
    await this.discord.close();
  }
}

/** A client that is not logged in. */
export function clientOf(apiUrl: string, options: Partial<ClientOptions> = {}): Client {
  const client = new Client({
    intents: ['Guilds', 'GuildVoiceStates'],
    rest: { api: apiUrl, retries: 0 },
    waitGuildTimeout: 500,
    ...options,
  });
  client.on(Events.Error, () => undefined);
  return client;
}

/** Logs in a client, and waits until it is ready. */
export async function logIn(discord: FakeDiscord, options: Partial<ClientOptions> = {}): Promise<Client> {
  const client = clientOf(await discord.listen(), options);
  const ready = new Promise((resolve) => client.once(Events.ClientReady, resolve));
  await client.login(discord.token);
  await ready;
  return client;
}

/** A bot that is logged in; `prepare` runs before. */
export async function scene(
  options: FakeDiscordOptions = {},
  prepare: (discord: FakeDiscord) => void = () => undefined,
  clientOptions: Partial<ClientOptions> = {},
): Promise<Scene> {
  const discord = new FakeDiscord(options);
  prepare(discord);
  return new Scene(discord, await logIn(discord, clientOptions));
}

/** The first channel in which the client can write. */
export function textChannel(client: Client): SendableChannels {
  const channel = client.channels.cache.find((one) => one.isSendable());
  if (!channel?.isSendable()) throw new Error('There is no channel.');
  return channel;
}

/** Waits until something is so. */
export async function until(isSo: () => boolean, limitMs = 5_000): Promise<void> {
  const end = performance.now() + limitMs;
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`It never came to be so: ${isSo}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** The code that a call fails with. */
export async function codeOf(call: Promise<unknown>): Promise<unknown> {
  try {
    await call;
    return undefined;
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : error;
  }
}
