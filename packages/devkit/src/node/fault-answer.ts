import { DevkitError } from '../errors.ts';

/** A wrong answer of a node. Plain data, so that a plan of faults can hold it. */
export type FaultAnswer =
  /** A status, with what a Lavalink says then: nothing with 401 and 403, else an error object. */
  | { readonly kind: 'status'; readonly status: number; readonly retryAfterS?: number }
  /** A page of a proxy in between. */
  | { readonly kind: 'html'; readonly status?: number }
  /** The right answer, but only half of its text. */
  | { readonly kind: 'halfJson' }
  /** The right answer, but the connection is cut in the middle. */
  | { readonly kind: 'cutBody' }
  /** The right answer, `ms` milliseconds late. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** No answer. */
  | { readonly kind: 'never' };

/** Which requests are answered wrongly. What is left out fits all. */
export interface FaultRoute {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /**
   * The path, in which `*` stands for any one part, as in `/v4/sessions/*`. `/v4/websocket` is the handshake.
   *
   * @defaultValue every path, the handshake too
   */
  readonly path?: string;
  /** How often; afterwards requests are answered well again. @defaultValue for ever */
  readonly times?: number;
}

interface Rule<Answer> {
  readonly answer: Answer;
  readonly route: FaultRoute;
  left: number;
}

/** The wrong answers that are due, oldest first. */
export class AnswerRules<Answer = FaultAnswer> {
  readonly #rules = new Set<Rule<Answer>>();

  /** Adds one; the function it answers takes it away. */
  add(answer: Answer, route: FaultRoute): () => void {
    if (route.path !== undefined && !route.path.startsWith('/')) {
      throw new DevkitError('NODE_STATE', `A path of a fault begins with a slash, but is ${route.path}.`);
    }
    const rule: Rule<Answer> = { answer, route, left: route.times ?? Number.POSITIVE_INFINITY };
    this.#rules.add(rule);
    return () => this.#rules.delete(rule);
  }

  /** The wrong answer to a request, which counts as given. */
  take(method: string, path: string): Answer | undefined {
    const rule = [...this.#rules].find(({ route }) => fits(route, method, path));
    if (rule === undefined) return undefined;
    rule.left -= 1;
    if (rule.left <= 0) this.#rules.delete(rule);
    return rule.answer;
  }

  clear(): void {
    this.#rules.clear();
  }
}

function fits({ method, path }: FaultRoute, askedMethod: string, askedPath: string): boolean {
  if (method !== undefined && method !== askedMethod) return false;
  if (path === undefined) return true;
  const wanted = path.split('/');
  const given = askedPath.split('/');
  return wanted.length === given.length && wanted.every((part, i) => part === '*' || part === given[i]);
}
