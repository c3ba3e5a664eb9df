import { REST, type RESTOptions } from 'discord.js';

type Request = Parameters<REST['queueRequest']>[0];

/**
 * Asks Discord for two things side by side: what the bot does by itself, 50 times a second at most, and its answers to people.
 *
 * Answers carry the token of what they answer, not the bot's, and Discord does not count them among the 50. In one line with
 * everything else, an answer would come after each message of each guild that happens to change at the time.
 */
export class AnsweringRest extends REST {
  readonly #answers: REST;

  constructor(options: Partial<RESTOptions>) {
    super(options);
    this.#answers = new REST({ ...options, globalRequestsPerSecond: Number.POSITIVE_INFINITY });
  }

  override queueRequest(request: Request): ReturnType<REST['queueRequest']> {
    return request.auth === false ? this.#answers.queueRequest(request) : super.queueRequest(request);
  }

  override clearHashSweeper(): void {
    super.clearHashSweeper();
    this.#answers.clearHashSweeper();
  }

  override clearHandlerSweeper(): void {
    super.clearHandlerSweeper();
    this.#answers.clearHandlerSweeper();
  }
}
