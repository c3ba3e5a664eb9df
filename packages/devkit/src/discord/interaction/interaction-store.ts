import { apiError } from '../rest/api-error.ts';
import { ANSWER_MS, type PendingInteraction, TOKEN_MS } from './interaction.ts';

/** The last interactions, and whether their tokens are still good. */
export class InteractionStore {
  readonly #mostKept: number;
  readonly #byToken = new Map<string, PendingInteraction>();

  /** @param mostKept - What is never cleared must not fill the memory of what runs for hours. */
  constructor(mostKept: number) {
    this.#mostKept = mostKept;
  }

  add(interaction: PendingInteraction): void {
    this.#byToken.set(interaction.facts.token, interaction);
    const [oldest] = this.#byToken.keys();
    if (this.#byToken.size > this.#mostKept && oldest !== undefined) this.#byToken.delete(oldest);
  }

  /** The one that is to be answered for the first time. @throws ApiError 10062 or 40060. */
  unanswered(id: string, token: string): PendingInteraction {
    const found = this.#byToken.get(token);
    if (found?.id !== id) throw apiError(10062);
    if (found.acknowledgement !== undefined) throw apiError(40060);
    if (found.ageMs > ANSWER_MS) throw apiError(10062);
    return found;
  }

  /** The one that was answered, by its token. @throws ApiError 10015 or 50027. */
  answered(token: string): PendingInteraction {
    const found = this.#byToken.get(token);
    if (found === undefined) throw apiError(50027);
    if (found.ageMs > TOKEN_MS) throw apiError(50027);
    if (found.acknowledgement === undefined) throw apiError(10015);
    return found;
  }

  /** Tells all who wait that nobody will answer any more. */
  endAll(why: string): void {
    for (const interaction of this.#byToken.values()) interaction.end(why);
  }
}
